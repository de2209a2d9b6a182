"""Reads the SPARQL 1.1 Protocol out of an HTTP request: exactly one query and its dataset.

https://www.w3.org/TR/sparql11-protocol/#query-operation, and the QUERY method of HTTP. Percent-encoding is undone once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from werkzeug.http import parse_options_header
from werkzeug.wrappers import Request

from server.sparql.refusals import QueryTooLong, RequestProblem
from server.store.answers import QueryProblem
from server.store.limits import QueryLimits
from server.store.refusals import QueryRefused
from server.store.task import Dataset

QUERY, UPDATE, FORM = "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded"
SAFE_METHODS = ("GET", "HEAD", "QUERY")
METHODS = (*SAFE_METHODS, "POST", "OPTIONS")
_MAX_FIELDS = 2000
_FORM_OVERHEAD = 4  # a percent-encoded character takes three, and the graphs come on top

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """What a request asks: the query (None: the description of the service), its graphs, a wish for a format."""

    query: str | None
    dataset: Dataset
    hint: str | None


def read(request: Request, limits: QueryLimits) -> Asked | QueryProblem:
    """The question in `request`, or why it is none."""
    pairs = _parameters(request.query_string)
    if isinstance(pairs, QueryProblem) or request.method in ("GET", "HEAD"):
        return _asked(pairs, [], must_ask=False) if not isinstance(pairs, QueryProblem) else pairs
    if request.method not in METHODS:
        return RequestProblem("method", request.method)
    body = _body(request, limits)
    if isinstance(body, QueryProblem):
        return body
    form, direct = body
    return _asked([*pairs, *form], direct, must_ask=True)


def _asked(pairs: Pairs, direct: Sequence[str], *, must_ask: bool) -> Asked | QueryProblem:
    if _values(pairs, "update"):
        return _read_only()
    queries = [*direct, *_values(pairs, "query")]
    if len(queries) > 1:
        return RequestProblem("several-queries", str(len(queries)))
    if must_ask and not queries:
        return RequestProblem("no-query")
    hint = next(iter((*_values(pairs, "format"), *_values(pairs, "output"))), None)
    return Asked(queries[0] if queries else None, _dataset(pairs), hint)


def _dataset(pairs: Pairs) -> Dataset:
    default, named = _values(pairs, "default-graph-uri"), _values(pairs, "named-graph-uri")
    return Dataset(default, named) if default or named else Dataset()


def _values(pairs: Pairs, name: str) -> tuple[str, ...]:
    return tuple(value for key, value in pairs if key == name)


def _body(request: Request, limits: QueryLimits) -> tuple[Pairs, list[str]] | QueryProblem:
    """Form fields and direct queries of the body."""
    media_type, options = parse_options_header(request.headers.get("Content-Type"))
    media_type = media_type.lower()
    problem = _unreadable(request, media_type, options.get("charset", "utf-8"))
    if problem:
        return problem
    most = limits.query_bytes * (_FORM_OVERHEAD if media_type == FORM else 1)
    body = request.stream.read(most + 1)
    if len(body) > most:
        return QueryTooLong(limits.query_bytes)
    if media_type == FORM:
        fields = _parameters(body)
        return fields if isinstance(fields, QueryProblem) else (fields, [])
    try:
        return [], [body.decode("utf-8")]
    except UnicodeDecodeError:
        return RequestProblem("not-utf8")


def _unreadable(request: Request, media_type: str, charset: str) -> QueryProblem | None:
    if media_type == UPDATE:
        return _read_only()
    if media_type not in (QUERY, FORM):
        return RequestProblem("media-type", media_type or "–")
    coding = request.headers.get("Content-Encoding", "identity").lower()
    if coding != "identity":
        return RequestProblem("media-type", coding)
    known = charset.lower().replace("_", "-") in ("utf-8", "utf8", "us-ascii")
    return None if known else RequestProblem("charset", charset)


def _parameters(encoded: bytes) -> Pairs | QueryProblem:
    """Pairs of a query string or form, in UTF-8."""
    try:
        return parse_qsl(
            encoded.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS, separator="&"
        )
    except UnicodeDecodeError:
        return RequestProblem("not-utf8")
    except ValueError as error:
        return RequestProblem("parameters", str(error))


def _read_only() -> QueryRefused:
    return QueryRefused("update", "UPDATE", 0, 0)
