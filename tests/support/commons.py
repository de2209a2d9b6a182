"""A hub in a temporary folder, gathering from a loopback web: what most tests of harvester and store start from."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from sqlalchemy import Row, select

from harvester import registry
from harvester.addresses import Resolver
from harvester.decide import Decision
from harvester.fetch import Fetcher
from harvester.hub import changes, versions, visits
from harvester.keep import AtStep, no_stop
from harvester.lock import only_one
from harvester.registry import Source
from harvester.shared import load_registry
from server.rounds import Hub
from server.settings import Settings
from server.store import generations
from server.store.reader import Reader
from support.clock import Clock
from support.labs import LOIRE, base_of, loire, text
from support.web import Web


def everything_is_here(_host: str, _port: int) -> list[str]:
    """A resolver by which every name leads to this machine."""
    return ["127.0.0.1"]


def settings_of(data: Path, **limits: Any) -> Settings:
    """Settings of a hub on loopback."""
    return Settings.read(
        data=data,
        **{"judge_processes": 1, "allow_loopback": True, "query_rate": 0, "fetch_time": timedelta(seconds=5), **limits},
    )


class Commons:
    """A hub and the labs it gathers; each lab's file lies at `/<slug>` of the web, on a host of its own."""

    def __init__(
        self, data: Path, web: Web, clock: Clock, resolver: Resolver = everything_is_here, **limits: Any
    ) -> None:
        self.settings = settings_of(data, **limits)
        self.web, self.clock, self.data = web, clock, data
        self.fetcher = Fetcher(self.settings, resolver)
        self.hub = Hub(self.settings, clock, self.fetcher)

    def close(self) -> None:
        """Give back what the hub holds."""
        self.fetcher.close()
        self.hub.engine.dispose()

    def register(self, slug: str, document: Any, *, host: str | None = None) -> None:
        """Add a source; its document (a dict, bytes or a script) is put on the web."""
        self.register_all({slug: document}, host=host)

    def register_all(self, documents: Mapping[str, Any], *, host: str | None = None) -> None:
        """Add many sources at once; each has a host of its own, unless they share one."""
        entries = [(self.web.url(f"/{slug}", host or f"{slug}.example"), slug, base_of(slug)) for slug in documents]
        for slug, document in documents.items():
            self.put(slug, document)
        with self.hub.engine.begin() as db:
            registry.add_all(db, entries, self.clock())

    def put(self, slug: str, document: Any, **page: Any) -> None:
        """Change what a source serves."""
        self.web.put(f"/{slug}", text(document) if isinstance(document, Mapping) else document, **page)

    def harvest(self, *slugs: str, due: bool = False, at_step: AtStep = no_stop) -> dict[str, Decision]:
        """Visit the sources named, those due, or all; out: the decision on each, judged again or withdrawn ones too."""
        made: dict[str, Decision] = {}
        with only_one(self.data):
            chosen = self.hub.choose(slugs, everything=not slugs and not due)
            self.hub.harvest(chosen, lambda d: made.update({d.visited.source.slug: d}), at_step)
        return made

    def publish(self, at_step: AtStep = no_stop) -> Path | None:
        """Publish what changed."""
        with only_one(self.data):
            return self.hub.publish(at_step)

    def round(self) -> dict[str, Decision]:
        """Visit everything and publish."""
        made = self.harvest()
        self.publish()
        return made

    def load_registry(self, file: Path = LOIRE / "registry.ttl") -> int:
        """Load shared subjects: those of the sample network, or of another file; out: how many there are."""
        with only_one(self.data):
            return load_registry(self.hub.engine, self.data, file, self.hub.target.names.registry, self.clock())

    def source(self, slug: str) -> Source:
        """The registry's row."""
        with self.hub.engine.connect() as db:
            return registry.named(db, [slug])[0]

    def log(self, slug: str) -> list[tuple[str, str]]:
        """The change log of a source, oldest first: (entity without the base, action)."""
        base = base_of(slug)
        query = (
            select(changes.c.entity, changes.c.action)
            .join(versions)
            .where(versions.c.graph == base)
            .order_by(changes.c.id)
        )
        with self.hub.engine.connect() as db:
            return [(row.entity.removeprefix(base), row.action) for row in db.execute(query)]

    def table(self, table: Any) -> Sequence[Row[Any]]:
        """All rows of a table of `hub.sqlite`."""
        with self.hub.engine.connect() as db:
            return db.execute(select(table)).all()

    def visits(self, slug: str) -> list[str]:
        """The outcomes of a source's visits, oldest first."""
        number = self.source(slug).id
        return [row.outcome for row in self.table(visits) if row.source == number]

    def ask(self, query: str) -> list[tuple[str, ...]]:
        """Rows of a SELECT on the generation now served, as texts."""
        with served(self.data) as store:
            found = store.query(query, use_default_graph_as_union=True)
            assert isinstance(found, ox.QuerySolutions)
            return [tuple(str(getattr(term, "value", term)) for term in row) for row in found]

    def graph(self, slug: str) -> set[tuple[str, str, str]]:
        """The triples that the served generation holds of a source."""
        with served(self.data) as store:
            quads = store.quads_for_pattern(None, None, None, ox.NamedNode(base_of(slug)))
            return {(str(q.subject), q.predicate.value, str(q.object)) for q in quads}

    def dataset(self) -> str:
        """Canonical hash of what is served."""
        with served(self.data) as store:
            return canonical_hash(store)

    def content(self) -> str:
        """The same, whatever number each change has in the log."""
        with served(self.data) as store:
            return canonical_hash(store, numbered=False)


@contextmanager
def loire_commons(data: Path, **limits: Any) -> Iterator[Commons]:
    """The sample network with its shared subjects, gathered from a web of its own and published."""
    with Web() as web, closing(Commons(data, web, Clock(), **limits)) as commons:
        commons.register_all(loire())
        commons.load_registry()
        commons.round()
        yield commons


def canonical_hash(store: ox.Store, *, numbered: bool = True) -> str:
    """The same for equal datasets, whatever their blank nodes are called (RDFC-1.0).

    Not `numbered`: versions count from 1 in each source, and the number of the last change is left out.
    """
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = [str(quad) for quad in dataset]
    if not numbered:
        found = sorted({match for line in lines for match in _VERSION.findall(line)}, key=lambda m: (m[0], int(m[1])))
        rank = {match: str(sum(other[0] == match[0] for other in found[:n])) for n, match in enumerate(found)}
        lines = [_VERSION.sub(lambda m: m[1] + rank[m[1], m[2]], line) for line in lines if "#lastChange>" not in line]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


_VERSION = re.compile(r"(/sources/[a-z0-9-]+/versions/)(\d+)")


@contextmanager
def served(data: Path) -> Iterator[ox.Store]:
    """The generation now served, opened as readers do."""
    current = generations.current(data)
    assert current is not None, "nothing is served"
    reader = Reader.open(current)
    try:
        yield reader.store
    finally:
        reader.close()
