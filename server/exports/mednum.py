"""The French national schema «lieux de médiation numérique», version 1.0.2: https://github.com/LaMednum/standard-mediation-num."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from server.exports import network
from server.exports.columns import Cell, Table, table
from server.exports.eligible import LeftOut, pivot, reasons_against, updated
from server.exports.hours import osm, the_public
from server.exports.labs import country
from server.exports.network import Lab
from server.exports.reading import Reading
from server.exports.values import codes, emails, position, text, web, webs
from server.exports.values import phone as number
from server.pages.rows import Values, first, gather

_INSEE = re.compile(r"([013-9]\d|2[AB1-9])\d{3}", re.ASCII)
_PHONE = re.compile(r"\+(33|590|594|262|596|269|687|689|508|681)\d{6,9}", re.ASCII)
_SUMMARY = 280

#: What a lab does when it names no service: without any, the national map says that nobody may come.
DEFAULT_SERVICE = "Loisirs et créations numériques"


@dataclass(frozen=True, slots=True)
class Place:
    """A lab that the national list can tell of, the day it is, the schema's words for our concepts, who collects."""

    lab: Lab
    today: date
    words: Mapping[str, str]
    collector: str


def places(reading: Reading, today: date) -> Iterator[Place | LeftOut]:
    """Every lab by slug: as the national list can tell of it, or why it cannot."""
    words = {first((row["concept"],)): first((row["word"],)) for row in reading.ask("notations")}
    networks = gather(reading.ask("network"), "network")
    collector = text(networks[0]["name"]) if len(networks) == 1 else ""
    for origin in network.origins(reading):
        lab = network.lab(reading, origin, whole=False)
        if reasons := reasons_against(lab):
            yield LeftOut(lab, reasons)
        else:
            yield Place(network.lab(reading, origin), today, words, collector)


def _cut(words: str) -> str:
    """At most 280 characters, cut after a word."""
    if len(words) <= _SUMMARY:
        return words
    head, space, _ = words[:_SUMMARY].rpartition(" ")
    return f"{head if space else words[: _SUMMARY - 1]}…"


def _words(place: Place, values: Values) -> list[str]:
    return sorted({place.words[iri] for iri in (first((value,)) for value in values) if iri in place.words})


def _axis(place: Place, axis: int) -> float | None:
    found = position(place.lab.position)
    return found[axis] if found else None


def _if(pattern: re.Pattern[str], found: str) -> str:
    return found if pattern.fullmatch(found) else ""


def _ways_in(place: Place) -> list[str]:
    """How one gets in: by the door, by the booking page, by telephone or by mail."""
    said = place.lab.record
    modes = set(codes(said["access"]))
    appointment = "sur-rendez-vous" in modes
    walk_in = bool(modes & {"tout-public", "public-creneaux", "adherents", "espace-partage"}) or not modes
    ways = (
        ("Se présenter", walk_in),
        ("Téléphoner", appointment and bool(_phone(place))),
        ("Contacter par mail", appointment and bool(emails(said["email"]))),
        ("Prendre un RDV en ligne", appointment and bool(web(said["booking"]))),
    )
    return [word for word, holds in ways if holds]


def _support(place: Place) -> list[str]:
    ways = (("En autonomie", bool(place.lab.types)), ("Dans un atelier collectif", bool(place.lab.record["training"])))
    return [word for word, holds in ways if holds]


def _phone(place: Place) -> str:
    return _if(_PHONE, number(place.lab.record["phone"], country(place.lab)))


def _mobile(place: Place) -> str:
    return "Itinérant" if first(place.lab.record["mobile"]) == "true" else "Fixe"


def _nothing(_place: Place) -> Cell:
    """The schema has the column, no lab says anything of it yet."""
    return None


MEDNUM: Table[Place] = table("mednum", {
    "id": lambda p: p.lab.iri,
    "pivot": lambda p: pivot(p.lab),
    "nom": lambda p: text(p.lab.record["name"]),
    "commune": lambda p: text(p.lab.address["commune"]),
    "code_postal": lambda p: text(p.lab.address["postcode"]),
    "code_insee": lambda p: _if(_INSEE, text(p.lab.address["insee"])),
    "adresse": lambda p: text(p.lab.address["street"]),
    "complement_adresse": lambda p: text(p.lab.address["extended"]),
    "latitude": lambda p: _axis(p, 0),
    "longitude": lambda p: _axis(p, 1),
    "typologie": lambda _: "FABLAB",
    "telephone": _phone,
    "courriels": lambda p: emails(p.lab.record["email"]),
    "site_web": lambda p: webs((*p.lab.record["url"], *p.lab.record["sameAs"])),
    "horaires": lambda p: osm(p.lab.slots, p.today, the_public),
    "presentation_resume": lambda p: _cut(text(p.lab.record["summary"] or p.lab.record["description"])),
    "presentation_detail": lambda p: text(p.lab.record["description"] or p.lab.record["summary"]),
    "source": lambda p: p.collector,
    "itinerance": _mobile,
    "structure_parente": lambda p: text(p.lab.record["carrier"]),
    "date_maj": lambda p: updated(p.lab),
    "services": lambda p: _words(p, p.lab.record["service"]) or [DEFAULT_SERVICE],
    "publics_specifiquement_adresses": _nothing,
    "prise_en_charge_specifique": _nothing,
    "frais_a_charge": lambda p: _words(p, p.lab.record["fee"]),
    "dispositif_programmes_nationaux": _nothing,
    "formations_labels": _nothing,
    "autres_formations_labels": _nothing,
    "modalites_acces": _ways_in,
    "modalites_accompagnement": _support,
    "fiche_acces_libre": lambda p: web(p.lab.record["accessRecord"]),
    "prise_rdv": lambda p: web(p.lab.record["booking"]),
})  # fmt: skip
