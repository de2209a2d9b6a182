"""What the network's moderators describe in the registry: models, makers, organisations, the network itself."""

import re
from collections.abc import Callable, Mapping

from flask import render_template
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

from harvester.names import FAB, SCHEMA
from ontology import VOCAB
from server.pages import described, filters
from server.pages.errors import Absent
from server.pages.guide_index import shelf
from server.pages.guides import stale
from server.pages.language import chosen
from server.pages.linked.facts import classes_of, kind
from server.pages.linked.said import Said
from server.pages.linked.thing import Thing, of_graph, of_network
from server.pages.memory import registry_loaded
from server.pages.peers import machines_of, notes_of
from server.pages.rows import Record, alphabetical, gather, only
from server.pages.site import Site

#: What the registry's page shows, in this order.
_LISTED = (f"{FAB}Network", f"{FAB}MachineModel", f"{SCHEMA}Brand", f"{SCHEMA}Organization")


def shared(kind_of: str) -> Callable[..., Thing]:
    """What finds a shared subject by its path under the vocabulary's address: `org`, `maker`, `network`."""

    def find(site: Site, name: str) -> Thing:
        return _existing(site, f"{VOCAB}{kind_of}/{name}")

    return find


def model(site: Site, maker: str, model: str) -> Thing:
    """A machine model."""
    return _existing(site, f"{VOCAB}model/{maker}/{model}")


def registry(site: Site) -> Thing:
    """The whole registry."""
    found = of_graph(f"{site.settings.public_base_url}/graph/registry")
    if not found.quads(site.ask):
        raise _unknown()
    return found


def _existing(site: Site, iri: str) -> Thing:
    try:
        NamedNode(iri)
    except ValueError:
        raise _unknown() from None
    found = of_network(iri)
    if not classes_of(found.quads(site.ask), iri):
        raise _unknown()
    return found


def _unknown() -> Absent:
    return Absent(404, gettext("Le registre du réseau ne connaît rien sous ce nom."))


def model_page(site: Site, maker: str, model: str) -> str:
    """`/models/<maker>/<model>`."""
    node = NamedNode(f"{VOCAB}model/{maker}/{model}")
    rows = site.ask("model", model=node)
    record = only(rows, "model", node)
    guides = gather(rows, "guide")
    held = shelf(site)
    listed = {each.iri: each for each in held.guides}
    shared = [each for each in guides if each.iri in listed]
    return render_template(
        "pages/model.html",
        record=record,
        said=Said("registry", at=registry_loaded(site.engine)),
        capabilities=gather(rows, "capability"),
        tasks=gather(rows, "task"),
        common=[each.iri for each in gather(rows, "common")],
        guides=[listed[each.iri] for each in shared],
        machines=machines_of(site, node),
        notes=notes_of(site, node),
        maker=maker,
        model=model,
        labs=held.labs,
        stale=stale,
        today=site.today(),
        embedded=described.of_model(record),
    )


def shared_page(path: str) -> Callable[..., str]:
    """What shows a shared subject."""

    def show(site: Site, name: str) -> str:
        node = NamedNode(f"{VOCAB}{path}/{name}")
        record = only(site.ask("thing", thing=node), "thing", node)
        classes = classes_of(of_network(node.value).quads(site.ask), node.value)
        return render_template(
            "pages/shared.html",
            record=record,
            kind=kind(classes, chosen()),
            facts_open=True,
            said=Said("registry", at=registry_loaded(site.engine)),
            embedded=described.of_thing(record),
        )

    return show


def registry_page(site: Site) -> str:
    """`/graph/registry`."""
    graph = NamedNode(f"{site.settings.public_base_url}/graph/registry")
    things = gather(site.ask("registry", graph=graph), "thing")
    return render_template(
        "pages/registry.html", said=Said("registry", at=registry_loaded(site.engine)), groups=_groups(things)
    )


def _groups(things: list[Record]) -> Mapping[str, list[Record]]:
    """The things of each class that the page lists, by the class's own name."""
    found = {}
    for name in _LISTED:
        members = [each for each in things if NamedNode(name) in each["class"]]
        if members:
            found[re.split("[#/]", name)[-1]] = sorted(members, key=_by_name)
    return found


def _by_name(thing: Record) -> tuple[str, str]:
    return alphabetical(f"{filters.plain(thing['brand'])} {filters.plain(thing['name'])}".strip())
