"""Answers as plain rows, short enough to be read and worked out by hand."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from tests.queries.dataset import NOW

EXPECTED = Path(__file__).parent / "expected"
Rows = list[dict[str, str]]

_PREFIXES = {
    "https://w3id.org/fabcommons/ns#": "fab:",
    "https://w3id.org/fabcommons/status/": "st:",
    "https://w3id.org/fabcommons/process/": "proc:",
    "https://w3id.org/fabcommons/model/": "model:",
    "https://w3id.org/fabcommons/network/": "network:",
    "https://w3id.org/fabcommons/org/": "org:",
    "https://spdx.org/licenses/": "spdx:",
    "http://schema.org/": "schema:",
}
_LAB = re.compile(r"https://([a-z]+)\.example/fablab\.jsonld")
_NUMBER = re.compile(r".*#(integer|decimal|double)")


def ask(store: Store, text: str) -> Rows:
    """Rows of a SELECT over the union of all graphs, at the sample network's noon."""
    answer = store.query(text.replace("NOW()", NOW), use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return [{name: _plain(row[name]) for name in names} for row in answer]


def expected(name: str) -> Rows:
    """The rows worked out by hand; lines that begin with `#` say why."""
    lines = (EXPECTED / f"{name}.csv").read_text("utf-8").splitlines()
    return [_tidy(row) for row in csv.DictReader(line for line in lines if not line.startswith("#"))]


def columns(rows: Iterable[dict[str, str]], names: str) -> list[tuple[str, ...]]:
    """Some columns of the rows, named in one word each."""
    return [tuple(row[name] for name in names.split()) for row in rows]


def _tidy(row: dict[str, str]) -> dict[str, str]:
    return {name: _unordered(value) for name, value in row.items()}


def _plain(term: object) -> str:
    if isinstance(term, Literal):
        number = _NUMBER.fullmatch(term.datatype.value)
        return f"{float(term.value):.10g}" if number else _unordered(_short(term.value))
    return _short(term.value) if isinstance(term, NamedNode) else ""


def _short(text: str) -> str:
    for namespace, prefix in _PREFIXES.items():
        if text.startswith(namespace):
            return prefix + text.removeprefix(namespace)
    return _LAB.sub(r"\1", text)


def _unordered(text: str) -> str:
    """GROUP_CONCAT gives its parts in no set order."""
    separator = "|" if "|" in text else "; "
    return separator.join(sorted(text.split(separator)))
