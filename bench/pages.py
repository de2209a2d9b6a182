"""The site over the real network: bytes and seconds of a first visit in a browser, and how long the hub takes."""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import urllib3
from playwright.sync_api import sync_playwright

from bench.network import RECORDS, environment, fabcommons, network
from bench.peers import hub
from bench.results import Report, stop_politely
from bench.visit import FirstVisit, first_visit

COMMUNES = RECORDS.parents[1] / "geo" / "communes_fr_postcodes_centroids.csv"
HOME_BYTES, HOME_SECONDS, FINDER_SECONDS = 300_000, 1.0, 0.1
"""The budgets of the design: the first page with the map, and an answer of the finder."""

SEARCHES = (
    "/?type=machine-laser&lieu=Lyon&rayon=100",
    "/?q=laser+cutter",
    "/?q=decoupeuse+lazer",
    "/?type=imprimante-3d",
    "/?type=fraiseuse-cnc&lat=48.86&lon=2.35&rayon=50",
    "/?q=impression+3d+barcelona",
)
PAGES = (
    "/",
    *SEARCHES[:2],
    "/labs",
    "/machines",
    "/guides",
    "/agenda",
    "/trainings",
    "/projects",
    "/lending",
    "/planned",
    "/maintenance",
    "/network",
    "/coverage",
)
_TIMES = 40
_BROWSER = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")


def run(limit: int | None, times: int) -> Report:
    """Gather the network, serve it, visit it."""
    report = Report("The site over the real network")
    with tempfile.TemporaryDirectory() as folder, network(Path(folder), limit=limit) as net:
        net.gather(range(1))
        subprocess.run(
            fabcommons("places", "load", str(COMMUNES), "--data", str(net.data)),
            check=True, env=environment(), stdout=subprocess.DEVNULL,
        )  # fmt: skip
        with hub(net.data, Path(folder), query_rest="1h") as served:
            site = served.endpoint.removesuffix("/sparql")
            report.say(
                f"{len(net.names):,} labs, the communes of France loaded; each page is asked {times} times, one after "
                "the other, for br."
            )
            _served(report, site, times)
            _visited(report, site)
    return report


def _served(report: Report, site: str, times: int) -> None:
    """Seconds as a client on this machine counts them: the first answer of a generation, then the median."""
    rows = []
    for path in dict.fromkeys((*PAGES, *SEARCHES)):
        first, later, size = _asked(f"{site}{path}", times)
        rows.append((path, f"{first * 1000:.0f}", f"{_p(later, 50):.1f}", f"{_p(later, 99):.1f}", f"{size / 1000:.0f}"))
        if path in SEARCHES:
            _within(report, f"finder {path}: p50", statistics.median(later), FINDER_SECONDS)
    report.table(("page", "first ms", "p50 ms", "p99 ms", "KB over the wire"), rows)


def _asked(address: str, times: int) -> tuple[float, Sequence[float], int]:
    pool = urllib3.PoolManager(retries=False)
    headers = {"Accept": "text/html", "Accept-Language": "fr", "Accept-Encoding": "br"}
    taken, size = [], 0
    for _ in range(times + 1):
        start = time.perf_counter()
        answer = pool.request("GET", address, headers=headers, decode_content=False)
        taken.append(time.perf_counter() - start)
        size = len(answer.data)
        assert answer.status == 200, f"{address}: {answer.status}"
    return taken[0], taken[1:], size


def _p(seconds: Sequence[float], percent: int) -> float:
    """A percentile, in milliseconds."""
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1] * 1000


def _visited(report: Report, site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(_BROWSER))
        visits = {path: _median([first_visit(browser, f"{site}{path}") for _ in range(3)]) for path in PAGES}
        browser.close()
    report.say("First visits in Chromium, empty cache, 1440 × 900, the middle one of three by time to interactive.")
    report.table(
        ("page", "KB", "requests", "first paint s", "largest s", "interactive s", "blocked ms", "layout shift"),
        [
            (path, f"{v.bytes / 1000:.0f}", v.requests, f"{v.first_paint:.2f}", f"{v.largest_paint:.2f}",
             f"{v.interactive:.2f}", f"{v.blocked * 1000:.0f}", f"{v.shift:.3f}")
            for path, v in visits.items()
        ],
    )  # fmt: skip
    _within(report, "home: bytes transferred", visits["/"].bytes, HOME_BYTES)
    _within(report, "home: seconds to interactive", visits["/"].interactive, HOME_SECONDS)


def _median(visits: Sequence[FirstVisit]) -> FirstVisit:
    return sorted(visits, key=lambda visit: visit.interactive)[len(visits) // 2]


def _within(report: Report, what: str, found: float, budget: float) -> None:
    """A figure and its budget; over it the bench fails."""
    good = found <= budget
    report.say(f"- {'within' if good else '**OVER**'} the budget: {what} {found:,.3g} of {budget:,.3g}")
    if not good:
        report.failed.append(what)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, help="only so many labs, printed only")
    parser.add_argument("--times", type=int, default=_TIMES)
    chosen = parser.parse_args()
    if not RECORDS.exists():
        print(f"{RECORDS} is missing: the real records are needed")
        return 1
    stop_politely()
    report = run(chosen.limit, chosen.times)
    if chosen.limit is None:
        report.write("python -m bench.pages")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
