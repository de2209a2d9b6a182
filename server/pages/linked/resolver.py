"""From any IRI to the hub's own address of the page that tells of it. Pure."""

import re
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

import ontology
from harvester.names import FAB, SCHEMA
from ontology import CONTEXT_URL, VOCAB
from ontology.names import shorten
from shapes import NAMESPACE as SHAPES
from shapes import rules


class Place(NamedTuple):
    """A page: the name of its route (of the pages, unless it names a blueprint), the values of its parts, an anchor."""

    endpoint: str
    values: dict[str, str]
    anchor: str = ""


#: Class of a lab's thing → the route of its page; anything else has a plain page, but persons, who have none.
ROUTES = {
    f"{FAB}Machine": "machine",
    f"{FAB}Guide": "guide",
    f"{FAB}DocumentedProject": "project",
    f"{SCHEMA}Event": "event",
    f"{SCHEMA}Course": "training",
    f"{SCHEMA}EducationalOccupationalCredential": "credential",
}
#: Pages of what travels with the program: always there.
PACKAGED = frozenset({"terms", "lists", "scheme", "concept", "context", "shapes"})
PERSON = f"{SCHEMA}Person"
#: Shared subjects: first step of the path under VOCAB → route.
SHARED = {"maker": "maker", "org": "organisation", "network": "network"}


def known(iri: str, hub: str) -> Place | None:
    """The page of an IRI that names something of ours: terms, lists, shared subjects, the hub's own graphs."""
    return _packaged(iri) or _shared(iri) or _of_hub(iri, hub)


def of_lab(slug: str, fragment: str, classes: Collection[str] = ()) -> Place:
    """The page of what a lab's file calls `#fragment`; of the file itself without one."""
    if not fragment:
        return Place("source", {"slug": slug})
    if fragment == "lab":
        return Place("lab", {"slug": slug})
    if PERSON in classes:
        return Place("lab", {"slug": slug}, "where")
    endpoint = next((route for name, route in ROUTES.items() if name in classes), "thing")
    return Place(endpoint, {"slug": slug, "thing": fragment})


@cache
def anchor(iri: str) -> str:
    """Where a term stands in the page of terms: `status`, `schema:name`."""
    return iri.removeprefix(FAB) if iri.startswith(FAB) else shorten(iri)


def _packaged(iri: str) -> Place | None:
    if iri in _lists():
        return _lists()[iri]
    if iri in _terms():
        return Place("terms", {}, _terms()[iri])
    if iri in (CONTEXT_URL, f"{CONTEXT_URL}.jsonld"):
        return Place("context", {})
    if iri in (SHAPES, SHAPES.removesuffix("#")):
        return Place("shapes", {})
    rule = iri.removeprefix(SHAPES)
    return Place("shapes", {}, rule) if rule != iri and rule in rules() else None


@cache
def _lists() -> dict[str, Place]:
    found = {}
    for scheme in ontology.schemes().values():
        found[scheme.iri] = Place("scheme", {"scheme": scheme.id})
        for concept in scheme.concepts.values():
            found[concept.iri] = Place("concept", {"scheme": scheme.id, "code": concept.id})
    return found


@cache
def _terms() -> dict[str, str]:
    """Terms and keys → anchor; the namespace itself → the top of the page."""
    found = {FAB: "", FAB.removesuffix("#"): ""}
    for term in ontology.terms():
        found[term.iri] = anchor(term.iri)
    for key in (*ontology.keys().values(), *ontology.all_keys()):
        found[f"{VOCAB}key/{key.key}"] = anchor(key.iri) if key.iri in found else ""
    return found


def _shared(iri: str) -> Place | None:
    document, _, fragment = iri.partition("#")
    steps = document.removeprefix(VOCAB).split("/") if document.startswith(VOCAB) else []
    if len(steps) == 3 and steps[0] == "model" and all(steps):
        return Place("model", {"maker": steps[1], "model": steps[2]}, fragment)
    if len(steps) == 2 and steps[0] in SHARED and steps[1]:
        return Place(SHARED[steps[0]], {"name": steps[1]}, fragment)
    return None


#: Addresses of the hub that name one node of the dataset → its page.
_NODES = {
    "graph/vocab": Place("lists", {}),
    "graph/ontology": Place("terms", {}),
    "graph/registry": Place("registry", {}),
    "graph/hub": Place("home", {}),
    "dataset": Place("catalog.catalog", {}),
}
#: The same for those that name a source → the route of its page, an anchor.
_OF_SOURCES = (
    (re.compile(r"sources/([^/]+)/versions/\d+"), "source", ""),
    (re.compile(r"graph/(?:derived|prov|log)/([^/]+)"), "source", ""),
    (re.compile(r"geometry/([^/]+)"), "lab", "where"),
)


def _of_hub(iri: str, hub: str) -> Place | None:
    if not iri.startswith(f"{hub}/"):
        return None
    path = iri.removeprefix(f"{hub}/")
    found = ((pattern.fullmatch(path), route, at) for pattern, route, at in _OF_SOURCES)
    matched = (Place(route, {"slug": match[1]}, at) for match, route, at in found if match)
    return _NODES.get(path) or next(matched, None)
