"""The sample network as a dataset: judged and composed as the hub does, with a made-up history, in memory."""

from datetime import date, datetime
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from harvester.files import graph_path, sha256, write_durably
from harvester.judge import Profile, judge
from server.store.compose import Names, compose, hub_graphs, n_quads, plans
from server.store.hubstate import Part
from server.store.provenance import Version

LOIRE = Path(__file__).parents[2] / "examples" / "loire"
NAMES = Names("https://hub.example")
TODAY = date(2026, 11, 26)
NOW = '"2026-11-26T12:00:00+01:00"^^xsd:dateTime'

#: When the hub first kept a lab's file, and again: by slug, else the usual day.
HISTORIES = {
    "chambon": [datetime(2026, 11, 10, 6)],
    "gier": [datetime(2026, 1, 10, 6), datetime(2026, 11, 22, 18, 30)],
}
USUAL = [datetime(2026, 1, 10, 6)]


def base_of(slug: str) -> str:
    """The base IRI under which a sample lab is registered."""
    return f"https://{slug}.example/fablab.jsonld"


def sample_quads(data: Path) -> bytes:
    """N-Quads of the whole dataset, in one text so that blank nodes keep their names; graph files go to `data`."""
    registry = _keep(data, _registry())
    common = plans(data, registry)
    graphs = list(hub_graphs(data, registry, NAMES))
    for slug, graph in judged().items():
        part = Part(base_of(slug), slug, _keep(data, graph), _history(slug))
        graphs += [text for _, text in compose(data, part, NAMES, common)]
    return b"".join(graphs)


def judged() -> dict[str, bytes]:
    """Slug → canonical graph, of the labs that may be published."""
    profile = Profile(TODAY, area=(44.5, 3.0, 47.0, 6.0))
    labs = sorted((LOIRE / "labs").glob("*.jsonld"))
    verdicts = {lab.stem: judge(lab.read_bytes(), base_of(lab.stem), profile) for lab in labs}
    return {slug: verdict.graph for slug, verdict in verdicts.items() if verdict.graph}


def _registry() -> bytes:
    triples = parse((LOIRE / "registry.ttl").read_bytes(), RdfFormat.TURTLE)
    return n_quads(Quad(q.subject, q.predicate, q.object, NamedNode(NAMES.registry)) for q in triples)


def _keep(data: Path, graph: bytes) -> str:
    name = sha256(graph)
    write_durably(graph_path(data, name), graph)
    return name


def _history(slug: str) -> tuple[Version, ...]:
    moments = enumerate(HISTORIES.get(slug, USUAL), 1)
    return tuple(Version(i, base_of(slug), f"{slug}-{i}", at, at) for i, at in moments)
