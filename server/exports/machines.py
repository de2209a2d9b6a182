"""The table of machines: one row a machine of a lab."""

from dataclasses import dataclass
from urllib.parse import quote

import ontology
from server.exports.columns import Cell, Table, table
from server.exports.labs import attribution, licence
from server.exports.network import Machine
from server.exports.values import code, codes, integer, iris, number, only_in, position, text, web
from server.pages import labels
from server.pages.links import fragment
from server.pages.rows import Record, first


@dataclass(frozen=True, slots=True)
class MachineRow:
    """A machine as a row shows it: with the address of the hub."""

    machine: Machine
    hub: str

    @property
    def said(self) -> Record:
        """What is said of the machine."""
        return self.machine.record


def _kind(row: MachineRow) -> str:
    return first(row.said["type"])


def _broader(row: MachineRow) -> list[str]:
    scheme = ontology.schemes()["type"]
    return sorted(labels.code(iri) for iri in scheme.broader_or_self(labels.code(_kind(row))) if iri != _kind(row))


def _accepted(row: MachineRow) -> list[str]:
    """What somebody forbids is never told as accepted."""
    return sorted({*codes(row.said["accepts"])} - {*codes(row.said["forbids"])})


def _page(row: MachineRow) -> str:
    thing = quote(fragment(row.said.iri), safe="/!$&'()*+,;=:@")
    return f"{row.hub}/machines/{row.machine.lab.origin.slug}/{thing}"


def _place(row: MachineRow, axis: int) -> Cell:
    found = position(row.machine.lab.position)
    return found[axis] if found else None


def _size(row: MachineRow, own: str, model: str) -> float | None:
    return number(row.said[own] or row.said[model])


MACHINES: Table[MachineRow] = table("machines", {
    "iri": lambda r: r.said.iri,
    "lab": lambda r: r.machine.lab.iri,
    "lab_slug": lambda r: r.machine.lab.origin.slug,
    "lab_name": lambda r: text(r.machine.lab.record["name"]),
    "name": lambda r: text(r.said["name"]),
    "name_en": lambda r: only_in(r.said["name"], "en"),
    "type": lambda r: labels.code(_kind(r)),
    "type_label": lambda r: labels.label(_kind(r), "fr"),
    "type_label_en": lambda r: labels.label(_kind(r), "en"),
    "broader_types": _broader,
    "other_type": lambda r: text(r.said["otherType"]),
    "status": lambda r: code(r.said["status"]),
    "status_since": lambda r: first(r.said["since"])[:10],
    "maker": lambda r: text(r.said["newerBrand"] or r.said["brandName"]),
    "model": lambda r: text(r.said["newerName"] or r.said["modelName"]),
    "quantity": lambda r: integer(r.said["quantity"]),
    "quantity_in_service": lambda r: integer(r.said["inService"]),
    "processes": lambda r: codes(r.said["process"]),
    "materials": _accepted,
    "materials_forbidden": lambda r: codes(r.said["forbids"]),
    "work_width_mm": lambda r: _size(r, "width", "modelWidth"),
    "work_depth_mm": lambda r: _size(r, "depth", "modelDepth"),
    "work_height_mm": lambda r: _size(r, "height", "modelHeight"),
    "power_w": lambda r: _size(r, "power", "modelPower"),
    "access": lambda r: codes(r.said["access"]),
    "credentials_required": lambda r: iris(r.said["credential"]),
    "guides": lambda r: iris(r.machine.guides),
    "booking_url": lambda r: web(r.said["booking"]),
    "page_url": _page,
    "latitude": lambda r: _place(r, 0),
    "longitude": lambda r: _place(r, 1),
    "licence": lambda r: licence(r.machine.lab),
    "attribution": lambda r: attribution(r.machine.lab),
    "source_url": lambda r: r.machine.lab.origin.file,
    "fetched_at": lambda r: r.machine.lab.origin.fetched,
    "updated": lambda r: first(r.machine.lab.record["modified"])[:10],
})  # fmt: skip
