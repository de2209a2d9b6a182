"""Every key that takes a code, a date, a yes or no, a number or a link has a rule that checks it."""

from datetime import date

import pyoxigraph as ox
import pytest

import ontology
import shapes

SH = "http://www.w3.org/ns/shacl#"
KEYS = sorted({(key.iri, key.kind, key.scheme) for key in ontology.keys().values() if key.iri and not key.reverse})

#: Which constraints check a kind of value.
CHECKS = {
    "code": {"in", "or", "pattern"},
    "date": {"datatype"},
    "time": {"datatype"},
    "duration": {"datatype"},
    "boolean": {"datatype"},
    "dateTime": {"node"},
    "number": {"minInclusive", "minExclusive", "node"},
    "integer": {"node"},
    "link": {"or"},
}


@pytest.fixture(scope="module")
def checked() -> dict[str, set[str]]:
    """Property -> constraints that some property shape puts on it."""
    found: dict[str, set[str]] = {}
    shape: dict[object, list[tuple[str, ox.NamedNode | ox.BlankNode | ox.Literal]]] = {}
    for quad in ox.parse(shapes.compiled(date(2026, 11, 26)), format=ox.RdfFormat.TURTLE):
        shape.setdefault(quad.subject, []).append((quad.predicate.value.removeprefix(SH), quad.object))
    for statements in shape.values():
        for name, path in statements:
            if name == "path":
                found.setdefault(path.value, set()).update(each for each, _ in statements)
    return found


@pytest.mark.parametrize(("iri", "kind", "scheme"), [key for key in KEYS if key[1] in CHECKS])
def test_key_is_checked(iri: str, kind: str, scheme: str, checked: dict[str, set[str]]) -> None:
    assert CHECKS[kind] & checked.get(iri, set())


def test_every_list_is_used() -> None:
    text = shapes.compiled()
    unused = [
        scheme.id
        for scheme in ontology.schemes().values()
        if any(f"{iri}>" not in text and f":{iri.rpartition('/')[2]}" not in text for iri in scheme.codes().values())
    ]
    assert not unused
