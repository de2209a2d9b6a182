"""By what a lab is known again: names, place, SIRET and RNA numbers, web pages; read from its graph. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import pyoxigraph as ox

from harvester.names import FAB, SCHEMA, lab_of

_PLACE = frozenset({f"{SCHEMA}geo", f"{SCHEMA}location"})
_PAGES = frozenset({f"{SCHEMA}url", f"{SCHEMA}sameAs"})
#: In which language a lab is called first.
_RANK = {"fr": 0, "": 1}
#: Names and pages that are compared, at most.
_MOST = 50


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of two labs. Degrees (WGS 84); pages without scheme, `www.` and final slash."""

    names: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    siret: str = ""
    rna: str = ""
    pages: tuple[str, ...] = ()

    def as_row(self) -> dict[str, Any]:
        """For `hub.sqlite`."""
        return asdict(self)


def of_row(row: Mapping[str, Any]) -> Traits:
    """The inverse."""
    return Traits(**{**row, "names": tuple(row["names"]), "pages": tuple(row["pages"])})


def traits(graph: bytes, base: str) -> Traits:
    """The traits of the lab that a kept graph (N-Quads) describes."""
    own, below = _lab_and_place(graph, base)
    return Traits(
        names=_names(own)[:_MOST],
        lat=_number([*own, *below], f"{SCHEMA}latitude"),
        lon=_number([*own, *below], f"{SCHEMA}longitude"),
        siret=_digits(min(_texts(own, f"{FAB}siret"), default="")),
        rna=min(_texts(own, f"{FAB}rna"), default="").strip().upper(),
        pages=tuple(sorted({page(text) for name in _PAGES for text in _texts(own, name)} - {""}))[:_MOST],
    )


def commune(graph: bytes, base: str) -> str:
    """The commune that the lab gives in its address; empty when it gives none."""
    _, below = _lab_and_place(graph, base)
    return min(_texts(below, f"{SCHEMA}addressLocality"), default="")


def _lab_and_place(graph: bytes, base: str) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """What is said of the lab, and of its address and position."""
    lines = graph.splitlines(keepends=True)
    own = _about([f"<{lab_of(base)}> "], lines)
    return own, _about([f"{link.object} " for link in own if _leads(link)], lines)


def _about(subjects: Iterable[str], lines: Iterable[bytes]) -> list[ox.Quad]:
    """The quads whose lines begin with one of these: a graph has thousands, of which a lab's own are a few."""
    starts = tuple(subject.encode() for subject in subjects)
    return list(ox.parse(b"".join(line for line in lines if line.startswith(starts)), ox.RdfFormat.N_QUADS))


def page(address: str) -> str:
    """A web page as it is compared; empty for what is none."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}" if parts.scheme in ("http", "https") and host else ""


def _leads(link: ox.Quad) -> bool:
    return link.predicate.value in (*_PLACE, f"{SCHEMA}address") and not isinstance(link.object, ox.Literal)


def _texts(quads: Iterable[ox.Quad], predicate: str) -> set[str]:
    found = (quad.object for quad in quads if quad.predicate.value == predicate)
    return {term.value for term in found if isinstance(term, ox.Literal | ox.NamedNode)}


def _names(own: Iterable[ox.Quad]) -> tuple[str, ...]:
    """What a lab is called: in French first, then in no stated language, then in others."""
    found = [quad.object for quad in own if quad.predicate.value == f"{SCHEMA}name"]
    ranks = {term.value: _RANK.get(term.language or "", len(_RANK)) for term in found if isinstance(term, ox.Literal)}
    return tuple(sorted(_texts(own, f"{SCHEMA}name"), key=lambda name: (ranks.get(name, len(_RANK)), name)))


def _number(quads: Iterable[ox.Quad], predicate: str) -> float | None:
    """The first number that can be a degree: what is infinite, or none at all, is nowhere."""
    for text in sorted(_texts(quads, predicate)):
        try:
            number = float(text)
        except ValueError:
            continue
        if -180 <= number <= 180:
            return number
    return None


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
