"""The SPARQL endpoint as a Flask blueprint: one address, every method of the protocol."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from server.sparql import protocol
from server.sparql.description import Dataset, description
from server.sparql.formats import GRAPHS, RESULTS, Format
from server.sparql.negotiate import choose, named
from server.sparql.problems import language, problem_response
from server.sparql.refusals import RateExceeded, RequestProblem
from server.sparql.run import Pool, Prepared, execute, not_acceptable, prepare
from server.store.answers import Answer, QueryProblem
from server.store.lanes import Gone, never
from server.store.limits import MIB
from server.web import coding
from server.web.rate import RateLimit
from server.web.recent import Recent

PATH = "/sparql"
_REFUSED_METHODS = ("PUT", "DELETE", "PATCH")  # routed here to be refused as problem+json
_PAGE = Format("text/html", ("application/xhtml+xml",), ("html",), "")
_EXPOSED = "Content-Language, ETag, Retry-After"


def revalidate() -> str:
    """Cache-Control of an answer that may change with the next generation."""
    return "public, no-cache"


@dataclass(frozen=True)
class Public:
    """What the outside knows of an endpoint: its address (empty: that of the request), and what it serves."""

    address: str = ""
    dataset: Callable[[], Dataset | None] = lambda: None


_NOTHING_KNOWN = Public()


def sparql_blueprint(
    pool: Pool,
    generation: Callable[[], Path | None],
    *,
    public: Public = _NOTHING_KNOWN,
    page: Callable[[], ResponseReturnValue] | None = None,
    cache_control: Callable[[], str] = revalidate,
    kept: int = 32 * MIB,
    rate: RateLimit | None = None,
) -> Blueprint:
    """The endpoint at `/sparql`, and at `/sparql.csv` and so on.

    `generation` names the directory of the current generation (None: there is none yet); `public` is what the
    outside knows of it; `page` is what a browser gets when it brings no query; `cache_control`
    gives that header; `kept` is how many bytes of recent answers stay in memory; `rate` limits each client.
    """
    recent = Recent[Answer](kept, lambda answer: len(answer.body), kept // 8)
    service = _Service(pool, generation, public, page, cache_control, recent, rate)
    blueprint = Blueprint("sparql", __name__)
    methods = [*protocol.METHODS, *_REFUSED_METHODS]
    blueprint.add_url_rule(
        PATH, "endpoint", service.respond, methods=methods, strict_slashes=False, provide_automatic_options=False
    )
    for name, rule in (("endpoint_slash", f"{PATH}/"), ("endpoint_as", f"{PATH}.<extension>")):
        blueprint.add_url_rule(rule, name, service.respond, methods=methods, provide_automatic_options=False)
    blueprint.after_request(_open_to_every_origin)
    return blueprint


@dataclass(frozen=True)
class _Service:
    """Answers the requests of one endpoint."""

    pool: Pool
    generation: Callable[[], Path | None]
    public: Public
    page: Callable[[], ResponseReturnValue] | None
    cache_control: Callable[[], str]
    recent: Recent[Answer]
    rate: RateLimit | None

    def respond(self, extension: str | None = None) -> ResponseReturnValue:
        """One request of any method."""
        if request.method == "OPTIONS":
            return _options()
        if extension and named((*RESULTS, *GRAPHS), extension) is None:
            return self._problem(RequestProblem("extension", extension[:20]))
        asked = protocol.read(request, self.pool.limits)
        if isinstance(asked, QueryProblem):
            return self._problem(asked)
        hint = asked.hint or extension
        if asked.query is None:
            return self._describe(hint)
        prepared = prepare(
            asked.query,
            self.pool.limits,
            accept=request.headers.get("Accept"),
            hint=hint,
            dataset=asked.dataset,
            base=self._address(),
        )
        return self._problem(prepared) if isinstance(prepared, QueryProblem) else self._answer(prepared)

    def _answer(self, prepared: Prepared) -> Response:
        wait = self.rate.wait(request.remote_addr or "") if self.rate else 0
        if self.rate and wait:
            return self._problem(RateExceeded(self.rate.rate, wait))
        tag = prepared.etag(self.generation())
        held = coding.held(tag) if tag and request.method in protocol.SAFE_METHODS else None
        if held:
            return self._tagged(Response(status=304), held)
        answer = (self.recent.get(tag) if tag else None) or execute(prepared, self.pool, self.generation, _gone())
        if isinstance(answer, QueryProblem):
            return self._problem(answer)
        if tag:
            self.recent.set(tag, answer)
        return self._tagged(Response(answer.body, content_type=prepared.choice.content_type), tag)

    def _tagged(self, response: Response, tag: str | None) -> Response:
        response.headers["Vary"] = "Accept"
        response.headers["Cache-Control"] = self.cache_control() if tag else "no-store"
        if tag:
            response.set_etag(tag, weak=True)  # blank nodes and the order of rows may differ
        return response

    def _describe(self, hint: str | None) -> ResponseReturnValue:
        offered = (*GRAPHS, _PAGE) if self.page else GRAPHS
        choice = choose(offered, request.headers.get("Accept"), hint)
        if choice is None:
            return self._problem(not_acceptable(offered))
        if self.page and choice.format is _PAGE:
            return self.page()
        body = description(self._address(), choice.format.media_type, self.pool.limits, self.public.dataset())
        return self._tagged(Response(body, content_type=choice.content_type), None)

    def _problem(self, problem: QueryProblem) -> Response:
        return problem_response(problem, language(request.accept_languages))

    def _address(self) -> str:
        return self.public.address or request.root_url.rstrip("/") + PATH


def _gone() -> Gone:
    """Whether the client has left, as far as the web server can tell."""
    told: Gone = request.environ.get("waitress.client_disconnected", never)
    return told


def _options() -> Response:
    response = Response(status=204)
    del response.headers["Content-Type"]
    response.headers["Allow"] = ", ".join(protocol.METHODS)
    response.headers["Accept-Post"] = f"{protocol.QUERY}, {protocol.FORM}"
    response.headers["Accept-Query"] = f"{protocol.QUERY}, {protocol.FORM}"
    response.headers["Access-Control-Allow-Methods"] = ", ".join(protocol.METHODS)
    response.headers["Access-Control-Allow-Headers"] = request.headers.get(
        "Access-Control-Request-Headers", "Accept, Accept-Language, Content-Type, If-None-Match"
    )
    response.headers["Access-Control-Max-Age"] = "86400"
    response.headers["Vary"] = "Access-Control-Request-Headers"
    return response


def _open_to_every_origin(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    return response
