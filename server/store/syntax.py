"""Makes the engine's words readable: where a syntax error is and what could stand there, which function is unknown."""

import re

from server.store.answers import EngineFailure, QueryProblem
from server.store.refusals import QuerySyntax, QueryUnsupported

_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.DOTALL)
_CHARACTER_CLASS = re.compile(r"\['.*?\]|\[_\]", re.DOTALL)
_FUNCTION = re.compile(r"custom (?:aggregate )?function <(.*)> is not supported")
_EXPECTED = re.compile(r"[A-Za-z][\w ]+|\"(?:[^\"\\]|\\.)+\"")
_NOT_HERE = frozenset({"SERVICE", "LATERAL"})  # the engine knows them, the endpoint does not take them
_SHOWN, _AROUND = 12, 20


def syntax_problem(message: str, query: str) -> QuerySyntax:
    """`error at 2:10: expected OPTIONAL` → line 2, column 10, the text around, and what was expected, shortened."""
    place = _PLACE.match(message)
    if place is None:
        return QuerySyntax(query[:_AROUND], message, 0, 0)
    line, column = int(place[1]), int(place[2])
    words = [word for word in _EXPECTED.findall(_CHARACTER_CLASS.sub("", place[3])) if word not in _NOT_HERE]
    expected = ", ".join(words[:_SHOWN]) + (" …" if len(words) > _SHOWN else "")
    return QuerySyntax(_around(query, line, column), expected or "?", line, column)


def engine_problem(error: BaseException) -> QueryProblem:
    """An unknown function is the client's, anything else the engine's or ours."""
    function = _FUNCTION.search(str(error)) if isinstance(error, RuntimeError) else None
    return QueryUnsupported(function[1]) if function else EngineFailure(f"{type(error).__name__}: {error}")


def _around(query: str, line: int, column: int) -> str:
    lines = query.split("\n")
    text = lines[line - 1] if line <= len(lines) else ""
    return text[max(0, column - 1 - _AROUND) : column - 1 + _AROUND].strip()
