"""A query from its text to its answer: scan, choose a format, run in the guard pool. For the web and the commands."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from pyoxigraph import NamedNode

from server.sparql.formats import BY_FORM, Format
from server.sparql.negotiate import Choice, choose, named
from server.sparql.prefixes import PREFIXES
from server.sparql.refusals import QueryTooLong, RequestProblem
from server.sparql.scan import Scan, scan
from server.store.answers import Answer, DatasetReplaced, NoDataset, QueryProblem
from server.store.generations import in_turn
from server.store.lanes import Gone, never
from server.store.limits import QueryLimits
from server.store.reader import LOCK
from server.store.refusals import QueryRefused
from server.store.task import WHOLE, Dataset, Extract, Task

_cached_scan = lru_cache(maxsize=512)(lambda text: scan(text, PREFIXES))
_CACHED_LENGTH = 8192  # longer texts are rarely repeated, and would fill the memory


class Pool(Protocol):
    """What runs tasks: the guard pool."""

    limits: QueryLimits

    def run(self, task: Task | Extract, gone: Gone = never) -> Answer | QueryProblem:
        """A complete answer, or a problem; `gone` tells whether nobody waits for it any more."""


@dataclass(frozen=True)
class Prepared:
    """A query that passed the policy, with the format its answer will have."""

    text: str
    scan: Scan
    choice: Choice
    dataset: Dataset = WHOLE
    base: str | None = None

    def etag(self, generation: Path | None) -> str | None:
        """Same tag, same answer; None if the answer depends on the clock or on chance."""
        stamp = _stamp(generation)
        if self.scan.volatile or stamp is None:
            return None
        depends_on = (stamp, self.text, self.choice.content_type, self.dataset, self.base)
        return hashlib.sha256(repr(depends_on).encode()).hexdigest()[:32]

    def task(self, generation: Path) -> Task:
        """The task for a worker."""
        return Task(
            generation=str(generation),
            query=self.text,
            form=self.scan.form,
            media_type=self.choice.format.media_type,
            dataset=self.dataset,
            has_from=self.scan.has_from,
            base=self.base,
            prefixes=PREFIXES,
        )


def prepare(
    text: str,
    limits: QueryLimits,
    *,
    accept: str | None = None,
    hint: str | None = None,
    dataset: Dataset = WHOLE,
    base: str | None = None,
) -> Prepared | QueryProblem:
    """Check the text and the graphs, choose the format; touches neither store nor pool."""
    problem = too_long(text, limits) or _not_a_graph(dataset)
    if problem:
        return problem
    found = _scanned(text)
    if isinstance(found, QueryRefused):
        return found
    offered = BY_FORM[found.form]
    choice = choose(offered, accept, hint)
    return Prepared(text, found, choice, dataset, base) if choice else not_acceptable(offered)


def execute(
    prepared: Prepared, pool: Pool, generation: Callable[[], Path | None], gone: Gone = never
) -> Answer | QueryProblem:
    """Run it on the current generation, or on the next one if that is deleted meanwhile."""
    problem: QueryProblem = NoDataset()
    for current in in_turn(generation):
        answer = pool.run(prepared.task(current), gone)
        if not isinstance(answer, DatasetReplaced):
            return answer
        problem = answer
    return problem


def run_query(
    text: str,
    pool: Pool,
    generation: Callable[[], Path | None],
    *,
    format_name: str | None = None,
    accept: str | None = None,
    dataset: Dataset = WHOLE,
    base: str | None = None,
) -> Answer | QueryProblem:
    """One query, from text to answer; `format_name` (csv, ttl …) must exist for the form of the query."""
    prepared = prepare(text, pool.limits, accept=accept, hint=format_name, dataset=dataset, base=base)
    if isinstance(prepared, QueryProblem):
        return prepared
    offered = BY_FORM[prepared.scan.form]
    if format_name and not accept and named(offered, format_name) is None:
        return not_acceptable(offered)
    return execute(prepared, pool, generation)


def too_long(text: str, limits: QueryLimits) -> QueryTooLong | None:
    """The problem of a query text over the limit."""
    return QueryTooLong(limits.query_bytes) if len(text.encode("utf-8", "surrogatepass")) > limits.query_bytes else None


def not_acceptable(offered: Iterable[Format]) -> RequestProblem:
    """The problem of a request for none of these formats; says which there are."""
    return RequestProblem("not-acceptable", ", ".join(each.media_type for each in offered))


def _stamp(generation: Path | None) -> tuple[str, int] | None:
    """Name and birth of a generation: a rebuilt index may use a number again."""
    try:
        return (generation.name, (generation / LOCK).stat().st_mtime_ns) if generation else None
    except FileNotFoundError:
        return None


def _not_a_graph(dataset: Dataset) -> RequestProblem | None:
    for iri in (*(dataset.default or ()), *(dataset.named or ())):
        try:
            NamedNode(iri)
        except ValueError:
            return RequestProblem("graph", iri[:200])
    return None


def _scanned(text: str) -> Scan | QueryRefused:
    return _cached_scan(text) if len(text) <= _CACHED_LENGTH else scan(text, PREFIXES)
