"""`/sparql` for people: a form that works by itself, which the editor (YASGUI) replaces where scripts run."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Response, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from server.pages import completions, editor_words, headers, language, moments
from server.pages.errors import Absent
from server.pages.filters import ours
from server.pages.site import Site
from server.queries import Example, examples, welcome
from server.sparql.formats import GRAPHS, RESULTS
from server.sparql.prefixes import PREFIXES
from server.store.limits import KIB, MIB, QueryLimits

#: Two sheets that YASGUI writes into the page (by them the columns of a result are resized), each by its hash: any
#: other inline style stays refused.
_SHEETS = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk=' 'sha256-c0O6TmFAkgpNbHxKAa1BrveWHHopjEtC47i0PzMudxg='"
POLICY = f"{headers.POLICY}; style-src-elem 'self' {_SHEETS}"
_ANY_DATASET = "SELECT ?subject ?property ?value\nWHERE {\n  ?subject ?property ?value\n}\nLIMIT 25\n"
_BUILT = Path(__file__).parent / "static" / "built" / "yasgui.js"


def page(limits: QueryLimits) -> Response:
    """`/sparql`, with `?example=` one of the example questions loaded."""
    every = examples()
    wanted = request.args.get("example", "")
    chosen = next((example for example in every if example.id == wanted), None)
    if wanted and chosen is None:
        raise Absent(404, gettext("Cette question d'exemple n'existe pas."))
    source = url_for("pages.completions", lang=language.chosen())
    text = asked(chosen or welcome())
    return _page("pages/base.html", limits, every, chosen, text, source)


def bare_page(limits: QueryLimits) -> Response:
    """The same over a dataset of which nothing is known."""
    return _page("pages/bare.html", limits, (), None, _ANY_DATASET, "")


def offered(_site: Site) -> Response:
    """`/sparql/completions.json`."""
    return jsonify(completions.document(language.chosen()))


def built() -> bool:
    """Whether the browser's libraries are there (`make`, or a wheel); without them the page is its form."""
    return _BUILT.is_file()


def asked(example: Example) -> str:
    """The query of an example under its title alone: the page says the rest beside it."""
    body = re.sub(r"\A(?:#.*\n)*", "", example.text)
    return f"# {example.title[language.chosen()]}\n{body}"


def _page(
    layout: str, limits: QueryLimits, every: Sequence[Example], chosen: Example | None, text: str, source: str
) -> Response:
    response = make_response(
        render_template(
            "pages/sparql.html", layout=layout, limits=_said(limits), chosen=chosen.id if chosen else "", text=text,
            examples=[(each.id, ours(each.title), ours(each.description), address(each.id)) for each in every],
            formats=(RESULTS, GRAPHS), built=built(), endpoint=url_for("sparql.endpoint"),
            settings=_settings(text, every, chosen, source),
        )
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Language"] = language.chosen()
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Content-Security-Policy"] = POLICY
    return response


def address(example: str | None = None) -> str:
    """The address of this page; who chose a language by hand keeps it."""
    by_hand = language.chosen() if "lang" in request.args else None
    return url_for("sparql.endpoint", example=example, lang=by_hand)


def _said(limits: QueryLimits) -> dict[str, str]:
    amounts = {
        "seconds": limits.seconds,
        "rows": limits.rows,
        "mebibytes": limits.bytes / MIB,
        "kibibytes": limits.query_bytes / KIB,
    }
    return {name: moments.number(amount, language.chosen()) for name, amount in amounts.items()}


def _settings(text: str, every: Sequence[Example], chosen: Example | None, source: str) -> dict[str, Any]:
    """What the scripts need to know."""
    return {
        "endpoint": url_for("sparql.endpoint"),
        "lang": language.chosen(),
        "text": text,
        "example": chosen.id if chosen else "",
        "examples": {example.id: asked(example) for example in every},
        "prefixes": PREFIXES,
        "completions": source,
        "formats": {"results": [f.name for f in RESULTS], "graphs": [f.name for f in GRAPHS]},
        "words": {"yasgui": editor_words.yasgui(), "table": editor_words.table(), **editor_words.ours()},
    }
