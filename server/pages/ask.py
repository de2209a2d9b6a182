"""The pages' named questions, asked of the current generation through the guard pool; recent answers are kept."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sized
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import Quad, QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from server.sparql.prefixes import PREFIXES
from server.sparql.run import Pool
from server.store.answers import Answer, DatasetReplaced, QueryProblem
from server.store.generations import in_turn
from server.store.reader import LOCK
from server.store.task import Extract, Task, Term

QUERIES = Path(__file__).parent / "queries"

Row = Mapping[str, Term]
Rows = tuple[Row, ...]
Quads = tuple[Quad, ...]
_Found = TypeVar("_Found", bound=Sized)

_JSON = "application/sparql-results+json"
_KEPT_ROWS, _KEPT_ANSWERS = 60_000, 4_000  # some tens of megabytes at most


class Unanswered(Exception):  # noqa: N818 - a state of the world, not a mistake
    """There is no answer: `problem` says why."""

    def __init__(self, problem: QueryProblem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Ask:
    """Asks named questions; safe to use from many threads.

    In: the guard pool, and what names the directory of the current generation (None: there is none yet).
    """

    def __init__(self, pool: Pool, generation: Callable[[], Path | None]) -> None:
        self._pool, self._generation = pool, generation
        self._recent = _Recent()

    def __call__(self, name: str, **bound: Term) -> Rows:
        """The rows of `queries/<name>.rq`, where `bound` gives values of variables that it selects.

        Out: no row before the first generation. Errors: Unanswered.
        """
        key = (name, tuple(sorted(bound.items(), key=lambda pair: pair[0])))
        return self._found(key, lambda generation: _task(generation, name, bound), parsed, ())

    def extract(self, asked: Extract) -> Quads:
        """The quads of whole things; the generation named in `asked` does not count.

        Out: nothing before the first generation. Errors: Unanswered.
        """
        return self._found(asked, lambda generation: replace(asked, generation=str(generation)), _quads, ())

    def of(self, graph: bytes) -> "Glimpse":
        """The same questions, asked of a graph that is not published. In: N-Quads, not empty."""
        return Glimpse(self._pool, graph)

    def stamp(self) -> str:
        """Changes whenever the answers may: name and birth of the generation (a rebuilt index may reuse a number)."""
        generation = self._generation()
        return _stamp(generation) if generation else ""

    def _found(
        self,
        key: object,
        task: Callable[[Path], Task | Extract],
        read: Callable[[Answer], _Found],
        nothing: _Found,
    ) -> _Found:
        problem: QueryProblem | None = None
        for generation in in_turn(self._generation):
            answer = self._asked(generation, key, task, read)
            if not isinstance(answer, QueryProblem):
                return answer
            problem = answer
            if not isinstance(problem, DatasetReplaced):
                break
        if problem is None:
            return nothing
        raise Unanswered(problem)

    def _asked(
        self, generation: Path, key: object, task: Callable[[Path], Task | Extract], read: Callable[[Answer], _Found]
    ) -> _Found | QueryProblem:
        stamp = _stamp(generation)
        known = self._recent.get(stamp, key)
        if known is not None:
            return known  # type: ignore[no-any-return]
        answer = self._pool.run(task(generation))
        if isinstance(answer, QueryProblem):
            return answer
        found = read(answer)
        self._recent.put(stamp, key, found)
        return found


class Glimpse(Ask):
    """Asks named questions of some N-Quads instead of a generation; nothing is kept."""

    def __init__(self, pool: Pool, graph: bytes) -> None:
        super().__init__(pool, lambda: None)
        self._graph = graph

    def __call__(self, name: str, **bound: Term) -> Rows:
        """The rows of `queries/<name>.rq`. Errors: Unanswered."""
        answer = self._pool.run(replace(_task(Path(), name, bound), graph=self._graph))
        if isinstance(answer, QueryProblem):
            raise Unanswered(answer)
        return parsed(answer)


class _Recent:
    """Answers on one generation, least recently used ones dropped first."""

    def __init__(self) -> None:
        self._stamp, self._held = "", 0
        self._answers: OrderedDict[object, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, stamp: str, key: object) -> Any:
        with self._lock:
            if stamp != self._stamp or key not in self._answers:
                return None
            self._answers.move_to_end(key)
            return self._answers[key]

    def put(self, stamp: str, key: object, rows: Sized) -> None:
        with self._lock:
            if stamp != self._stamp:
                self._stamp, self._held = stamp, 0
                self._answers.clear()
            if key not in self._answers:
                self._answers[key] = rows
                self._held += len(rows)
            while self._held > _KEPT_ROWS or len(self._answers) > _KEPT_ANSWERS:
                self._held -= len(self._answers.popitem(last=False)[1])


@cache
def text(name: str) -> str:
    """The text of a named query."""
    return (QUERIES / f"{name}.rq").read_text(encoding="utf-8")


def _task(generation: Path, name: str, bound: Mapping[str, Term]) -> Task:
    return Task(str(generation), text(name), "SELECT", _JSON, prefixes=PREFIXES, bound=bound)


def parsed(answer: Answer) -> Rows:
    """The rows of an answer in JSON."""
    solutions = parse_query_results(answer.body, QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return tuple({name: row[name] for name in names if row[name] is not None} for row in solutions)


def _quads(answer: Answer) -> Quads:
    return tuple(dict.fromkeys(parse(answer.body, RdfFormat.N_QUADS)))


def _stamp(generation: Path) -> str:
    try:
        return f"{generation.name}-{(generation / LOCK).stat().st_mtime_ns}"
    except FileNotFoundError:
        return generation.name
