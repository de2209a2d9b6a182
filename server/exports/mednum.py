"""The French national schema «lieux de médiation numérique», version 1.0.2: https://github.com/LaMednum/standard-mediation-num."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.exports import network
from server.exports.columns import Cell, Table, table
from server.exports.hours import osm, the_public
from server.exports.labs import country, licence
from server.exports.network import Lab
from server.exports.reading import Reading
from server.exports.values import codes, emails, position, text, web, webs
from server.exports.values import phone as number
from server.pages.rows import Values, first, gather

_SIRET, _RNA = re.compile(r"\d{14}", re.ASCII), re.compile(r"W[a-zA-Z0-9]{9}", re.ASCII)
_POSTCODE = re.compile(r"\d{5}", re.ASCII)
_INSEE = re.compile(r"([013-9]\d|2[AB1-9])\d{3}", re.ASCII)
_PHONE = re.compile(r"\+(33|590|594|262|596|269|687|689|508|681)\d{6,9}", re.ASCII)
_SUMMARY = 280

#: The country and what belongs to it, by ISO 3166-1 code.
FRANCE = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF"})
#: Licences that let the row be published under the Licence Ouverte; share-alike ones keep their own dumps.
OPEN = frozenset({"etalab-2.0", "CC0-1.0", "PDDL-1.0", "CC-BY-4.0", "CC-BY-3.0", "ODC-By-1.0"})
#: What a lab does when it names no service: without any, the national map says that nobody may come.
DEFAULT_SERVICE = "Loisirs et créations numériques"
_CLOSED = frozenset({"projet", "ferme", "ferme-temporaire"})
_NOT_PUBLIC = frozenset({"restreint", "scolaires"})


@dataclass(frozen=True, slots=True)
class Place:
    """A lab that the national list can tell of, the day it is, the schema's words for our concepts, who collects."""

    lab: Lab
    today: date
    words: Mapping[str, str]
    collector: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a lab is left out, and what it would have to write."""

    code: str
    holds: Callable[[Lab], bool]
    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A lab that the national list cannot tell of, with every reason."""

    lab: Lab
    reasons: Sequence[Reason]

    def as_json(self) -> Mapping[str, object]:
        """For the report."""
        reasons = [{"code": each.code, "fr": each.fr, "en": each.en} for each in self.reasons]
        return {"slug": self.lab.origin.slug, "name": text(self.lab.record["name"]), "reasons": reasons}


def places(reading: Reading, today: date) -> Iterator[Place | LeftOut]:
    """Every lab by slug: as the national list can tell of it, or why it cannot."""
    words = {first((row["concept"],)): first((row["word"],)) for row in reading.ask("notations")}
    networks = gather(reading.ask("network"), "network")
    collector = text(networks[0]["name"]) if len(networks) == 1 else ""
    for lab in network.labs(reading):
        reasons = [reason for reason in REASONS if reason.holds(lab)]
        yield LeftOut(lab, reasons) if reasons else Place(lab, today, words, collector)


def pivot(lab: Lab) -> str:
    """SIRET, else RNA; nothing when neither is well formed."""
    found = [text((value,)).replace(" ", "") for value in (*lab.record["siret"], *lab.record["rna"])]
    return next((each for each in found if _SIRET.fullmatch(each)), "") or next(
        (each for each in found if _RNA.fullmatch(each)), ""
    )


def _updated(lab: Lab) -> str:
    """The lab's own date, else the day its present version was fetched."""
    return first(lab.record["modified"])[:10] or lab.origin.fetched[:10]


def _cut(words: str) -> str:
    """At most 280 characters, cut after a word."""
    if len(words) <= _SUMMARY:
        return words
    head, space, _ = words[:_SUMMARY].rpartition(" ")
    return f"{head if space else words[: _SUMMARY - 1]}…"


REASONS: tuple[Reason, ...] = (
    Reason(
        "country", lambda lab: country(lab) not in FRANCE,
        "Ce lab n'est pas en France : la liste nationale ne prend que les lieux de France. Si c'est une erreur, "
        "écrivez « pays » : « FR » dans l'adresse.",
        "This lab is not in France: the national list takes places in France only. If that is a mistake, write "
        "“country”: “FR” in the address.",
    ),
    Reason(
        "status", lambda lab: bool(_CLOSED & set(codes(lab.record["status"]))),
        "Ce lab est en projet ou fermé. Il y entrera quand son « statut » sera « ouvert ».",
        "This lab is planned or closed. It will be told of once its “labStatus” is “open”.",
    ),
    Reason(
        "status-unknown", lambda lab: not set(codes(lab.record["status"])) - {"inconnu"},
        "Ce lab ne dit pas s'il est ouvert. Écrivez « statut » : « ouvert ».",
        "This lab does not say whether it is open. Write “labStatus”: “open”.",
    ),
    Reason(
        "access", lambda lab: bool(lab.record["access"]) and set(codes(lab.record["access"])) <= _NOT_PUBLIC,
        "Ce lab n'accueille pas le public. S'il l'accueille, ajoutez « tout-public », « public-creneaux », "
        "« adherents » ou « sur-rendez-vous » à « acces ».",
        "This lab is not open to the public. If it is, add “public”, “public-hours”, “members” or “by-appointment” "
        "to “access”.",
    ),
    Reason(
        "pivot", lambda lab: not pivot(lab),
        "Il manque un identifiant officiel. Écrivez « siret » (14 chiffres entre guillemets) ou, pour une association "
        "qui n'en a pas, « rna » (W et 9 chiffres).",
        "An official identifier is missing. Write “siret” (14 digits between quotes) or, for an association without "
        "one, “rna” (W and 9 digits).",
    ),
    Reason(
        "name", lambda lab: not text(lab.record["name"]),
        "Il manque le nom. Écrivez « nom ».",
        "The name is missing. Write “name”.",
    ),
    Reason(
        "address", lambda lab: not (text(lab.address["street"]) and text(lab.address["commune"])),
        "L'adresse est incomplète. Écrivez « rue » et « commune » dans « adresse ».",
        "The address is incomplete. Write “street” and “town” in “address”.",
    ),
    Reason(
        "postcode", lambda lab: not _POSTCODE.fullmatch(text(lab.address["postcode"])),
        "Le code postal manque ou n'a pas 5 chiffres. Écrivez-le entre guillemets, par exemple "
        "« codePostal » : « 42400 ».",
        "The postcode is missing or has not 5 digits. Write it between quotes, for instance “postcode”: “42400”.",
    ),
    Reason(
        "date", lambda lab: not re.fullmatch(r"\d{4}-\d\d-\d\d", _updated(lab)),
        "Il manque la date de mise à jour. Écrivez « miseAJour », par exemple « 2026-11-22 ».",
        "The date of the last update is missing. Write “updated”, for instance “2026-11-22”.",
    ),
    Reason(
        "licence", lambda lab: licence(lab) not in OPEN,
        "La liste nationale est sous Licence Ouverte, et la licence de ces données ne permet pas de les y verser (ou "
        "n'est pas dite). Écrivez « licenceDonnees » : « etalab-2.0 ».",
        "The national list is under the French Open Licence, and the licence of these data does not let them in (or "
        "is not stated). Write “dataLicence”: “etalab-2.0”.",
    ),
)  # fmt: skip


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
    "date_maj": lambda p: _updated(p.lab),
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
