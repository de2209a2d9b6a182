"""One first visit of a page in Chromium, read from its own tracing: bytes, paints, long tasks, when it can be used."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, CDPSession

#: What is recorded; https://chromedevtools.github.io/devtools-protocol/tot/Tracing/ describes the domain.
_CATEGORIES = "devtools.timeline,loading,blink.user_timing,toplevel,disabled-by-default-devtools.timeline"
_ATTEMPTS = 4
_LONG = 0.05
"""Seconds from which on a task keeps a visitor waiting (https://www.w3.org/TR/longtasks/)."""


#: Notes when a page's own scripts say that they are done: the map stands, its places can be chosen.
_WATCH = """new MutationObserver((_, watch) => {
  if (!document.querySelector("[data-ready]")) return;
  window.benchReady = performance.now();
  watch.disconnect();
}).observe(document, { subtree: true, childList: true, attributes: true })"""


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """Bytes over the wire and requests; seconds since the navigation began; `blocked`: by long tasks after the first
    paint; `interactive`: the first paint and the last long task are over, the page's own resources are there, and the
    map (if it has one) stands."""

    bytes: int
    requests: int
    first_paint: float
    largest_paint: float
    loaded: float
    blocked: float
    interactive: float
    shift: float


def first_visit(browser: Browser, address: str, settle: float = 2.0) -> FirstVisit:
    """Visit with an empty cache, in a window of 1440 × 900; `settle`: seconds of watching after the load event.

    Now and then Chromium begins to record after the navigation has begun: such a visit is made again.
    """
    for _ in range(_ATTEMPTS - 1):
        with suppress(LookupError):
            return _visited(browser, address, settle)
    return _visited(browser, address, settle)


def _visited(browser: Browser, address: str, settle: float) -> FirstVisit:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
    try:
        context.add_init_script(_WATCH)
        page = context.new_page()
        session = context.new_cdp_session(page)
        received: list[float] = []
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        traced = _trace(session, lambda: (page.goto(address, wait_until="load"), page.wait_for_timeout(settle * 1000)))
        ready = float(page.evaluate("window.benchReady ?? 0")) / 1000
        return _read(traced, page.url, (int(sum(received)), len(received)), ready)
    finally:
        context.close()


def _trace(session: CDPSession, act: Any) -> list[Mapping[str, Any]]:
    """The events recorded while `act` runs."""
    streams: list[str] = []
    session.on("Tracing.tracingComplete", lambda ended: streams.append(ended["stream"]))
    session.send("Tracing.start", {"transferMode": "ReturnAsStream", "categories": _CATEGORIES})
    act()
    session.send("Tracing.end")
    while not streams:
        session.send("Network.enable")  # what the browser tells is heard while something is asked
    text = ""
    while not (part := session.send("IO.read", {"handle": streams[0]}))["eof"]:
        text += part["data"]
    found = json.loads(text + part["data"])
    return list(found["traceEvents"] if isinstance(found, dict) else found)


def _read(events: Sequence[Mapping[str, Any]], address: str, received: tuple[int, int], ready: float) -> FirstVisit:
    start, frame, thread = _navigation(events, address)
    own = [event for event in events if _frame(event) == frame]

    def at(name: str) -> float:
        moments = [event["ts"] for event in own if event["name"] == name and event["ts"] >= start]
        return (max(moments) - start) / 1e6 if moments else 0.0

    paint, loaded = at("firstContentfulPaint"), at("loadEventEnd") or at("MarkLoad")
    tasks = [
        ((event["ts"] - start) / 1e6, event["dur"] / 1e6)
        for event in events
        if event["name"] in ("RunTask", "ThreadControllerImpl::RunTask") and event.get("dur", 0) > _LONG * 1e6
        if (event["pid"], event["tid"]) == thread and event["ts"] >= start
    ]
    late = [(begun, length) for begun, length in tasks if begun + length > paint]
    usable = max([paint, at("MarkDOMContent"), loaded, ready, *(begun + length for begun, length in late)])
    shift = sum(event["args"]["data"]["score"] for event in own if event["name"] == "LayoutShift")
    return FirstVisit(
        *received,
        paint,
        at("largestContentfulPaint::Candidate"),
        loaded,
        sum(length - _LONG for _, length in late),
        usable,
        shift,
    )


def _navigation(events: Sequence[Mapping[str, Any]], address: str) -> tuple[int, str, tuple[int, int]]:
    """When the navigation to the address began, in which frame, on which thread."""
    found = [
        event
        for event in events
        if event["name"] == "navigationStart"
        and event["args"].get("data", {}).get("documentLoaderURL", "").split("#")[0] == address
    ]
    if not found:
        raise LookupError(f"the trace holds no navigation to {address}")
    last = found[-1]
    return last["ts"], str(last["args"]["frame"]), (last["pid"], last["tid"])


def _frame(event: Mapping[str, Any]) -> str:
    told = event.get("args") or {}
    data = told.get("data") if isinstance(told.get("data"), dict) else {}
    return str(told.get("frame") or data.get("frame") or "")
