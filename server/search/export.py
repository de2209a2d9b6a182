"""The hits of a search as a table: one row a machine, or a lab where answers are labs; CSV and GeoJSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from server.exports import write
from server.exports.columns import Cell, Table, table
from server.search import concepts
from server.search.found import Found, LabHit, MachineHit, Texts


@dataclass(frozen=True, slots=True)
class HitRow:
    """A lab that answers, and one of its machines that does, if answers are machines; the hub's public address."""

    lab: LabHit
    machine: MachineHit | None
    hub: str


def csv_pieces(found: Found, hub: str) -> Iterator[str]:
    """The head and each row (RFC 4180), safe in spreadsheets; give it `Finder.everything`."""
    return write.csv_pieces(FOUND.names, map(FOUND.cells, _rows(found, hub)))


def geojson_pieces(found: Found, hub: str) -> Iterator[str]:
    """A FeatureCollection (RFC 7946) with the same columns as properties."""
    return write.geojson_pieces(map(FOUND.cells, _rows(found, hub)))


def _rows(found: Found, hub: str) -> Iterator[HitRow]:
    for lab in found.hits:
        for machine in lab.machines or (None,):
            yield HitRow(lab, machine, hub)


def _line(text: str) -> str:
    """On one line, without controls and direction marks."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _text(texts: Texts) -> str:
    return _line(next((texts[lang] for lang in ("fr", "", "en") if lang in texts), next(iter(texts.values()), "")))


def _codes(scheme: str, iris: tuple[str, ...]) -> list[str]:
    return sorted(concepts.code(scheme, iri) for iri in iris)


def _page(row: HitRow) -> str:
    if row.machine is None:
        return f"{row.hub}/labs/{row.lab.slug}"
    return f"{row.hub}/machines/{row.lab.slug}/{quote(row.machine.id, safe='')}"


def _slot(row: HitRow) -> Mapping[str, Cell]:
    slot = row.lab.slot
    if slot is None:
        return {}
    return {
        "day": slot.day.isoformat(), "opens": slot.opens, "closes": slot.closes,
        "access": _codes("access", slot.modes), "period": _codes("school-period", slot.periods),
    }  # fmt: skip


def _machine(row: HitRow) -> Mapping[str, Cell]:
    machine = row.machine
    if machine is None:
        return {}
    able = machine.ability
    return {
        "name": _text(machine.name), "types": _codes("type", machine.types),
        "status": concepts.code("status", machine.status), "since": machine.since,
        "to_confirm": list(machine.inferred), "processes": _codes("process", able.processes) if able else [],
        "materials": _codes("material", able.materials) if able else [],
        "thickness": able.thickness if able else None, "width": machine.width, "depth": machine.depth,
        "credentials": sorted(map(_line, machine.credentials)), "loanable": machine.loanable,
    }  # fmt: skip


FOUND: Table[HitRow] = table("found", {
    "iri": lambda r: r.machine.iri if r.machine else r.lab.iri,
    "lab_iri": lambda r: r.lab.iri,
    "slug": lambda r: r.lab.slug,
    "lab_name": lambda r: _text(r.lab.name),
    "commune": lambda r: _line(r.lab.commune),
    "distance_km": lambda r: r.lab.distance_km,
    "lab_status": lambda r: concepts.code("lab-status", r.lab.status),
    "day": lambda r: _slot(r).get("day"),
    "opens": lambda r: _slot(r).get("opens"),
    "closes": lambda r: _slot(r).get("closes"),
    "access": lambda r: _slot(r).get("access"),
    "school_period": lambda r: _slot(r).get("period"),
    "name": lambda r: _machine(r).get("name"),
    "types": lambda r: _machine(r).get("types"),
    "status": lambda r: _machine(r).get("status"),
    "status_since": lambda r: _machine(r).get("since"),
    "to_confirm": lambda r: _machine(r).get("to_confirm"),
    "processes": lambda r: _machine(r).get("processes"),
    "materials": lambda r: _machine(r).get("materials"),
    "max_thickness_mm": lambda r: _machine(r).get("thickness"),
    "work_width_mm": lambda r: _machine(r).get("width"),
    "work_depth_mm": lambda r: _machine(r).get("depth"),
    "credentials_required": lambda r: _machine(r).get("credentials"),
    "loanable": lambda r: _machine(r).get("loanable"),
    "page_url": _page,
    "latitude": lambda r: r.lab.lat,
    "longitude": lambda r: r.lab.lon,
})  # fmt: skip
