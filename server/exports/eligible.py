"""Which labs the national list of digital mediation places takes, and what the others would have to write. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from server.exports.labs import country, licence
from server.exports.network import Lab
from server.exports.values import codes, text
from server.pages.rows import first
from server.shut import SHUT

_SIRET, _RNA = re.compile(r"\d{14}", re.ASCII), re.compile(r"W[a-zA-Z0-9]{9}", re.ASCII)
_POSTCODE = re.compile(r"\d{5}", re.ASCII)

#: The country and what belongs to it, by ISO 3166-1 code.
FRANCE = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF"})
#: Licences that let the row be published under the Licence Ouverte; share-alike ones keep their own dumps.
OPEN = frozenset({"etalab-2.0", "CC0-1.0", "PDDL-1.0", "CC-BY-4.0", "CC-BY-3.0", "ODC-By-1.0"})
_NOT_PUBLIC = frozenset({"restreint", "scolaires"})


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


def pivot(lab: Lab) -> str:
    """SIRET, else RNA; nothing when neither is well formed."""
    found = [text((value,)).replace(" ", "") for value in (*lab.record["siret"], *lab.record["rna"])]
    return next((each for each in found if _SIRET.fullmatch(each)), "") or next(
        (each for each in found if _RNA.fullmatch(each)), ""
    )


def updated(lab: Lab) -> str:
    """The lab's own date, else the day its present version was fetched."""
    return first(lab.record["modified"])[:10] or lab.origin.fetched[:10]


REASONS: tuple[Reason, ...] = (
    Reason(
        "country", lambda lab: country(lab) not in FRANCE,
        "Ce lab n'est pas en France : la liste nationale ne prend que les lieux de France. Si c'est une erreur, "
        "écrivez « pays » : « FR » dans l'adresse.",
        "This lab is not in France: the national list takes places in France only. If that is a mistake, write "
        "“country”: “FR” in the address.",
    ),
    Reason(
        "status", lambda lab: bool(SHUT & set(codes(lab.record["status"]))),
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
        "date", lambda lab: not re.fullmatch(r"\d{4}-\d\d-\d\d", updated(lab)),
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


def reasons_against(lab: Lab) -> list[Reason]:
    """Every reason to leave a lab out; none: the list takes it."""
    return [reason for reason in REASONS if reason.holds(lab)]
