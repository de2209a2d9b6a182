"""The page that a lab would get, made of a file that is only checked: the same questions, the same template.

The graph is a stranger's: it is asked in the processes of the pages' queries, within their time and memory, in a store
that is gone with the question. What it names of the network (makers, models…) comes from what is published.
"""

from dataclasses import replace
from typing import Any

from flask import current_app
from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, RdfFormat, parse, serialize

from harvester.check import Checked
from ontology import SCHEMA, VOCAB
from server.pages import lab
from server.pages.ask import Unanswered
from server.pages.site import Site
from server.store.task import Extract

_MOST_NAMED = 200  # things of the network that are asked for
#: Where the registry's own things are, and the properties by which one of them leads to the next.
_REGISTRY = (f"{VOCAB}model/", f"{VOCAB}maker/", f"{VOCAB}org/")
_FURTHER = frozenset({f"{SCHEMA}brand", "http://purl.org/dc/terms/isReplacedBy"})


def preview(site: Site, checked: Checked) -> dict[str, Any] | None:
    """What the template of a lab's page shows of the file; None: nothing to show, or too much of it."""
    graph = checked.verdict.graph
    if not graph or len(graph) > site.settings.check_preview_bytes:
        return None
    try:
        asked = replace(site, ask=site.ask.of(graph + _named(site, graph, checked.base)))
        return {"slug": "", **lab.described(asked, checked.base)}
    except Unanswered:
        return None


def _named(site: Site, graph: bytes, base: str) -> bytes:
    """What is published of the things that a graph names, besides its own."""
    objects = {quad.object.value for quad in parse(graph, RdfFormat.N_QUADS) if isinstance(quad.object, NamedNode)}
    own = (f"{base}#", VOCAB, SCHEMA)
    others = sorted(iri for iri in objects if iri.startswith(_REGISTRY) or not iri.startswith(own))[:_MOST_NAMED]
    wanted = Extract(things=tuple(others), parts=_FURTHER, within=_REGISTRY)
    return serialize(site.ask.extract(wanted) if others else (), format=RdfFormat.N_QUADS) or b""


def body(shown: dict[str, Any]) -> Markup:
    """The inner part of the lab's page, without its head and its foot."""
    values = dict(shown)
    current_app.update_template_context(values)
    template = current_app.jinja_env.get_template("pages/lab.html")
    words = current_app.jinja_env.get_template("pages/_words.html").make_module(values)
    context = template.new_context({**values, "words": words})
    return Markup("".join(template.blocks["body"](context)))  # noqa: S704 - a template of ours, escaping what it shows


def name(shown: dict[str, Any]) -> tuple[Literal, ...]:
    """The name of the lab."""
    found: tuple[Literal, ...] = shown["lab"]["name"]
    return found
