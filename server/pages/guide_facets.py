"""By what a list of guides can be narrowed: the values of each guide, the values there are. Pure, but for the words."""

from collections.abc import Mapping
from functools import lru_cache

import ontology
from ontology import VOCAB
from server.pages import labels
from server.pages.rows import Record, Values, first
from server.store.task import Term

#: The filters, in the order of the form.
NAMES = ("type", "model", "kind", "language", "licence", "lab")
#: Those whose values are codes of a list, French or English: filter → list.
SCHEMES = {"type": "type", "kind": "guide-kind", "licence": "licence"}

Facets = Mapping[str, frozenset[str]]

_MODEL = f"{VOCAB}model/"


def facets(guide: Record, types: Mapping[Term, Values]) -> Facets:
    """The values of a guide by filter. In: its record of `guide_index.rq`, the types of machine of each target."""
    of_types = {
        code for target in guide["target"] for iri in (target, *types.get(target, ())) for code in _broad(first((iri,)))
    }
    models = {model_code(target) for target in (*guide["target"], *guide["reference"])}
    return {
        "type": frozenset(of_types) - {""},
        "model": frozenset(models) - {""},
        "kind": _codes(guide["kind"]),
        "language": frozenset(first((value,)) for value in guide["language"]),
        "licence": _codes(guide["licence"]),
        "lab": frozenset({first(guide["slug"])}),
    }


@lru_cache(maxsize=4096)
def _broad(iri: str) -> tuple[str, ...]:
    """The codes of a type and of the broader ones; none for what is no type."""
    scheme = ontology.schemes()["type"]
    known = iri.startswith(scheme.vocab)
    return tuple(map(labels.code, scheme.broader_or_self(iri.removeprefix(scheme.vocab)))) if known else ()


def model_code(target: Term) -> str:
    """`maker/model` for a model of the registry, else nothing."""
    iri = first((target,))
    return iri.removeprefix(_MODEL).partition("#")[0] if iri.startswith(_MODEL) else ""


def _codes(values: Values) -> frozenset[str]:
    return frozenset(labels.code(first((value,))) for value in values) - {""}


def canonical(name: str, value: str) -> str:
    """The value that a filter compares: English codes lead to the French ones."""
    concept = ontology.schemes()[SCHEMES[name]].find(value) if name in SCHEMES else None
    return concept.id if concept else value
