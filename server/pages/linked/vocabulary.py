"""What travels with the program and is the same on every hub: terms, lists, context, shapes. Nothing asks the store."""

import json
import re
from collections.abc import Mapping
from functools import cache

from flask import render_template
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

import ontology
import shapes
from harvester.names import FAB
from ontology import CONTEXT_URL, Concept, Scheme
from server.pages import described
from server.pages.ask import Quads
from server.pages.errors import Absent
from server.pages.language import chosen
from server.pages.linked.formats import CONTEXT, HTML
from server.pages.linked.resolver import anchor
from server.pages.linked.thing import Thing
from server.pages.rows import alphabetical
from server.pages.site import Site
from shapes.reference import SEVERITIES, SUBJECTS

_PLACE = re.compile(r"\{\?\w+\}")
_DEEPEST = 5


def terms(site: Site) -> Thing:
    """Every class and property."""
    return Thing(FAB.removesuffix("#"), packaged=_terms(_graph(site, "ontology")))


def lists(site: Site) -> Thing:
    """Every list with its concepts."""
    return Thing(_graph(site, "vocab"), packaged=_vocab(_graph(site, "vocab")))


def scheme(site: Site, scheme: str) -> Thing:
    """A list with its concepts."""
    found = _scheme(scheme)
    ours = {NamedNode(found.iri), *(NamedNode(concept.iri) for concept in found.concepts.values())}
    return Thing(found.iri, packaged=tuple(q for q in lists(site).packaged if q.subject in ours))


def concept(site: Site, scheme: str, code: str) -> Thing:
    """A concept, by its French or English code."""
    found = _concept(_scheme(scheme), code)
    node = NamedNode(found.iri)
    return Thing(found.iri, packaged=tuple(q for q in lists(site).packaged if q.subject == node))


def context(_site: Site) -> Thing:
    """The JSON-LD context: data for programs first, as those that read JSON-LD ask."""
    return Thing(CONTEXT_URL, text=_context(), formats=(*CONTEXT, HTML))


def rules(site: Site) -> Thing:
    """The SHACL shapes, compiled for any engine as they hold today."""
    text = shapes.compiled(site.today(), site.settings.area)
    return Thing(shapes.NAMESPACE.removesuffix("#"), packaged=_shapes(text))


@cache
def _terms(graph: str) -> Quads:
    return tuple(ontology.ontology_quads(graph))


@cache
def _vocab(graph: str) -> Quads:
    return tuple(ontology.vocab_quads(graph))


@cache
def _shapes(text: str) -> Quads:
    return tuple(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in parse(text, RdfFormat.TURTLE))


@cache
def _context() -> bytes:
    return json.dumps(ontology.load_context(CONTEXT_URL), ensure_ascii=False, indent=1).encode()


def _graph(site: Site, name: str) -> str:
    return f"{site.settings.public_base_url}/graph/{name}"


def _scheme(name: str) -> Scheme:
    found = ontology.schemes().get(name)
    if found is None:
        raise Absent(404, gettext("Aucune liste ne porte ce nom."))
    return found


def _concept(scheme: Scheme, code: str) -> Concept:
    found = scheme.find(code)
    if found is None:
        raise Absent(404, gettext("Cette liste n'a pas ce code."))
    return found


def terms_page(_site: Site) -> str:
    """`/ns`."""
    chosen_terms = sorted(ontology.terms(), key=lambda t: (not t.is_class, alphabetical(_called(t.label) or t.iri)))
    return render_template("pages/terms.html", terms=chosen_terms, anchor=anchor)


def lists_page(_site: Site) -> str:
    """`/vocab`."""
    schemes = sorted(ontology.schemes().values(), key=lambda s: alphabetical(_called(s.label)))
    return render_template("pages/lists.html", schemes=schemes)


def scheme_page(_site: Site, scheme: str) -> str:
    """`/vocab/<list>`."""
    found = _scheme(scheme)
    return render_template("pages/scheme.html", scheme=found, rows=_tree(found), embedded=described.of_scheme(found))


def concept_page(_site: Site, scheme: str, code: str) -> str:
    """`/vocab/<list>/<code>`."""
    whole = _scheme(scheme)
    found = _concept(whole, code)
    narrower = [each for each in whole.concepts.values() if found.iri in each.broader]
    return render_template(
        "pages/concept.html",
        scheme=whole,
        concept=found,
        narrower=sorted(narrower, key=lambda c: alphabetical(_called(c.labels))),
        embedded=described.of_concept(found, whole),
    )


def context_page(_site: Site) -> str:
    """`/context/v1`, for people: the keys that a file may hold."""
    keys = sorted(ontology.keys().values(), key=lambda key: alphabetical(key.key))
    shown = [key for key in keys if key.lang in (chosen(), "")]
    return render_template("pages/context.html", keys=shown, anchor=anchor, address=CONTEXT_URL)


def rules_page(_site: Site) -> str:
    """`/shapes/v1`."""
    language = chosen() == "en"
    chapters = {
        titles[language]: [rule for rule in shapes.rules().values() if rule.subject == subject]
        for subject, titles in SUBJECTS.items()
    }
    severities = {name: words[language] for name, words in SEVERITIES.items()}
    return render_template("pages/shapes.html", chapters=chapters, severities=severities, blank=_blank)


def _blank(texts: Mapping[str, str]) -> dict[str, str]:
    """A rule's sentence where there is no value yet."""
    return {lang: _PLACE.sub("…", text) for lang, text in texts.items()}


def _called(texts: Mapping[str, str]) -> str:
    return texts.get(chosen()) or texts.get("fr", "")


def _tree(scheme: Scheme) -> list[tuple[Concept, int]]:
    """The concepts, each under its broader one, with its depth."""
    found: list[tuple[Concept, int]] = []

    def add(broader: str, depth: int) -> None:
        ours = {concept.iri for concept in scheme.concepts.values()}
        for concept in scheme.concepts.values():
            under = broader in concept.broader if broader else not ours & set(concept.broader)
            if under and depth < _DEEPEST:
                found.append((concept, depth))
                add(concept.iri, depth + 1)

    add("", 0)
    return found
