"""Advice on how a document came: plain http, a wrong media type, no validators, redirects… Pure.

Given by the check alone. The harvest neither judges by it nor keeps it: a report is on the bytes, and is not made again
when only the headers changed.
"""

import re
from collections.abc import Iterator, Sequence
from email.message import Message

from harvester.adapters import OURS
from harvester.fetch import Document
from harvester.report import Finding
from harvester.settings import HarvestSettings
from harvester.travel import Travel

_JSON = re.compile(r"application/(json|[\w.+-]+\+json)")
_MAX_AGE = re.compile(r"(?:^|[,\s])(?:s-maxage|max-age)\s*=\s*\"?(\d{1,10})")
_PERMANENT = frozenset({301, 308})
_LARGE = 0.8  # of the size allowed
_SLOW = 0.25  # of the time allowed
_LONGEST = 200  # characters of a header that are repeated


def advice(document: Document, kind: str, settings: HarvestSettings) -> list[Finding]:
    """In: a document as fetched, the name of the adapter that read it, the limits. Out: Warnings and Infos."""
    travel = document.travel
    if travel is None:
        return []
    own = [*_media_type(document), *_charset(document)] if kind in (OURS, "") else []
    return [*own, *_way(travel), *_keeping(document, travel, settings), *_weight(document, travel, settings)]


def _say(rule: str, value: str, limit: str = "") -> Finding:
    value = value[:_LONGEST]
    return Finding(rule, None, None, None, value, {"value": value, "limit": limit})


def _stated(document: Document) -> Message:
    """The media type and its parameters, read as e-mail reads them."""
    message = Message()
    message["content-type"] = re.sub(r"[\r\n]", " ", document.content_type)
    return message


def _media_type(document: Document) -> Iterator[Finding]:
    stated = document.content_type.partition(";")[0].strip().lower()
    if not _JSON.fullmatch(stated):
        yield _say("T-media-type", stated or "…")


def _charset(document: Document) -> Iterator[Finding]:
    charset = str(_stated(document).get_param("charset", "") or "").strip()
    if charset and charset.lower() not in ("utf-8", "utf8"):
        yield _say("T-charset", charset)


def _way(travel: Travel) -> Iterator[Finding]:
    if travel.url.startswith("http:"):
        yield _say("T-plain-http", travel.url)
    if travel.hops:
        lasting = all(hop.status in _PERMANENT for hop in travel.hops)
        yield _say("T-moved" if lasting else "T-detour", travel.url)


def _keeping(document: Document, travel: Travel, settings: HarvestSettings) -> Iterator[Finding]:
    if not document.etag and not document.last_modified:
        yield _say("T-no-validator", "")
    stated = travel.cache_control.lower()
    every = settings.visit_every.total_seconds()
    kept = max((int(age) for age in _MAX_AGE.findall(stated)), default=0)
    if "no-store" in stated:
        yield _say("T-no-store", travel.cache_control)
    elif kept > every and "no-cache" not in stated:
        yield _say("T-kept-long", _hours(kept), _hours(every))


def _weight(document: Document, travel: Travel, settings: HarvestSettings) -> Iterator[Finding]:
    most, longest = settings.max_document_bytes, settings.fetch_time.total_seconds()
    size = max(len(document.content), travel.received)
    if size >= _LARGE * most:
        yield _say("T-large", str(size), str(most))
    if travel.seconds >= _SLOW * longest:
        yield _say("T-slow", f"{travel.seconds:.1f}", f"{longest:g}")


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.3g} h"


RULES: Sequence[str] = (
    "T-media-type", "T-charset", "T-plain-http", "T-moved", "T-detour", "T-no-validator", "T-no-store", "T-kept-long",
    "T-large", "T-slow",
)  # fmt: skip
