"""Whatever road a graph takes into the store, and whatever it holds, the dataset says the same, exactly."""

import json
import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from support.commons import Commons, loire_commons, served
from support.labs import base_of, lab, loire, machine

from server.store.publish import _n_triples

SCHEMA = "http://schema.org/"


def rebuilt(commons: Commons, folder: Path) -> Commons:
    """Another hub made from the same truth alone: registry, graphs, shared subjects."""
    shutil.copytree(commons.data, folder, ignore=shutil.ignore_patterns("index"))
    other = Commons(folder, commons.web, commons.clock)
    assert other.publish() is not None
    return other


def publish_by(commons: Commons, road: str) -> None:
    """Publish, and make sure that it went this way."""
    steps: list[str] = []
    assert commons.publish(steps.append) is not None
    assert ("batch-applied" in steps, "work-built" in steps) == (road == "change", road == "rebuild")


# --- what a text may hold -------------------------------------------------------------------------------------------

TEXTS = [
    "_:c14n0",
    "_:c14n0 <https://x.example/> .",
    "un _:c14n1 <https://gier.example/fablab.jsonld> .",
    '" <https://evil.example/g> .\n<https://evil.example/s> <https://evil.example/p> "x',
    "fin de ligne\r\nretour\rtabulation\tici",
    "séparateurs\u2028de\u2029ligne\x0bet\x0cde page\x85nouvelle",
    "apostrophe ' guillemets \" triple \"\"\" ''' barre \\ barres \\\\ \\u0041 \\n",
    "émoji 🪚👩🏽‍🔧, tifinagh ⵣ, arabe مختبر, au-delà 𐍈",
    "} } ; DROP ALL ; INSERT DATA { GRAPH <https://evil.example/g> { <a:b> <a:b> <a:b> } }",
    "<script>alert(1)</script> {?value} {{ 7 * 7 }} %s %(x)s $x ${x}",
    "\ufeffmarque au début, \ufffd et \ud7ff\ue000 aux bords",
    "bell\x07 delete\x7f, nul et compagnie \x01\x1f",
    "http://[::1",
    "a" * 20_000,
]


@pytest.fixture(params=["rebuild", "change"])
def road(request: pytest.FixtureRequest) -> str:
    """The two roads into the store: files loaded in bulk, or updates."""
    return str(request.param)


def published(commons: Commons, road: str, documents: dict[str, Any]) -> None:
    """Publish these documents by one of the roads."""
    if road == "change":
        commons.register("first", lab(machines=0))
        commons.round()
    commons.register_all(documents)
    commons.harvest()
    publish_by(commons, road)


def test_texts_survive_to_the_byte(commons: Commons, road: str) -> None:
    machines = {f"#m{n}": machine(f"Machine {n}", note=f"[{text}]") for n, text in enumerate(TEXTS)}
    published(commons, road, {"gier": lab(machines=machines)})
    with served(commons.data) as store:
        quads = store.quads_for_pattern(None, None, None, _graph("gier"))
        found = {quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)}
        evil = [
            quad for quad in store if "evil.example" in str(quad.subject) + str(quad.predicate) + str(quad.graph_name)
        ]
    assert {f"[{text}]" for text in TEXTS} <= found
    assert evil == []


def _graph(slug: str) -> ox.NamedNode:
    return ox.NamedNode(base_of(slug))


def test_graph_file_holds_the_texts_too(commons: Commons) -> None:
    """The truth is a file of canonical N-Quads: parsed back, it says what the lab said."""
    machines = {f"#m{n}": machine(f"Machine {n}", note=f"[{text}]") for n, text in enumerate(TEXTS)}
    commons.register("gier", lab(machines=machines))
    commons.harvest()
    name = commons.source("gier").graph or ""
    quads = list(ox.parse((commons.data / "graphs" / name[:2] / f"{name}.nq").read_bytes(), ox.RdfFormat.N_QUADS))
    assert {f"[{text}]" for text in TEXTS} <= {
        quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)
    }
    assert {quad.graph_name for quad in quads} == {_graph("gier")}


def test_n_quads_of_one_graph_as_n_triples() -> None:
    """Every line ends in the graph's name; a text that looks like such an end is left alone."""
    graph = "https://gier.example/fablab.jsonld"
    lines = [
        f'<a:s> <a:p> "x" <{graph}> .',
        f'<a:s> <a:p> " <{graph}> ." <{graph}> .',
        f'<a:s> <a:p> "a\u2028b\x0bc\x85d"@fr <{graph}> .',
        f"<a:s> <a:p> _:b1 <{graph}> .",
    ]
    told = _n_triples(graph, "".join(f"{line}\n" for line in lines).encode())
    assert [t.object for t in ox.parse(told, ox.RdfFormat.N_TRIPLES)] == [
        quad.object for quad in ox.parse("\n".join(lines), ox.RdfFormat.N_QUADS)
    ]


# --- blank nodes ----------------------------------------------------------------------------------------------------


def test_labs_with_the_same_blank_nodes_stay_apart(commons: Commons, road: str) -> None:
    """Authored labels, anonymous things, and a name that the canonical form gives too."""
    needs = [
        {"@id": "_:x", "nom": "un"},
        {"@id": "_:c14n0", "nom": "deux"},
        {"nom": "trois"},
        {"@id": "_:p0", "nom": "quatre"},
    ]
    twins = {f"lab-{n}": lab(machines=1, besoins=needs) for n in range(3)}
    published(commons, road, twins)
    rows = commons.ask(
        f"SELECT ?lab ?need ?name {{ ?lab a <https://w3id.org/fabcommons/ns#FabLab> ; <{SCHEMA}seeks> ?need . "
        f"?need <{SCHEMA}name> ?name FILTER(STRSTARTS(STR(?lab), 'https://lab-')) }}"
    )
    assert len(rows) == 12
    assert len({need for _, need, _ in rows}) == 12
    assert {name for _, _, name in rows} == {"un", "deux", "trois", "quatre"}
    capabilities = commons.ask("SELECT ?m ?c { ?m <https://w3id.org/fabcommons/ns#capability> ?c }")
    assert len({c for _, c in capabilities}) == len({m for m, _ in capabilities}) == 3


def test_blank_nodes_of_a_lab_are_the_same_in_its_derived_graph(commons: Commons, road: str) -> None:
    """An offer's derived facts hang on the very node that states it."""
    offer = {"beneficiaires": "labs-du-reseau", "dureeMaxJours": 21, "prixEuros": 5}
    published(commons, road, {"gier": lab(machines={"#laser": machine("Laser", offreDePret=offer)})})
    assert commons.ask(
        "SELECT ?days { ?m <https://w3id.org/fabcommons/ns#loanOffer> ?offer . "
        "GRAPH ?derived { ?offer <http://schema.org/businessFunction> <http://purl.org/goodrelations/v1#LeaseOut> } "
        "GRAPH ?stated { ?offer <https://w3id.org/fabcommons/ns#maxLoanDays> ?days } }"
    ) == [("21",)]


# --- the whole ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commons]:
    """The sample network with its shared subjects."""
    with loire_commons(tmp_path_factory.mktemp("loire") / "data") as commons:
        yield commons


def test_every_triple_is_there_once(network: Commons) -> None:
    """The default graph is the union of all graphs: a triple said in two of them would count twice."""
    everything, distinct = "{ ?s ?p ?o }", "{ SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"
    counts = [network.ask(f"SELECT (COUNT(*) AS ?n) {pattern}")[0][0] for pattern in (everything, f"{{ {distinct} }}")]
    twice = network.ask(
        "SELECT ?s ?p ?o ?g ?h { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?s ?p ?o } FILTER(STR(?g) < STR(?h)) }"
    )
    assert twice == []
    assert counts[0] == counts[1]
    with served(network.data) as store:
        assert len(store) == int(counts[0])


def test_only_graphs_that_are_meant_to_be_there(network: Commons) -> None:
    names, hub = network.hub.target.names, network.settings.public_base_url
    kept = [slug for slug in loire() if network.source(slug).graph]
    expected = {names.registry, names.vocab, names.ontology, f"{hub}/graph/hub"}
    expected |= {graph for slug in kept for graph in (base_of(slug), names.derived(slug), names.prov(slug))}
    with served(network.data) as store:
        assert {str(graph.value) for graph in store.named_graphs()} == expected
        assert not list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))


def test_random_edits_published_one_by_one_equal_a_rebuild(network: Commons, tmp_path: Path) -> None:
    chance = random.Random(20261126)
    documents = {slug: json.loads(content) for slug, content in loire().items() if slug not in ("pilat", "charlieu")}
    for turn in range(4):
        for slug in chance.sample(sorted(documents), 4):
            edit(documents[slug], chance)
            network.put(slug, documents[slug])
        network.clock.pass_by(hours=1)
        network.harvest()
        publish_by(network, "change")
        if turn % 2:
            with closing(rebuilt(network, tmp_path / str(turn))) as other:
                assert other.dataset() == network.dataset()


def edit(document: dict[str, Any], chance: random.Random) -> None:
    """One thing that a volunteer might do: rename, remove, add, break, mend."""
    machines = document.get("machines") or document.setdefault("machines", {})
    some = chance.choice(sorted(machines)) if machines else None
    what = chance.randrange(6)
    if what == 0:
        document["resume"] = f"Nouvelle phrase {chance.random()}"
    elif what == 1 and some:
        del machines[some]
    elif what == 2:
        machines[f"#ajout-{chance.randrange(99)}"] = machine("Une de plus", note=chance.choice(TEXTS))
    elif what == 3 and some:
        machines[some]["typeMachine"] = chance.choice(["laser-co2", "laser-c02", "imprimante-3d-fff"])
    elif what == 4:
        document["besoins"] = [{"@id": "_:x", "nom": f"besoin {chance.randrange(4)}"}, {"nom": "autre besoin"}]
    else:
        document["position"] = {"lat": chance.uniform(45, 46), "lon": chance.uniform(4, 5)}
