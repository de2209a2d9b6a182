"""The harvest of made-up documents, cold and with one in a hundred changed, held against the store's own bulk load."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from bench.chance import TODAY
from bench.documents import Distributions, document, write_all
from bench.heard import Heard
from bench.measure import HEADINGS, Phase, cpu_of, measured
from bench.profile import profiled, stages
from bench.results import Report, stop_politely
from bench.web import Site, served
from harvester import registry
from harvester.judge import Profile
from harvester.lock import only_one
from server.rounds import Hub
from server.settings import Settings
from server.store.publish import publish
from server.store.reader import Reader

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "labs" / "distributions.json"
NUMBER, HOSTS, SAMPLE, PROFILED = 10_000, 64, 200, 1_000
COLD, AGAIN = 3.0, 0.05
CORES = len(os.sched_getaffinity(0))
_NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 11)


class _Run:
    """One benchmark in a folder of its own."""

    def __init__(self, number: int, like: Distributions, folder: Path, report: Report) -> None:
        self.number, self.like, self.folder, self.report = number, like, folder, report
        self.documents = folder / "www"
        self.phases: dict[str, Phase] = {}
        self.site_cpu: dict[str, float] = {}

    def phases_done(self) -> Iterator[str]:
        """Every phase, then the tables; yields when there is something worth keeping."""
        self._write(range(self.number))
        with served(self.documents, HOSTS) as site:
            self._cold(site)
            self._bulk_load()
            self._again(site)
            self._verdict()
            yield "measured"
            self._profile(site)
            yield "profiled"

    @contextmanager
    def _phase(self, name: str, *without: int) -> Iterator[None]:
        with measured(name, without) as phase:
            yield
        self.phases[name] = phase
        print(" ".join(phase.row), flush=True)

    def _write(self, numbers: range, *, changed: bool = False) -> None:
        """In processes of their own, so that this one's memory is the harvest's."""
        parts = [numbers[i::2] for i in range(2)]
        with ProcessPoolExecutor(2, get_context("spawn")) as pool:
            for future in [pool.submit(write_all, self.documents, p, self.like, changed=changed) for p in parts]:
                future.result()

    def _hub(self, name: str) -> Hub:
        settings = Settings.read(data=self.folder / name, allow_loopback=True, public_base_url="https://hub.example")
        return Hub(settings, lambda: _NOON)

    def _cold(self, site: Site) -> None:
        hub = self._hub("data")
        with self._phase("register", site.pid):
            _register(hub, site, self.number)
        heard = self._harvest(hub, site, "cold")
        self.report.check("cold: every document is LOADED", dict(heard.outcomes), {"LOADED": self.number})
        self.report.check("cold: one answer 200 a document", site.answers, {200: self.number})
        self.report.say(f"{self.number:,} documents from {HOSTS} hosts, {heard.quads / self.number:.0f} quads each.")
        hub.engine.dispose()

    def _harvest(self, hub: Hub, site: Site, name: str) -> Heard:
        heard, of_site = Heard(), cpu_of(site.pid)
        site.reset()
        with only_one(hub.settings.data):
            with self._phase(f"{name}: fetch, judge, keep", site.pid):
                hub.harvest(hub.choose(everything=True), heard)
            with self._phase(f"{name}: publish", site.pid):
                publish(hub.engine, hub.target)
            with self._phase(f"{name}, then the dump", site.pid):  # already served: not part of the budget
                hub.dump()
        self.site_cpu[name] = cpu_of(site.pid) - of_site
        return heard

    def _again(self, site: Site) -> None:
        changed = range(0, self.number, 100)
        self._write(changed, changed=True)
        hub = self._hub("data")
        heard = self._harvest(hub, site, "1 % changed")
        same = self.number - len(changed)
        expected = {"LOADED": len(changed), "UNCHANGED": same}
        self.report.check("1 % changed: these are loaded, the others unchanged", dict(heard.outcomes), expected)
        self.report.check("1 % changed: the others answer 304", site.answers, {200: len(changed), 304: same})
        hub.engine.dispose()

    def _bulk_load(self) -> None:
        """The dump of what was just published, loaded by the engine alone in a process of its own."""
        dump = self.folder / "dump.nq"
        reader = Reader.open((self.folder / "data" / "index" / "current").resolve())
        self.quads = len(reader.store)
        reader.store.dump(str(dump), RdfFormat.N_QUADS)
        reader.close()
        with ProcessPoolExecutor(1, get_context("spawn")) as pool, self._phase("bulk_load of the same quads"):
            self.load, cpu = pool.submit(_load, dump, self.folder / "raw-store").result()
        phase = self.phases["bulk_load of the same quads"]
        phase.wall, phase.cpu = self.load, cpu

    def _verdict(self) -> None:
        self.report.table(HEADINGS, [phase.row for phase in self.phases.values()])
        load, sites = self.load, ", ".join(f"{name} {cpu:.1f} s" for name, cpu in self.site_cpu.items())
        cold, again = self._whole("cold"), self._whole("1 % changed")
        self.report.say(f"{self.quads:,} quads in the generation, {self.quads / load:,.0f} quads/s by bulk_load.")
        self.report.say(f"CPU of the sources' own server, on the same cores and not in the table: {sites}.")
        self.report.table(
            ("budget", "reached", "limit", ""),
            [
                ("cold harvest to generation, × bulk_load", f"{cold / load:.2f}", f"{COLD}", _kept(cold / load, COLD)),
                ("1 % changed, of the cold one", f"{again / cold:.1%}", f"{AGAIN:.0%}", _kept(again / cold, AGAIN)),
                ("both again by CPU time, which a busy machine bends less", *self._by_cpu(), "", ""),
            ],
        )

    def _whole(self, name: str) -> float:
        return sum(phase.wall for title, phase in self.phases.items() if title.startswith(f"{name}:"))

    def _by_cpu(self) -> tuple[str]:
        """As if every core had worked all the time in the harvest, and one in `bulk_load`."""
        load, cold, again = (
            sum(phase.cpu for title, phase in self.phases.items() if title.startswith(name))
            for name in ("bulk_load", "cold:", "1 % changed:")
        )
        return (f"{cold / CORES / load:.2f}, {again / cold:.1%}",)

    def _profile(self, site: Site) -> None:
        """Slower than without profile, and hence apart: the figures show shares."""
        sample = [(document(i, self.like), f"https://lab-{i}.example/fablab.jsonld") for i in range(SAMPLE)]
        self.report.say(f"Judging {SAMPLE} documents in one process, by the functions that `judge` calls:")
        self.report.table(("stage", "CPU ms a document", "share"), stages(sample, Profile(TODAY)))
        hub, number = self._hub("profiled"), min(PROFILED, self.number)
        _register(hub, site, number)
        for name in ("cold", "unchanged"):
            with only_one(hub.settings.data), profiled() as rows:
                hub.harvest(hub.choose(everything=True))
                hub.publish()
            self.report.say(f"The harvesting process itself, {number:,} documents, {name}; CPU seconds of its threads:")
            self.report.table(("function", "calls", "own s", "with callees s"), rows)
        hub.engine.dispose()


def _register(hub: Hub, site: Site, number: int) -> None:
    with hub.engine.begin() as db:
        registry.add_all(db, [(site.url(i, f"{i}.jsonld"), f"lab-{i}", None) for i in range(number)], _NOON)


def _load(dump: Path, folder: Path) -> tuple[float, float]:
    """Seconds by the clock and of CPU."""
    start, before = time.perf_counter(), time.process_time()
    store = Store(str(folder))
    store.bulk_load(path=str(dump), format=RdfFormat.N_QUADS)
    store.flush()
    return time.perf_counter() - start, time.process_time() - before


def _kept(reached: float, limit: float) -> str:
    return "kept" if reached <= limit else "**missed**"


def main() -> None:
    """Read the command line, run, write the section of RESULTS.md; exit 1 when an outcome is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=NUMBER, help=f"RESULTS.md is written from {NUMBER:,} on")
    parser.add_argument("--like", type=Path, default=SHARED, help="distributions.json of the shared data")
    options = parser.parse_args()
    if not options.like.exists():
        sys.exit(f"skipped: there is no {options.like.name} (see bench/README.md)")
    stop_politely()
    report = Report("Harvest of generated documents")
    with tempfile.TemporaryDirectory(prefix="fabcommons-") as folder:
        for _ in _Run(options.documents, Distributions.read(options.like), Path(folder), report).phases_done():
            if options.documents >= NUMBER:
                report.write("python -m bench.harvest")
    sys.exit(f"not as expected: {'; '.join(report.failed)}" if report.failed else 0)


if __name__ == "__main__":
    main()
