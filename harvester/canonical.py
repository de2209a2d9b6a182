"""Canonical form of a graph: sorted N-Quads with canonical blank node labels.

Source: RDF Dataset Canonicalization 1.0 (https://www.w3.org/TR/rdf-canon/), by pyoxigraph. What follows is done on the
lines of canonical N-Quads, whose syntax is fixed: one space between terms, all line breaks escaped.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

_LABEL = "_:c14n"


@dataclass(frozen=True, slots=True)
class Line:
    """One triple: the subject as written, the rest of the line, and the object when it is a blank node (else empty)."""

    subject: str
    rest: str
    blank: str


def canonical_lines(triples: Iterable[ox.Triple]) -> list[Line]:
    """Canonical lines of a graph, sorted."""
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return lines_of_n_triples(text or b"")


def lines_of_n_triples(text: bytes | str) -> list[Line]:
    """The same, from N-Triples."""
    dataset = ox.Dataset(ox.parse(text, ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    written = (ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").decode()
    return [_line(line) for line in sorted(written.split("\n")) if line]


def _line(text: str) -> Line:
    subject, _, rest = text[:-2].partition(" ")
    last = rest.rpartition(" ")[2]
    blank = last if last.startswith(_LABEL) and last.removeprefix(_LABEL).isdigit() else ""
    return Line(subject, rest, blank)


def graph_file(lines: Sequence[Line], graph: str, prefix: str) -> bytes:
    """N-Quads of the named graph; every blank label begins with `prefix`, so that two sources' never meet."""
    end = f" <{graph}> .\n"
    return "".join(sorted(_named(line, prefix) + end for line in lines)).encode()


def _named(line: Line, prefix: str) -> str:
    subject = f"_:{prefix}{line.subject[2:]}" if line.subject.startswith("_:") else line.subject
    if not line.blank:
        return f"{subject} {line.rest}"
    return f"{subject} {line.rest.removesuffix(line.blank)}_:{prefix}{line.blank[2:]}"


def canonical(triples: Iterable[ox.Triple], graph: str, prefix: str) -> bytes:
    """From triples to the file of their graph."""
    return graph_file(canonical_lines(triples), graph, prefix)


def digest(lines: Iterable[Line]) -> str:
    """Hash of some lines of a graph; blank nodes count by their rank among those in these lines."""
    lines = list(lines)
    labels = {label for line in lines for label in (line.subject, line.blank) if label.startswith(_LABEL)}
    if not labels:
        return _sha(f"{line.subject} {line.rest}" for line in lines)
    rank = {
        label: f"_:{i}" for i, label in enumerate(sorted(labels, key=lambda label: int(label.removeprefix(_LABEL))))
    }
    return _sha(sorted(_ranked(line, rank) for line in lines))


def _ranked(line: Line, rank: dict[str, str]) -> str:
    rest = line.rest.removesuffix(line.blank) + rank[line.blank] if line.blank else line.rest
    return f"{rank.get(line.subject, line.subject)} {rest}"


def _sha(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]
