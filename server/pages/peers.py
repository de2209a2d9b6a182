"""Machines of the same model in the network: where they stand, how far, and what their labs noted."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from server.pages import filters
from server.pages.rows import Record, alphabetical, first, gather
from server.pages.site import Site
from server.places.distance import kilometres


@dataclass(frozen=True, slots=True)
class Peer:
    """Another machine of the model, and its distance as the crow flies in kilometres, where positions are known."""

    machine: Record
    km: float | None


def machines_of(site: Site, model: NamedNode) -> list[Record]:
    """The machines of a model that labs describe as their own, by lab and name."""
    found = filter(_own, gather(site.ask("model_machines", model=model), "machine"))
    return sorted(found, key=lambda m: (first(m["slug"]), alphabetical(filters.plain(m["name"]))))


def notes_of(site: Site, model: NamedNode) -> list[Record]:
    """What labs noted in the logbooks of the model's machines, newest first; records without a finding are left out."""
    records = gather(site.ask("model_log", model=model), "record")
    return [
        each for each in records if each["findings"] and first(each["machine"]).startswith(f"{first(each['base'])}#")
    ]


def model_of(machine: Record) -> NamedNode | None:
    """The model of a machine, as the registry calls it now. In: the record of `machine.rq`."""
    found = machine["newer"] or machine["model"]
    return found[0] if found and isinstance(found[0], NamedNode) else None


def others(machines: Sequence[Record], machine: str) -> list[Peer]:
    """All but one, nearest to it first. In: records of `model_machines.rq`, the IRI of that one."""
    here = next((position(each) for each in machines if each.iri == machine), None)
    peers = [Peer(each, _between(here, position(each))) for each in machines if each.iri != machine]
    return sorted(peers, key=lambda peer: (peer.km is None, peer.km or 0.0, first(peer.machine["slug"])))


def position(record: Record) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None when they are not known."""
    try:
        lat, lon = float(first(record["latitude"])), float(first(record["longitude"]))
    except ValueError:
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _between(one: tuple[float, float] | None, other: tuple[float, float] | None) -> float | None:
    return kilometres(one, other) if one and other else None


def _own(machine: Record) -> bool:
    return machine.iri.startswith(f"{first(machine['base'])}#")
