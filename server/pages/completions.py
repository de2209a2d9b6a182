"""What the query editor offers while one types: prefixes, classes, properties, codes of the lists, in a language."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache

import ontology
from ontology.model import Concept, Scheme, Term, Texts
from server.sparql.prefixes import PREFIXES

_LOCAL = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)  # what PN_LOCAL takes without escapes, and a little less


@dataclass(frozen=True, slots=True)
class Offer:
    """A name to type: `type:laser-co2`, what it is called, what is said of it, and what else it is found by."""

    name: str
    kind: str
    label: str
    comment: str
    found_by: str


@cache
def offers(lang: str) -> tuple[Offer, ...]:
    """Every class, property and concept, in a language."""
    terms = (_of_term(term, lang) for term in ontology.terms())
    concepts = (_of_concept(c, s, lang) for s in ontology.schemes().values() for c in s.concepts.values())
    return tuple(sorted((*terms, *concepts), key=lambda offer: offer.name))


@cache
def prefixes() -> Mapping[str, str]:
    """Those a query may use without declaring them, and one for each list."""
    lists = {s.id: s.vocab for s in ontology.schemes().values() if s.vocab not in PREFIXES.values()}
    return {**PREFIXES, **{name: iri for name, iri in lists.items() if name not in PREFIXES}}


@cache
def document(lang: str) -> dict[str, object]:
    """All of it, as the editor reads it."""
    return {"prefixes": prefixes(), "offers": [asdict(offer) for offer in offers(lang)]}


def name_of(iri: str) -> str:
    """The IRI as a query writes it, with a prefix if there is one."""
    for prefix, start in prefixes().items():
        if iri.startswith(start) and _LOCAL.fullmatch(iri[len(start) :]):
            return f"{prefix}:{iri[len(start) :]}"
    return f"<{iri}>"


def _of_term(term: Term, lang: str) -> Offer:
    found_by = [*term.label.values(), *(key.key for key in term.keys)]
    kind = "class" if term.is_class else "property"
    return Offer(name_of(term.iri), kind, _in(term.label, lang), _in(term.comment, lang), _words(found_by))


def _of_concept(concept: Concept, scheme: Scheme, lang: str) -> Offer:
    others = (word for words in concept.alt_labels.values() for word in words)
    found_by = _words([concept.id, concept.english_code, *concept.labels.values(), *others])
    return Offer(name_of(concept.iri), "concept", _in(concept.labels, lang), _in(scheme.label, lang), found_by)


def _in(texts: Texts, lang: str) -> str:
    return texts.get(lang) or texts.get("fr") or next(iter(texts.values()), "")


def _words(words: list[str]) -> str:
    return " · ".join(dict.fromkeys(word for word in words if word))
