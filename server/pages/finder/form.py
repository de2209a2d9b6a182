"""The finder's form: its fields with what they hold, read from the criteria or kept as they were typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext  # type: ignore[import-untyped]

from server.pages.finder import choices
from server.pages.finder.choices import Choice
from server.search.address import RADIUS, Asked, written


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, its label, what it holds, the parameter it `sends`.

    `kind` is search, text, number, date, select or check; `any` is what a select says when nothing is chosen.
    """

    name: str
    label: str
    value: str
    kind: str = "select"
    options: Sequence[Choice] = ()
    wrong: str = ""
    any: str = ""
    sends: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields by their place, and the criteria that have no field, sent along."""

    fields: Mapping[str, Field]
    kept: Sequence[tuple[str, str]]
    more: bool


#: Behind «Plus de filtres», in this order.
MORE = (
    "type", "epaisseur", "largeur", "profondeur", "etat", "acces", "date", "accessibilite", "public", "age",
    "pret", "sans-formation",
)  # fmt: skip


#: Parameters that have no field under their own name, and the field that speaks of them.
_SPOKEN = {"lat": "lieu", "lon": "lieu", "jusqu-a": "heure"}


def form(asked: Asked, lang: str) -> Form:
    """The form of a search."""
    held = _held(asked)
    wrong = {_SPOKEN.get(each.name, each.name): each.en if lang == "en" else each.fr for each in asked.mistakes}
    fields = {field.name: field for field in _fields(held, wrong)}
    more = any(fields[name].value or fields[name].wrong for name in MORE)
    return Form(fields, tuple(_kept(held, fields)), more)


def _held(asked: Asked) -> dict[str, list[str]]:
    """What each parameter holds; a day that is a date has a field of its own."""
    held = {name: list(values) for name, values in written(asked.criteria).items()}
    held |= {mistake.name: [mistake.value] for mistake in asked.mistakes if mistake.name not in _SPOKEN}
    if asked.criteria.day is not None:
        held["date"] = held.pop("jour", [])
    return held


def _fields(held: Mapping[str, list[str]], wrong: Mapping[str, str]) -> Sequence[Field]:
    def field(name: str, label: str, kind: str = "select", options: Sequence[Choice] = (), any: str = "") -> Field:  # noqa: A002
        value = next(iter(held.get(name, ())), "")
        sends = "jour" if name == "date" else name
        return Field(name, label, value, kind, options, wrong.get(name, ""), any or gettext("tous"), sends)

    return (
        field("q", gettext("Que cherchez-vous ?"), "search"),
        field("procede", gettext("Procédé"), options=choices.concepts("process")),
        field("materiau", gettext("Matériau"), options=choices.concepts("material")),
        field("lieu", gettext("Près de"), "text"),
        field("rayon", gettext("Rayon"), options=choices.radii(), any=gettext("%(km)d km", km=RADIUS)),
        field("jour", gettext("Ouvert"), options=choices.days(), any=gettext("peu importe")),
        field("heure", gettext("À quelle heure"), options=choices.hours(), any=gettext("peu importe")),
        field("type", gettext("Type de machine"), options=choices.concepts("type")),
        field("epaisseur", gettext("Épaisseur à travailler, en mm"), "number"),
        field("largeur", gettext("Largeur de la pièce, en mm"), "number"),
        field("profondeur", gettext("Profondeur de la pièce, en mm"), "number"),
        field("etat", gettext("État de la machine"), options=choices.listed("status")),
        field("acces", gettext("Qui peut venir"), options=choices.listed("access"), any=gettext("le public")),
        field("date", gettext("Ouvert le"), "date"),
        field("accessibilite", gettext("Accessibilité"),
              options=choices.listed("access-feature"), any=gettext("peu importe")),
        field("public", gettext("Public accueilli"), options=choices.listed("audience")),
        field("age", gettext("Âge, en années"), "number"),
        field("pret", gettext("Que l'on peut emprunter"), "check"),
        field("sans-formation", gettext("Sans formation obligatoire"), "check"),
    )  # fmt: skip


def _kept(held: Mapping[str, list[str]], fields: Mapping[str, Field]) -> list[tuple[str, str]]:
    """What the form does not show: criteria without a field, second values; and the language chosen by hand."""
    hidden = [
        (name, value)
        for name, values in held.items()
        for value in (values[1:] if name in fields else values)
        if name != "page"
    ]
    chosen = request.args.get("lang")
    return [*hidden, ("lang", chosen)] if chosen in ("fr", "en") else hidden
