"""Things taken out whole: blank nodes at any depth, parts within bounds, each statement with its graph."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse

from server.store.answers import Answer, QueryTooLarge
from server.store.extract import extract
from server.store.guard import GuardPool
from server.store.limits import QueryLimits
from server.store.reader import LOCK, STORE
from server.store.task import Extract

EX = "http://ex.example/"


def n(name: str) -> NamedNode:
    return NamedNode(EX + name)


A, B = BlankNode("a"), BlankNode("b")
QUADS = [
    Quad(n("x"), n("has"), A, n("g1")), Quad(A, n("has"), B, n("g1")), Quad(B, n("has"), A, n("g1")),
    Quad(B, n("says"), Literal("deep"), n("g2")), Quad(n("x"), n("says"), Literal("x"), n("g1")),
    Quad(n("x"), n("says"), Literal("x"), n("g2")), Quad(n("x"), n("part"), n("x#1"), n("g1")),
    Quad(n("x"), n("part"), n("far"), n("g1")), Quad(n("x"), n("knows"), n("x#2"), n("g1")),
    Quad(n("x#1"), n("part"), n("x"), n("g1")), Quad(n("x#2"), n("says"), Literal("no part"), n("g1")),
    Quad(n("far"), n("says"), Literal("elsewhere"), n("g1")),
]  # fmt: skip


@pytest.fixture
def store() -> Store:
    store = Store()
    store.extend(QUADS)
    return store


def taken(store: Store, asked: Extract) -> list[Quad]:
    return list(extract(store, asked))


def test_blank_nodes_come_along_and_cycles_end(store: Store) -> None:
    found = taken(store, Extract(things=(f"{EX}x",)))
    assert len(found) == len(set(found)) == 9
    assert Quad(B, n("says"), Literal("deep"), n("g2")) in found
    assert not [quad for quad in found if quad.subject in (n("far"), n("x#1"), n("x#2"))]


def test_parts_come_along_if_they_are_the_things_own(store: Store) -> None:
    found = taken(store, Extract(things=(f"{EX}x",), parts=frozenset({f"{EX}part"}), within=(f"{EX}x#",)))
    assert {quad.subject for quad in found} == {n("x"), n("x#1"), A, B}


def test_whole_graph(store: Store) -> None:
    assert set(taken(store, Extract(graphs=(f"{EX}g2",)))) == {quad for quad in QUADS if quad.graph_name == n("g2")}


def test_what_is_not_there_is_nothing(store: Store) -> None:
    assert not taken(store, Extract(things=(f"{EX}nothing",), graphs=(f"{EX}none",)))


@pytest.fixture
def generation(tmp_path: Path) -> Path:
    store = Store(str(tmp_path / STORE))
    store.extend(QUADS)
    store.flush()
    (tmp_path / LOCK).touch()
    return tmp_path


@pytest.fixture(scope="module")
def pool() -> Iterator[GuardPool]:
    with GuardPool(QueryLimits(seconds=30, rows=10, waiting=60), workers=1) as pool:
        yield pool


def test_pool_gives_n_quads(pool: GuardPool, generation: Path) -> None:
    answer = pool.run(Extract(str(generation), things=(f"{EX}x",)))
    assert isinstance(answer, Answer)
    assert answer.media_type == "application/n-quads"
    assert len(list(parse(answer.body, RdfFormat.N_QUADS))) == 9


def test_pool_refuses_more_than_its_limit(pool: GuardPool, generation: Path) -> None:
    asked = Extract(str(generation), things=(f"{EX}x",), graphs=(f"{EX}g1",))
    assert pool.run(asked) == QueryTooLarge("rows", 10)
