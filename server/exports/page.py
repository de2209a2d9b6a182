"""`/exports/`: which exports there are, how much each tells, and which labs the national list leaves out and why."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, render_template, request

from server.exports.kinds import EVERYTHING, KINDS, kind
from server.exports.service import Exports
from server.pages import headers, language
from server.pages.ask import Unanswered
from server.pages.paging import MOST
from server.sparql.formats import Format
from server.sparql.negotiate import choose
from server.store.answers import NoDataset

_OFFERED = (
    Format("text/html", ("application/xhtml+xml",), ("html",), ""),
    Format("application/json", ("text/json",), ("json",), ""),
)


def page(exports: Exports) -> Response:
    """The page, or the same as JSON by Accept."""
    tag = headers.tag(exports.site)
    found = headers.unchanged(tag)
    if found is not None:
        return _varying(found)
    report = _report(exports)
    counts = _counts(exports, report)
    choice = choose(_OFFERED, request.headers.get("Accept"), request.args.get("format"))
    if choice is not None and choice.format is _OFFERED[1]:
        body = json.dumps(_listed(exports, counts, report), ensure_ascii=False, indent=1)
        return _varying(headers.tagged(Response(body, mimetype="application/json"), tag))
    html = render_template(
        "pages/exports.html", kinds=KINDS, counts=counts, reasons=_by_reason(report["left_out"]), most=MOST,
        left_out=len(report["left_out"]),
    )  # fmt: skip
    return _varying(headers.tagged(Response(html), tag))


def _varying(response: Response) -> Response:
    response.vary.add("Accept")
    return response


def _report(exports: Exports) -> Mapping[str, Any]:
    """Who is in the national list and who is not; nobody before the first generation."""
    try:
        built = exports.built(kind("mediation-numerique-report"), EVERYTHING)
    except Unanswered as error:
        if isinstance(error.problem, NoDataset):
            return {"exported": [], "left_out": []}
        raise
    read: Mapping[str, Any] = json.loads(b"".join(built.pieces()))
    return read


def _counts(exports: Exports, report: Mapping[str, Any]) -> Mapping[str, int]:
    """How many rows each export has."""
    rows = exports.site.ask("counts")
    machines = int(getattr(rows[0]["machines"], "value", 0)) if rows else 0
    every = len(report["exported"]) + len(report["left_out"])
    by_name = {"labs": every, "machines": machines, "mediation-numerique": len(report["exported"])}
    return {each.name: by_name.get(each.name) or by_name.get(each.name.partition("-")[0], every) for each in KINDS}


def _listed(exports: Exports, counts: Mapping[str, int], report: Mapping[str, Any]) -> Mapping[str, Any]:
    address = exports.site.settings.public_base_url
    told = [
        {
            "name": each.name,
            "url": f"{address}{each.path}",
            "mediaType": each.media_type,
            "title": each.title,
            "rows": counts[each.name],
            "filters": each.filters,
        }
        for each in KINDS
    ]
    return {"exports": told, "mediation-numerique": report}


def _by_reason(left_out: Sequence[Mapping[str, Any]]) -> Sequence[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Each reason in the reader's language, with the labs it concerns."""
    lang, found = language.chosen(), dict[str, list[Mapping[str, Any]]]()
    for lab in left_out:
        for reason in lab["reasons"]:
            sentence = reason[lang]
            found.setdefault(language.spaced(sentence) if lang == "fr" else sentence, []).append(lab)
    return sorted(found.items(), key=lambda pair: -len(pair[1]))
