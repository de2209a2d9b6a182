"""Inside a worker process: opens generations, runs one query at a time, dies of what exceeds its limits."""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from server.store import confine, sandbox
from server.store.answers import (
    Answer,
    DatasetReplaced,
    QueryOutOfMemory,
    QueryProblem,
    QueryUnwritable,
    Stopped,
)
from server.store.extract import extract
from server.store.limits import QueryLimits
from server.store.reader import GenerationGone, Reader
from server.store.sink import ROW_MARKS, Sink, counted
from server.store.syntax import engine_problem, syntax_problem
from server.store.task import Extract, Task

_LAST_RESORT = 1.0  # seconds over the limit after which the worker ends itself, should nobody be left to kill it
_WRITABLE_IN_XML = re.compile(r"[A-Za-z_\u00c0-\ufffd][\w.\-]*$")
_LONG = 0.05  # seconds after which a query may have used much memory
_RDF_XML = "application/rdf+xml"
_N_QUADS = "application/n-quads"


class Worker:
    """What a worker process keeps between tasks: its limits, its sandbox and the generation it has open."""

    def __init__(self, limits: QueryLimits) -> None:
        self.limits = limits
        self.sandbox = sandbox.apply()
        self.reader: Reader | None = None

    def run(self, task: Task | Extract) -> Answer | QueryProblem:
        """The whole answer of `task`, or why there is none."""
        began = time.monotonic()
        try:
            return self._answer(task)
        finally:
            if time.monotonic() - began > _LONG:
                confine.give_back()

    def _answer(self, task: Task | Extract) -> Answer | QueryProblem:
        try:
            with confine.alarm(self.limits.seconds + _LAST_RESORT):
                store = self._store_of(task)
                return self._extract(task, store) if isinstance(task, Extract) else self._evaluate(task, store)
        except SyntaxError as error:
            return syntax_problem(str(error), task.query if isinstance(task, Task) else "")
        except Stopped as error:
            return error.problem
        except GenerationGone as error:
            return DatasetReplaced(str(error))
        except MemoryError:
            return QueryOutOfMemory(self.limits.memory)
        except BaseException as error:  # a panic of the engine is no Exception, and cannot travel to the pool
            return engine_problem(error)

    def _store_of(self, task: Task | Extract) -> ox.Store:
        graph = task.graph if isinstance(task, Task) else b""
        return self._temporary(graph) if graph else self._store(Path(task.generation))

    def _temporary(self, graph: bytes) -> ox.Store:
        """A store in memory, gone with its task; within the same limit of memory as a query."""
        if self.reader is None:
            confine.free_memory()
            confine.limit_memory(self.limits.memory)
        store = ox.Store()
        store.extend(ox.parse(graph, ox.RdfFormat.N_QUADS))
        return store

    def _store(self, path: Path) -> ox.Store:
        if self.reader is None or self.reader.path != path:
            self._close()
            confine.free_memory()
            self.reader = Reader.open(path)
            confine.limit_memory(self.limits.memory)
        return self.reader.store

    def rest(self) -> None:
        """Nobody asks: let go of the generation, which may be an old one, and of memory."""
        self._close()
        confine.give_back()

    def _close(self) -> None:
        if self.reader:
            self.reader.close()
            self.reader = None

    def _evaluate(self, task: Task, store: ox.Store) -> Answer:
        results = store.query(
            task.query,
            base_iri=task.base,
            prefixes=dict(task.prefixes),
            substitutions={ox.Variable(name): term for name, term in task.bound.items()},
            **_dataset(task),
        )
        sink = Sink(self.limits.bytes, self.limits.rows, ROW_MARKS.get(task.media_type))
        if isinstance(results, ox.QueryTriples):
            self._write_graph(results, task, sink)
        else:
            results.serialize(_file(sink), ox.QueryResultsFormat.from_media_type(task.media_type))
        return Answer(sink.whole(), task.media_type, task.form)

    def _extract(self, asked: Extract, store: ox.Store) -> Answer:
        sink = Sink(self.limits.bytes, self.limits.rows)
        ox.serialize(counted(extract(store, asked), self.limits.rows), _file(sink), ox.RdfFormat.N_QUADS)
        return Answer(sink.whole(), _N_QUADS, "EXTRACT")

    def _write_graph(self, triples: Iterable[ox.Triple], task: Task, sink: Sink) -> None:
        rows = counted(triples, self.limits.rows)
        if task.media_type == _RDF_XML:
            rows = _writable(rows)
        rdf_format = ox.RdfFormat.from_media_type(task.media_type)
        ox.serialize(rows, _file(sink), rdf_format, prefixes=dict(task.prefixes))


def _file(sink: Sink) -> "IO[bytes]":
    """The engine only writes and flushes."""
    return cast("IO[bytes]", sink)


def _dataset(task: Task) -> dict[str, Any]:
    """Graphs chosen by the caller win over FROM (Protocol, 2.1.4); the union would hide FROM, so not both."""
    if task.dataset.chosen:
        return {
            "default_graph": [ox.NamedNode(iri) for iri in task.dataset.default or ()],
            "named_graphs": [ox.NamedNode(iri) for iri in task.dataset.named or ()],
        }
    return {} if task.has_from else {"use_default_graph_as_union": True}


def _writable(triples: Iterator[ox.Triple]) -> Iterator[ox.Triple]:
    """The engine writes broken XML for a property whose end is no XML name."""
    for triple in triples:
        if not _WRITABLE_IN_XML.search(triple.predicate.value):
            raise Stopped(QueryUnwritable(triple.predicate.value))
        yield triple


def serve(limits: QueryLimits, pipe: Connection) -> None:
    """The whole life of a worker process: say what holds it in, then answer task after task until nobody asks."""
    confine.settle()
    worker = Worker(limits)
    pipe.send(worker.sandbox)
    with suppress(EOFError):
        while True:
            if not pipe.poll(limits.rest):
                worker.rest()
            pipe.send(worker.run(pipe.recv()))
