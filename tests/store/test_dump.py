"""The dump is the dataset: whole, source by source, cheap to renew, and never a line that a lab wrote."""

import gzip
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from support.commons import Commons, canonical_hash, loire_commons, served
from support.labs import base_of, lab, loire, machine

from harvester.judge import blank_prefix
from harvester.lock import only_one
from server.store import generations
from server.store.dataset import load_dataset
from server.store.dump import members
from server.store.dump.licences import share_alike
from server.store.dump.served import Dump
from server.store.dump.served import served as served_dump
from server.store.reader import STORE

SA = "https://spdx.org/licenses/CC-BY-SA-4.0"
ODBL = "https://spdx.org/licenses/ODbL-1.0"


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commons]:
    """The sample network with its shared subjects; one lab of it shares alike."""
    with loire_commons(tmp_path_factory.mktemp("loire") / "data") as commons:
        yield commons


def dump_of(commons: Commons) -> Dump:
    found = served_dump(commons.data)
    assert found is not None
    return found


def unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def triples(path: Path) -> Counter[tuple[str, str, str]]:
    """The triples of a file, blank nodes by their labels."""
    rdf_format = ox.RdfFormat.TURTLE if ".ttl" in path.name else ox.RdfFormat.N_QUADS
    return Counter((str(q.subject), q.predicate.value, str(q.object)) for q in ox.parse(unpacked(path), rdf_format))


# --- the dump is the dataset ----------------------------------------------------------------------------------------


def test_quads_are_those_of_the_generation(network: Commons, tmp_path: Path) -> None:
    loaded = load_dataset(dump_of(network).file("fabcommons.nq.gz"), tmp_path)
    store = ox.Store.read_only(str(loaded / STORE))
    with served(network.data) as generation:
        assert len(store) == len(generation) == dump_of(network).manifest().totals.triples
        assert canonical_hash(store) == canonical_hash(generation)


def test_blank_nodes_of_each_source_are_its_own(network: Commons) -> None:
    found: dict[str, str] = {}
    hub = network.settings.public_base_url
    prefixes = {blank_prefix(base_of(slug)): slug for slug in loire()}
    for quad in ox.parse(unpacked(dump_of(network).file("fabcommons.nq.gz")), ox.RdfFormat.N_QUADS):
        graph = str(getattr(quad.graph_name, "value", ""))
        for node in (quad.subject, quad.object):
            if isinstance(node, ox.BlankNode) and not graph.startswith(f"{hub}/graph/registry"):
                slug = next(slug for prefix, slug in prefixes.items() if node.value.startswith(prefix))
                assert graph in (base_of(slug), f"{hub}/graph/derived/{slug}", f"{hub}/graph/prov/{slug}")
                found[node.value] = slug
    assert len(set(found.values())) > 10


def test_each_file_holds_what_its_manifest_says(network: Commons) -> None:
    dump = dump_of(network)
    for told in dump.manifest().files:
        content = dump.file(told.name).read_bytes()
        assert len(content) == told.bytes
        assert members.files.sha256(content) == told.sha256
        assert triples(dump.file(told.name)).total() == told.triples
        lines = unpacked(dump.file(told.name)).decode().split("\n")
        head = [line for line in lines if line.startswith("# ")]
        for slug in told.sources:
            assert any(line.startswith(f"# {slug}: ") and base_of(slug) in line for line in head)


def test_one_source_alone_is_a_file_too(network: Commons) -> None:
    dump = dump_of(network)
    source = next(each for each in dump.manifest().sources if each.slug == "gier")
    quads = list(ox.parse(unpacked(dump.source_file(source)), ox.RdfFormat.N_QUADS))
    assert len({quad.graph_name for quad in quads}) == 3
    assert sum(quad.graph_name == ox.NamedNode(source.base) for quad in quads) == source.stated
    assert unpacked(dump.source_file(source)).startswith(b"# gier: La Fabrique du Gier <https://gier.example/")


# --- licences -------------------------------------------------------------------------------------------------------


def test_what_is_shared_alike_stays_apart(network: Commons) -> None:
    dump = dump_of(network)
    files = {told.name: told for told in dump.manifest().files}
    assert set(files) == {"fabcommons.nq.gz", "fabcommons.ttl.gz", "cc-by-sa-4.0.nq.gz", "cc-by-sa-4.0.ttl.gz"}
    assert files["cc-by-sa-4.0.ttl.gz"].sources == ("forez",)
    assert "forez" not in files["fabcommons.ttl.gz"].sources
    assert "forez" in files["fabcommons.nq.gz"].sources
    subjects = {subject for subject, _, _ in triples(dump.file("fabcommons.ttl.gz"))}
    assert not [subject for subject in subjects if "forez" in subject]
    together = triples(dump.file("fabcommons.ttl.gz")) + triples(dump.file("cc-by-sa-4.0.ttl.gz"))
    assert together == triples(dump.file("fabcommons.nq.gz"))


@pytest.mark.parametrize(
    ("code", "alike"),
    [("CC-BY-SA-4.0", True), ("CC-BY-NC-SA-4.0", True), ("ODbL-1.0", True), ("LAL-1.3", True), ("GPL-3.0-only", True),
     ("CC-BY-4.0", False), ("CC0-1.0", False), ("etalab-2.0", False), ("ODC-By-1.0", False), ("MIT", False),
     ("Unheard-Of-1.0", False)],
)  # fmt: skip
def test_which_licences_ask_for_sharing_alike(code: str, alike: bool) -> None:
    assert share_alike(f"https://spdx.org/licenses/{code}") is alike


def test_a_source_without_licence_says_so_and_one_with_two_is_in_both(commons: Commons) -> None:
    bare = lab(machines=1)
    del bare["licenceDonnees"]
    two = lab(machines=1, licenceDonnees=["CC-BY-SA-4.0", "ODbL-1.0"], nom="Deux licences")
    commons.register_all({"bare": bare, "two": two, "plain": lab(machines=1)})
    commons.round()
    manifest = dump_of(commons).manifest()
    files = {told.name: told.sources for told in manifest.files}
    assert files["fabcommons.ttl.gz"] == ("bare", "plain")
    assert files["cc-by-sa-4.0.nq.gz"] == files["odbl-1.0.nq.gz"] == ("two",)
    assert {each.slug: each.card.licences for each in manifest.sources}["two"] == (SA, ODBL)
    head = unpacked(dump_of(commons).file("fabcommons.nq.gz")).decode()
    assert "| licence: aucune licence indiquée / no licence stated |" in next(
        line for line in head.split("\n") if line.startswith("# bare:")
    )


BREAKS = ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\u202e"]


@pytest.mark.parametrize("mark", BREAKS, ids=ascii)
def test_no_name_breaks_out_of_a_comment(commons: Commons, mark: str) -> None:
    evil = f"Lab{mark}<https://evil.example/s> <https://evil.example/p> <https://evil.example/o> .{mark}# "
    commons.register("gier", lab(machines=1, nom=evil, credit=f"x{mark}<https://evil.example/s> a <a:b> ."))
    commons.round()
    for told in dump_of(commons).manifest().files:
        path = dump_of(commons).file(told.name)
        assert not any(subject == "<https://evil.example/s>" for subject, _, _ in triples(path))
        comments = [line for line in unpacked(path).decode().split("\n") if line.startswith("# gier: ")]
        assert len(comments) == 2  # the head of the file, and the head of the member
        assert all(mark.strip("\n") == "" or mark not in line for line in comments)


# --- cost, order, crashes -------------------------------------------------------------------------------------------


def made_members(data: Path) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in members.folder(data).glob("*/*.nq.gz")}


def test_only_what_changed_is_compressed_again(commons: Commons) -> None:
    commons.register_all({f"lab-{n}": lab(machines=1, nom=f"Lab {n}") for n in range(5)})
    commons.round()
    before = made_members(commons.data)
    first = dump_of(commons)
    assert len(before) == 6
    commons.put("lab-3", lab(machines=2, nom="Lab 3"))
    commons.clock.pass_by(hours=6)
    commons.round()
    after = made_members(commons.data)
    assert dump_of(commons).generation != first.generation
    assert len(after) == 6, "the old member is gone"
    assert len(before.items() & after.items()) == 5


def test_same_generation_same_bytes(network: Commons) -> None:
    dump = dump_of(network)
    before = {told.name: told.sha256 for told in dump.manifest().files}
    shutil.rmtree(dump.folder)
    members.clear(network.data)
    with only_one(network.data):
        assert network.hub.dump() is not None
        assert network.hub.dump() is None
    assert {told.name: told.sha256 for told in dump_of(network).manifest().files} == before


def test_the_previous_dump_is_served_until_the_next_is_written(commons: Commons) -> None:
    commons.register("gier", lab(machines=1))
    assert served_dump(commons.data) is None
    commons.round()
    first = dump_of(commons)
    commons.put("gier", lab(machines=2))
    commons.clock.pass_by(hours=6)
    commons.harvest()
    seen: list[str] = []

    def at_step(step: str) -> None:
        if step in ("current-switched", "members-made", "dump-written"):
            seen.append(dump_of(commons).generation)

    made = commons.publish(at_step)
    assert made is not None
    assert seen == [first.generation] * 3
    assert dump_of(commons).generation == made.name


def test_a_round_first_writes_the_dump_that_a_crash_prevented(commons: Commons) -> None:
    commons.register("gier", lab(machines=1))
    commons.round()
    shutil.rmtree(dump_of(commons).folder)
    assert served_dump(commons.data) is None
    assert commons.hub.round() is None, "nothing is due, nothing new"
    assert dump_of(commons).manifest().totals.triples > 0


def test_no_dump_of_before_is_served_once_something_was_forgotten(commons: Commons) -> None:
    commons.register("gier", lab(machines=1))
    commons.round()
    seen: list[Dump | None] = []
    write = commons.hub.dump

    def watched(*steps: Any) -> Path | None:
        seen.append(served_dump(commons.data))
        return write(*steps)

    commons.hub.dump = watched  # type: ignore[method-assign]
    with only_one(commons.data):
        commons.hub.publish_anew()
    assert seen == [None]
    assert served_dump(commons.data) is not None


@pytest.mark.parametrize("damage", [b"", b"not gzip", None])
def test_a_damaged_member_is_made_again(commons: Commons, damage: bytes | None) -> None:
    commons.register_all({"gier": lab(machines=1), "ondaine": lab(machines=1, nom="Ondaine")})
    commons.round()
    gier = next(each for each in dump_of(commons).manifest().sources if each.slug == "gier")
    path = dump_of(commons).source_file(gier)
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
    commons.put("ondaine", lab(machines=2, nom="Ondaine"))
    commons.clock.pass_by(hours=6)
    commons.harvest()
    commons.publish()
    whole = unpacked(dump_of(commons).file("fabcommons.nq.gz"))
    assert base_of("gier").encode() in whole
    assert members.files.sha256(path.read_bytes()) == gier.sha256


# --- counts ---------------------------------------------------------------------------------------------------------


def counted(commons: Commons, query: str) -> dict[str, int]:
    return {name: int(number) for name, number in commons.ask(query)}


def test_counts_are_those_of_the_store(network: Commons) -> None:
    totals = dump_of(network).manifest().totals
    assert totals.classes == counted(network, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c")
    assert totals.properties == counted(network, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")
    told: list[Any] = [("triples", "?s ?p ?o", "*"), ("subjects", "?s ?p ?o", "DISTINCT ?s")]
    told += [("entities", "?s ?p ?o FILTER(ISIRI(?s))", "DISTINCT ?s")]
    for name, pattern, what in told:
        assert getattr(totals, name) == int(network.ask(f"SELECT (COUNT({what}) AS ?n) {{ {pattern} }}")[0][0]), name


def test_counts_are_right_when_one_lab_speaks_of_anothers_thing(commons: Commons) -> None:
    """A thing that gets an inverse from a second lab, or words from the registry, is still one subject."""
    shared = machine("Laser", memeQue=[f"{base_of('ondaine')}#laser"])
    commons.register_all({"gier": lab(machines={"#laser": shared}), "ondaine": lab(machines={"#laser": machine("L")})})
    registry = commons.data / "in.ttl"
    registry.write_text(
        f"<{base_of('gier')}#laser> a <http://schema.org/Thing>, <http://schema.org/Product> .\n"
        f"<{base_of('nobody')}#x> a <http://schema.org/Thing> .\n"
    )
    commons.load_registry(registry)
    commons.round()
    test_counts_are_those_of_the_store(commons)


def test_manifest_is_plain_json(network: Commons) -> None:
    told = json.loads(dump_of(network).manifest_path.read_bytes())
    gier = next(each for each in told["sources"] if each["slug"] == "gier")
    assert gier["card"]["licences"] == ["https://spdx.org/licenses/etalab-2.0"]
    assert gier["attribution"] == "La Fabrique du Gier, https://gier.example/fablab.jsonld"
    assert told["generation"] == dump_of(network).generation
    assert generations.current(network.data) is not None
