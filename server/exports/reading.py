"""Named questions asked of one generation, so that a whole export tells of one and the same moment."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from server.pages.ask import Rows, Unanswered, parsed
from server.sparql.prefixes import PREFIXES
from server.sparql.run import Pool
from server.store.answers import Answer, QueryBusy, QueryProblem
from server.store.task import Task, Term

QUERIES = Path(__file__).parent / "queries"

_JSON = "application/sparql-results+json"
_ATTEMPTS = 3  # an export asks often: that every worker was taken once is no reason to give it up


class Reading:
    """Asks about one generation through the guard pool, question by question, each within the limits of a query."""

    def __init__(self, pool: Pool, generation: Path) -> None:
        self._pool, self.generation = pool, generation

    def ask(self, name: str, **bound: Term) -> Rows:
        """The rows of `queries/<name>.rq`, where `bound` gives values of variables. Errors: Unanswered."""
        answer: Answer | QueryProblem = QueryBusy(0)
        for _ in range(_ATTEMPTS):
            answer = self._pool.run(self._task(name, bound))
            if not isinstance(answer, QueryBusy):
                break
        if isinstance(answer, QueryProblem):
            raise Unanswered(answer)
        return parsed(answer)

    def _task(self, name: str, bound: Mapping[str, Term]) -> Task:
        return Task(str(self.generation), text(name), "SELECT", _JSON, prefixes=PREFIXES, bound=bound)


@cache
def text(name: str) -> str:
    """The text of a named query."""
    return (QUERIES / f"{name}.rq").read_text(encoding="utf-8")
