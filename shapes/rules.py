"""The rules as people meet them: code, severity, message and hint in both languages."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

import pyoxigraph as ox

from shapes.names import CELL, CODE, DATED, HINT, MESSAGE, NAMESPACE, SEVERITY, SH
from shapes.turtle import FILES, Statements, nodes


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    `id` names it (`V7-machine-type`) and ends its IRI; `code` is its number in the list of rules (`V7`); `severity` is
    Violation, Warning or Info; `message` says what is wrong and `hint` what to type, by language ("fr", "en"), both
    with placeholders such as `{?value}`; `subject` is the file it stands in; `dated` rules depend on today's date;
    `cell` is the hint for who types in a spreadsheet, empty where the other serves there too.
    """

    id: str
    code: str
    iri: str
    severity: str
    message: Mapping[str, str]
    hint: Mapping[str, str]
    subject: str
    dated: bool = False
    cell: Mapping[str, str] = field(default_factory=dict)


@cache
def rules() -> Mapping[str, Rule]:
    """Give every rule by its id, in the order of the files: those in SHACL and those that the harvester checks."""
    found = [
        _rule(subject.value, statements, stem)
        for stem, file in nodes().items()
        for subject, statements in file.items()
        if isinstance(subject, ox.NamedNode) and _values(statements, CODE)
    ]
    return MappingProxyType({rule.id: rule for rule in found})


@cache
def version() -> str:
    """Give a short hash of the data files: it changes when a rule, its message or its hint does."""
    digest = hashlib.sha256()
    for path in FILES:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _rule(iri: str, statements: Statements, subject: str) -> Rule:
    return Rule(
        id=iri.removeprefix(NAMESPACE),
        code=_values(statements, CODE)[0],
        iri=iri,
        severity=_values(statements, SEVERITY)[0].removeprefix(SH),
        message=_texts(statements, MESSAGE),
        hint=_texts(statements, HINT),
        subject=subject,
        dated=_values(statements, DATED) == ["true"],
        cell=_texts(statements, CELL),
    )


def _values(statements: Statements, predicate: str) -> list[str]:
    return [value.value for name, value in statements if name.value == predicate]


def _texts(statements: Statements, predicate: str) -> Mapping[str, str]:
    return MappingProxyType(dict(_tagged(value for name, value in statements if name.value == predicate)))


def _tagged(values: Iterable[object]) -> Iterable[tuple[str, str]]:
    return ((value.language, value.value) for value in values if isinstance(value, ox.Literal) and value.language)
