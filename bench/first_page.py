"""The first page in a real Chromium, over the real network: bytes on the wire, when it can be used, answer times."""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3
from playwright.sync_api import Browser, sync_playwright

from bench.network import RECORDS, network
from bench.peers import hub
from bench.results import Report, stop_politely

#: Budgets of the design for a first page with the map of 2,000 labs.
KIB, SECONDS = 300, 1.0
PAGES = {
    "first page": "/",
    "search near Lyon": "/?type=machine-laser&lat=45.76&lon=4.84&rayon=200",
    "search by words": "/?q=decoupe+laser",
}
_VISITS, _REQUESTS = 5, 40
_READY = ".map-frame[data-ready]"
#: When the page could be used: the end of the last long task, once the map is ready.
_LONG = """() => new Promise(done => {
  let last = 0;
  const seen = list => list.getEntries().forEach(task => { last = Math.max(last, task.startTime + task.duration); });
  new PerformanceObserver(seen)
    .observe({ type: 'longtask', buffered: true });
  setTimeout(() => done({ last, interactive: performance.timing.domInteractive - performance.timing.navigationStart,
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0 }), 300);
})"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One first visit: bytes over the wire by kind of file, seconds to first paint, to the map, to use."""

    sizes: dict[str, int]
    paint: float
    map: float
    usable: float


def run(site: str) -> Report:
    """Visit and ask; out: the report."""
    report = Report("The first page")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with_all = {name: [visit(browser, site, path) for _ in range(_VISITS)] for name, path in PAGES.items()}
        browser.close()
    report.table(
        ("page", "KiB on the wire", "first paint, s", "map ready, s", "usable, s"), map(_row, with_all.items())
    )
    sizes = sorted(with_all["first page"][0].sizes.items(), key=lambda pair: -pair[1])
    report.table(("first page: file", "KiB"), [(name, f"{size / 1024:.1f}") for name, size in sizes])
    report.table(("asked again and again", "p50, ms", "p95, ms"), [(n, *_answers(site + p)) for n, p in PAGES.items()])
    first = with_all["first page"]
    report.check(f"first page ≤ {KIB} KiB", sum(first[0].sizes.values()) <= KIB * 1024, True)
    report.check(f"first page usable ≤ {SECONDS} s", _median(first, "usable") <= SECONDS, True)
    return report


def visit(browser: Browser, site: str, path: str) -> Visit:
    """A visit by a browser that has seen nothing of the site."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sizes: dict[str, int] = {}
    names: dict[str, str] = {}
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]["url"]}))
    wire.on("Network.loadingFinished", lambda e: _add(sizes, names.get(e["requestId"], "?"), e["encodedDataLength"]))
    begun = time.perf_counter()
    page.goto(site + path)
    page.wait_for_selector(_READY)
    ready = time.perf_counter() - begun
    page.wait_for_load_state("networkidle")
    seen: dict[str, Any] = page.evaluate(_LONG)
    context.close()
    usable = max(ready, seen["last"] / 1000, seen["interactive"] / 1000)
    return Visit(sizes, seen["paint"] / 1000, ready, usable)


def _add(sizes: dict[str, int], name: str, size: float) -> None:
    if not name.startswith("data:"):
        path = urlsplit(name).path
        sizes[path] = sizes.get(path, 0) + int(size)


def _row(named: tuple[str, list[Visit]]) -> tuple[object, ...]:
    name, visits = named
    size = statistics.median(sum(each.sizes.values()) for each in visits) / 1024
    return (name, f"{size:.0f}", *(f"{_median(visits, key):.2f}" for key in ("paint", "map", "usable")))


def _median(visits: Sequence[Visit], key: str) -> float:
    return statistics.median(getattr(each, key) for each in visits)


def _answers(address: str) -> tuple[str, str]:
    """Milliseconds of the server alone, on one kept connection, as a browser would ask."""
    pool, times = urllib3.PoolManager(), []
    headers = {"Accept": "text/html", "Accept-Encoding": "br", "Accept-Language": "fr"}
    for _ in range(_REQUESTS):
        begun = time.perf_counter()
        pool.request("GET", address, headers=headers)
        times.append((time.perf_counter() - begun) * 1000)
    ordered = sorted(times)
    return f"{statistics.median(ordered):.0f}", f"{ordered[int(len(ordered) * 0.95)]:.0f}"


def main() -> None:
    """Gather the network, serve it, visit it, write the section of RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=Path, default=RECORDS, help="JSON lines of fablabs.io")
    parser.add_argument("--limit", type=int, help="only so many records, for a quick look; RESULTS.md stays")
    parser.add_argument("--keep", type=Path, help="a folder that is filled once and used again; RESULTS.md stays")
    options = parser.parse_args()
    if not options.records.exists():
        sys.exit(f"skipped: there is no {options.records.name} (see bench/README.md)")
    stop_politely()
    with tempfile.TemporaryDirectory(prefix="fabcommons-") as made:
        folder = options.keep or Path(made)
        folder.mkdir(exist_ok=True)
        if not (folder / "data").exists():
            with network(folder, options.records, options.limit) as found:
                found.gather(range(1))
        with suppress(KeyboardInterrupt), hub(folder / "data", folder) as served:
            report = run(served.endpoint.removesuffix("/sparql"))
    if not (options.limit or options.keep):
        report.write("python -m bench.first_page")
    sys.exit(f"not as expected: {'; '.join(report.failed)}" if report.failed else 0)


if __name__ == "__main__":
    main()
