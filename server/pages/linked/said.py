"""Who said a fact: the source, the network's registry, the hub itself; and when it was fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from pyoxigraph import NamedNode

from server.pages.linked.facts import Fact
from server.pages.memory import by_base, registry_loaded
from server.pages.moments import as_moment
from server.pages.rows import first, only
from server.pages.site import Site


@dataclass(frozen=True, slots=True)
class Said:
    """A voice. `kind` is source, log, derived, provenance, registry, vocabulary or hub; `slug` names its source."""

    kind: str
    slug: str = ""
    at: datetime | None = None


def voices(site: Site, facts: Iterable[Fact]) -> dict[str, Said]:
    """Graph → who speaks in it, for every graph that states one of these facts or something under them."""
    found: dict[str, Said] = {}
    for graph in _graphs(facts):
        if graph not in found:
            found[graph] = _voice(site, graph)
    return found


def _graphs(facts: Iterable[Fact]) -> Iterable[str]:
    for fact in facts:
        yield from fact.graphs
        yield from _graphs(fact.value.under)
        for item in fact.value.items:
            yield from _graphs(item.under)


def _voice(site: Site, graph: str) -> Said:
    hub = f"{site.settings.public_base_url}/graph/"
    if graph.startswith(hub):
        name, _, slug = graph.removeprefix(hub).partition("/")
        return _of_hub(site, name, slug)
    source = by_base(site.engine, graph)
    return Said("source", source.slug, fetched(site, graph)) if source else Said("hub")


def _of_hub(site: Site, name: str, slug: str) -> Said:
    if name == "registry":
        return Said("registry", at=registry_loaded(site.engine))
    if name in ("vocab", "ontology", "shapes"):
        return Said("vocabulary")
    kind = {"derived": "derived", "prov": "provenance", "log": "log"}.get(name, "hub")
    return Said(kind, slug)


def fetched(site: Site, base: str) -> datetime | None:
    """When the published version of a file was fetched (UTC, without offset)."""
    node = NamedNode(base)
    read = as_moment(first(only(site.ask("origin", base=node), "base", node)["fetched"]))
    return read.astimezone(UTC).replace(tzinfo=None) if read and read.tzinfo else read
