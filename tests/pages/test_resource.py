"""`/resource?iri=`: every IRI that the dataset tells of leads to a page here, and nothing leads elsewhere."""

import re
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from pages_kit import ROOT, Answering

from server.store import generations
from server.store.reader import Reader

W3ID, GIER = "https://w3id.org/fabcommons", "https://gier.example/fablab.jsonld"


def to(site: Answering, iri: str, **headers: str) -> str:
    answer = site.get(f"/resource?iri={quote(iri, safe='')}", **headers)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.status_code == 303, (iri, answer.status_code)
    return str(answer.headers["Location"])


def subjects(site: Answering) -> set[str]:
    current = generations.current(site.small.settings.data)
    assert current is not None
    reader = Reader.open(current)
    try:
        every = reader.store.quads_for_pattern(None, None, None, None)
        named = {
            node.value for quad in every for node in (quad.subject, quad.graph_name) if isinstance(node, ox.NamedNode)
        }
    finally:
        reader.close()
    return named


def test_every_subject_and_graph_leads_to_a_page_that_answers(site: Answering) -> None:
    found = subjects(site)
    assert len(found) > 1000
    pages: dict[str, int] = {}
    for iri in sorted(found):
        path = to(site, iri).partition("#")[0]
        assert re.match(r"/(?!/)", path), iri  # never anywhere else
        if path not in pages:
            pages[path] = site.get(path).status_code
    assert set(pages.values()) == {200}
    assert len(pages) > 400


@pytest.mark.parametrize(
    ("iri", "page"),
    [
        (GIER, "/sources/gier"), (f"{GIER}#lab", "/labs/gier"), (f"{GIER}#laser-1", "/machines/gier/laser-1"),
        (f"{GIER}#guide-laser", "/guides/gier/guide-laser"), (f"{GIER}#hab-laser", "/credentials/gier/hab-laser"),
        (f"{GIER}#camille", "/labs/gier#where"), (f"{GIER}#laser-1-extincteur", "/things/gier/laser-1-extincteur"),
        ("https://forez.example/fablab.jsonld#nichoir", "/projects/forez/nichoir"),
        ("https://lycee.example/fablab.jsonld#portes-ouvertes", "/events/lycee/portes-ouvertes"),
        ("https://lycee.example/fablab.jsonld#decouverte", "/trainings/lycee/decouverte"),
        ("https://ondaine.example/fablab.jsonld#modele-brodeuse", "/things/ondaine/modele-brodeuse"),
        ("https://hostile.example/fablab.jsonld#l'(1)/é?x=%2e", "/machines/hostile/l'(1)/%C3%A9%3Fx=%252e"),
        (f"{W3ID}/model/furan-laser/fl-6040", "/models/furan-laser/fl-6040"),
        (f"{W3ID}/model/furan-laser/fl-6040#optique", "/models/furan-laser/fl-6040#optique"),
        (f"{W3ID}/maker/furan-laser", "/maker/furan-laser"), (f"{W3ID}/network/loire", "/network/loire"),
        (f"{W3ID}/org/communs-du-jarez", "/org/communs-du-jarez"),
        (f"{W3ID}/type/laser-co2", "/vocab/type/laser-co2"), (f"{W3ID}/type", "/vocab/type"),
        ("https://spdx.org/licenses/CC-BY-4.0", "/vocab/licence/CC-BY-4.0"),
        ("http://schema.org/Monday", "/vocab/day/lundi"), ("http://schema.org/name", "/ns#schema:name"),
        (f"{W3ID}/ns#status", "/ns#status"), (f"{W3ID}/ns", "/ns"), (f"{W3ID}/key/etat", "/ns#status"),
        (f"{W3ID}/context/v1", "/context/v1"), (f"{W3ID}/shapes/v1", "/shapes/v1"),
        (f"{W3ID}/shapes/v1#V7-machine-type", "/shapes/v1#V7-machine-type"),
        ("https://commons.example/graph/registry", "/graph/registry"),
        ("https://commons.example/graph/derived/gier", "/sources/gier"),
        ("https://commons.example/graph/prov/gier", "/sources/gier"),
        ("https://commons.example/graph/vocab", "/vocab"), ("https://commons.example/graph/ontology", "/ns"),
        ("https://commons.example/sources/gier/versions/9", "/sources/gier"),
        ("https://commons.example/geometry/gier", "/labs/gier#where"), ("https://commons.example/dataset", "/catalog"),
    ],
)  # fmt: skip
def test_each_kind_of_iri_has_its_page(site: Answering, iri: str, page: str) -> None:
    assert to(site, iri) == page


@pytest.mark.parametrize("iri", sorted([
    "", "x", "laser-1", "https://evil.example/", "//evil.example", "https://gier.example/", f"{GIER}#nulle-part",
    f"{GIER}#LAB", "javascript:alert(1)", "https://evil.example/fablab.jsonld#lab", "/labs/gier", "\\\\evil.example",
    f"{W3ID}/model/a/b", f"{W3ID}/org/rien", f"{W3ID}/type/rien", f"{W3ID}/ns#rien", f"{W3ID}/shapes/v1#rien",
    "https://commons.example/due/gier/0", "https://commons.example/geometry/rien", "https://commons.example/graph/rien",
    "https://commons.example/sources/rien/versions/1", "https://commons.example//evil.example/", "a" * 5000,
    "https://commons.example.evil.example/sources/gier/versions/1", f"{GIER}#x\r\nSet-Cookie: a=b", "_:b0", "urn:x:y",
]))  # fmt: skip
def test_unknown_iri_leads_nowhere(site: Answering, iri: str) -> None:
    for accept in ("text/html", "text/turtle"):
        answer = site.get(f"/resource?iri={quote(iri, safe='')}", Accept=accept)
        assert answer.status_code == 404
        assert "Location" not in answer.headers
        assert "Set-Cookie" not in answer.headers
    assert "Le jeu de données ne dit rien" in answer.get_data(as_text=True)


def test_iri_of_a_lab_that_is_gone_says_so(site: Answering) -> None:
    assert site.get("/resource?iri=https://parti.example/fablab.jsonld%23lab").status_code == 410


def test_format_is_chosen_where_it_leads(site: Answering) -> None:
    assert site.get(to(site, f"{GIER}#laser-1"), Accept="text/turtle").mimetype == "text/turtle"


def test_language_is_kept(site: Answering) -> None:
    answer = site.get("/resource?lang=en&iri=https://w3id.org/fabcommons/type/laser-co2")
    assert answer.headers["Location"] == "/vocab/type/laser-co2?lang=en"


@pytest.mark.parametrize("path", ["/graph/vocab", "/graph/derived/gier", "/geometry/gier", "/sources/gier/versions/9"])
def test_addresses_of_the_hub_itself_lead_on(site: Answering, path: str) -> None:
    assert site.follow(path).status_code == 200


def test_scheduled_task_leads_to_its_machine(site: Answering) -> None:
    tasks = [iri for iri in subjects(site) if "/due/gier/" in iri]
    assert tasks
    assert all(to(site, iri).startswith("/machines/gier/") for iri in tasks)


def test_rules_of_w3id_lead_to_the_same_pages(site: Answering) -> None:
    """What the permanent addresses redirect to is here: one IRI of each kind, by the rules of `ontology/w3id`."""
    lines = (ROOT / "ontology" / "w3id" / ".htaccess").read_text(encoding="utf-8").splitlines()
    rules = [re.match(r"RewriteRule (\S+) %\{ENV:HUB\}(\S+) ", line) for line in lines]
    found = {iri.partition("#")[0] for iri in subjects(site) if iri.startswith(f"{W3ID}/")}
    kinds = {iri.removeprefix(f"{W3ID}/").split("/")[0]: iri.removeprefix(f"{W3ID}/") for iri in sorted(found)}
    assert len(kinds) > 20
    for path in (*kinds.values(), "ns", "context/v1", "context/v1.jsonld", "shapes/v1", "lab/gier"):
        matches = [(re.match(rule[1], path), rule[2]) for rule in rules if rule]
        target = next(re.sub(r"\$(\d)", lambda n, m=match: m[int(n[1])], to) for match, to in matches if match)
        assert site.get(target).status_code == 200, path
