"""The table of labs: one row a lab."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from server.exports.columns import Cell, Table, table
from server.exports.hours import everyone, osm
from server.exports.network import Lab
from server.exports.values import code, codes, emails, only_in, phone, position, text, web
from server.pages import labels
from server.pages.rows import first


@dataclass(frozen=True, slots=True)
class LabRow:
    """A lab as a row shows it: the day it is for the network, the address of the hub."""

    lab: Lab
    today: date
    hub: str


def country(lab: Lab) -> str:
    """The country as the lab says it, ISO 3166-1 alpha-2; France when it says none."""
    return text(lab.address["country"]).upper() or "FR"


def licence(lab: Lab) -> str:
    """The licence of the lab's data: its code, else its address; empty when the lab states none."""
    return code(lab.record["licence"])


def attribution(lab: Lab) -> str:
    """Whom to name: the credit that the lab asks for, else its name."""
    return text(lab.record["credit"]) or text(lab.record["name"])


def lab_page(lab: Lab, hub: str) -> str:
    """The page of a lab on this hub."""
    return f"{hub}/labs/{lab.origin.slug}"


def _place(lab: Lab, axis: int) -> float | None:
    found = position(lab.position)
    return found[axis] if found else None


def _types(row: LabRow) -> Sequence[str]:
    return sorted({labels.code(iri) or iri for iri in row.lab.types or {}})


def _machines(row: LabRow) -> Cell:
    return sum((row.lab.types or {}).values())


LABS: Table[LabRow] = table("labs", {
    "iri": lambda r: r.lab.iri,
    "slug": lambda r: r.lab.origin.slug,
    "name": lambda r: text(r.lab.record["name"]),
    "name_en": lambda r: only_in(r.lab.record["name"], "en"),
    "status": lambda r: code(r.lab.record["status"]),
    "description": lambda r: text(r.lab.record["description"] or r.lab.record["summary"]),
    "street": lambda r: text(r.lab.address["street"]),
    "postcode": lambda r: text(r.lab.address["postcode"]),
    "commune": lambda r: text(r.lab.address["commune"]),
    "insee": lambda r: text(r.lab.address["insee"]),
    "country": lambda r: country(r.lab),
    "latitude": lambda r: _place(r.lab, 0),
    "longitude": lambda r: _place(r.lab, 1),
    "email": lambda r: emails(r.lab.record["email"]),
    "phone": lambda r: phone(r.lab.record["phone"], country(r.lab)),
    "url": lambda r: web(r.lab.record["url"]),
    "booking_url": lambda r: web(r.lab.record["booking"]),
    "opening_hours": lambda r: osm(r.lab.slots, r.today, everyone),
    "access": lambda r: codes(r.lab.record["access"]),
    "services": lambda r: codes(r.lab.record["service"]),
    "themes": lambda r: codes(r.lab.record["theme"]),
    "machines": _machines,
    "machine_types": _types,
    "page_url": lambda r: lab_page(r.lab, r.hub),
    "licence": lambda r: licence(r.lab),
    "attribution": lambda r: attribution(r.lab),
    "source_url": lambda r: r.lab.origin.file,
    "fetched_at": lambda r: r.lab.origin.fetched,
    "updated": lambda r: first(r.lab.record["modified"])[:10],
})  # fmt: skip
