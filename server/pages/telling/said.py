"""What happened to a source, in words: a title and a few lines for each event, for the page and the feed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, ngettext  # type: ignore[import-untyped]

from harvester.desk.events import Event
from harvester.desk.sentences import Sentence, sentences
from harvester.settings import HarvestSettings


@dataclass(frozen=True, slots=True)
class Told:
    """An event in words. `lines`: what it means; `findings`: sentences in both languages."""

    id: int
    kind: str
    at: datetime
    title: str
    lines: tuple[str, ...]
    findings: tuple[Sentence, ...]


def told(event: Event, conf: HarvestSettings) -> Told:
    """An event in the language of the request."""
    lines = tuple(line for line in (_meaning(event.kind, conf), numbers(event.numbers)) if line)
    return Told(event.id, event.kind, event.at, title(event.kind), lines, tuple(sentences(event.findings)))


def title(kind: str) -> str:
    """An event in a few words."""
    words = {
        "first": gettext("Première publication"),
        "changed": gettext("Fiche modifiée"),
        "recovered": gettext("Tout est réparé"),
        "failed": gettext("Fichier illisible"),
        "refused": gettext("Fichier refusé"),
        "withheld": gettext("Une partie est retenue"),
        "stale": gettext("La fiche vieillit"),
        "silent": gettext("La source est silencieuse"),
        "gone": gettext("Fiche retirée"),
    }
    return str(words.get(kind, kind))


def _meaning(kind: str, conf: HarvestSettings) -> str:
    words = {
        "first": gettext("Le fichier du lab a été lu et accepté pour la première fois."),
        "recovered": gettext("Le fichier du lab a été lu et accepté ; la fiche est à jour."),
        "failed": gettext("Le fichier n'a pas pu être lu ; la dernière bonne fiche, s'il y en a une, reste servie."),
        "refused": gettext("Le fichier a été lu, mais refusé : il y a une erreur à corriger."),
        "withheld": gettext("Ce qui est à corriger est retenu, le reste est publié."),
        "stale": _days("stale", conf),
        "silent": _days("silent", conf),
        "gone": gettext("Tout ce que le lab publiait ici est retiré. Un fichier correct le fera revenir."),
    }
    return str(words.get(kind, ""))


def _days(kind: str, conf: HarvestSettings) -> str:
    days = (conf.stale_after if kind == "stale" else conf.silent_after).days
    return str(
        ngettext(
            "Rien de publiable n'est venu depuis %(num)d jour.",
            "Rien de publiable n'est venu depuis %(num)d jours.",
            days,
        )
    )


def numbers(count: Mapping[str, int]) -> str:
    """How many things came, changed, were held back, went."""
    words = {
        "created": ngettext("%(num)d nouveau", "%(num)d nouveaux", count.get("created", 0)),
        "updated": ngettext("%(num)d modifié", "%(num)d modifiés", count.get("updated", 0)),
        "withheld": ngettext("%(num)d retenu", "%(num)d retenus", count.get("withheld", 0)),
        "deleted": ngettext("%(num)d retiré", "%(num)d retirés", count.get("deleted", 0)),
    }
    parts = ", ".join(str(said) for name, said in words.items() if count.get(name))
    return str(gettext("Éléments : %(parts)s.", parts=parts)) if parts else ""
