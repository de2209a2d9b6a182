"""The facts about a thing, one by one: property, value, and who said it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import BlankNode, NamedNode, Quad

import ontology
from harvester.names import FAB, RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE, SCHEMA
from ontology import Term as Declared
from server.pages.ask import Quads, Row
from server.pages.links import short
from server.pages.rows import Values, alphabetical
from server.store.task import Term

#: Never on a page, which is copied further than the file it comes from.
PRIVATE = frozenset({f"{SCHEMA}serialNumber"})
_DEPTH = 6
_WORDS = {
    RDF_TYPE: {"fr": "nature", "en": "kind"},
    "http://www.w3.org/2004/02/skos/core#prefLabel": {"fr": "nom", "en": "name"},
    "http://www.w3.org/2004/02/skos/core#altLabel": {"fr": "autre nom", "en": "other name"},
    "http://www.w3.org/2004/02/skos/core#broader": {"fr": "plus large", "en": "broader"},
    "http://www.w3.org/2004/02/skos/core#inScheme": {"fr": "liste", "en": "list"},
    "http://www.w3.org/2004/02/skos/core#notation": {"fr": "code", "en": "code"},
    "http://www.w3.org/2004/02/skos/core#definition": {"fr": "définition", "en": "definition"},
    "http://www.w3.org/2004/02/skos/core#topConceptOf": {"fr": "en tête de", "en": "top concept of"},
    "http://www.w3.org/2004/02/skos/core#exactMatch": {"fr": "identique à", "en": "exact match"},
    "http://www.w3.org/2004/02/skos/core#closeMatch": {"fr": "proche de", "en": "close match"},
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value: a term; the names and classes the dataset gives it; what hangs under it when it has no page."""

    term: Term
    name: Values = ()
    classes: tuple[str, ...] = ()
    under: tuple["Fact", ...] = ()
    items: tuple["Value", ...] = ()

    @property
    def iri(self) -> str:
        """The IRI of a thing; nothing for a text or a nameless node."""
        return self.term.value if isinstance(self.term, NamedNode) else ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement: the property, in words and by IRI, the value, the graphs that state it."""

    property: str
    label: str
    value: Value
    graphs: tuple[str, ...]


class _Told:
    """What is known while the facts of one thing are laid out."""

    def __init__(self, quads: Iterable[Quad], rows: Iterable[Row], lang: str) -> None:
        self.lang = lang
        self.by_subject: dict[Term, dict[tuple[str, Term], list[str]]] = {}
        for quad in quads:
            stated = self.by_subject.setdefault(quad.subject, {})
            stated.setdefault((quad.predicate.value, quad.object), []).append(_name(quad))
        self.names: dict[Term, dict[Term, None]] = {}
        self.classes: dict[Term, dict[str, None]] = {}
        for row in rows:
            if "name" in row:
                self.names.setdefault(row["value"], {})[row["name"]] = None
            if "class" in row and isinstance(row["class"], NamedNode):
                self.classes.setdefault(row["value"], {})[row["class"].value] = None


def facts(quads: Quads, iri: str, rows: Iterable[Row], lang: str) -> list[Fact]:
    """In: the quads of a thing, its IRI, the names and classes of its values (`values.rq`), the reader's language.

    Out: its facts by property in alphabetical order, nodes without a name laid out under the fact that leads to them.
    """
    return _facts(_Told(quads, rows, lang), NamedNode(iri), ())


def _facts(told: _Told, node: Term, above: tuple[Term, ...]) -> list[Fact]:
    found = [
        Fact(predicate, label(predicate, told.lang), _value(told, value, (*above, node)), tuple(dict.fromkeys(graphs)))
        for (predicate, value), graphs in told.by_subject.get(node, {}).items()
        if predicate not in PRIVATE
    ]
    return sorted(found, key=lambda fact: (fact.property != RDF_TYPE, alphabetical(fact.label), _sorting(fact.value)))


def _sorting(value: Value) -> tuple[str, str]:
    return alphabetical(str(getattr(value.term, "value", "")) if not isinstance(value.term, BlankNode) else "")


def _value(told: _Told, term: Term, above: tuple[Term, ...]) -> Value:
    name, classes = tuple(told.names.get(term, ())), tuple(told.classes.get(term, ()))
    if not isinstance(term, BlankNode) or term in above or len(above) > _DEPTH:
        return Value(term, name, classes)
    items = _items(told, term)
    if items is not None:
        return Value(term, items=tuple(_value(told, item, (*above, term)) for item in items))
    under = _facts(told, term, above)
    return Value(term, under=tuple(fact for fact in under if fact.property != RDF_TYPE))  # its place says what it is


def _items(told: _Told, cell: Term) -> list[Term] | None:
    """The items of an RDF list; None for a node that begins none."""
    found: list[Term] = []
    seen: set[Term] = set()
    while cell not in seen and cell != NamedNode(RDF_NIL):
        seen.add(cell)
        stated = told.by_subject.get(cell, {})
        firsts = [value for predicate, value in stated if predicate == RDF_FIRST]
        if not firsts:
            break
        found.append(firsts[0])
        cell = next((value for predicate, value in stated if predicate == RDF_REST), cell)
    return found or None


def _name(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def label(iri: str, lang: str) -> str:
    """What a property or a class is called."""
    term = declared().get(iri)
    words = term.label if term else _WORDS.get(iri, {})
    return words.get(lang) or words.get("fr") or short(iri)


@cache
def declared() -> Mapping[str, Declared]:
    """The terms of the ontology by IRI."""
    return {term.iri: term for term in ontology.terms()}


def kind(classes: Iterable[str], lang: str) -> str:
    """What a thing is, in words: its most special class."""
    known = [iri for iri in dict.fromkeys(classes) if iri in declared()]
    special = [iri for iri in known if not any(iri in ontology.classes().get(other, ()) for other in known)]
    ours = sorted(special, key=lambda iri: not iri.startswith(FAB))
    return label(ours[0], lang) if ours else ""


def classes_of(quads: Quads, iri: str) -> tuple[str, ...]:
    """The classes that anybody gives a thing."""
    node = NamedNode(iri)
    found = (q.object for q in quads if q.subject == node and q.predicate.value == RDF_TYPE)
    return tuple(dict.fromkeys(each.value for each in found if isinstance(each, NamedNode)))
