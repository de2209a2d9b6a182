"""The real network: 1,596 records imported, served, harvested, published, and asked what the records themselves say."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import shapes
from bench import truth
from bench.folder import state, visit_count
from bench.heard import Heard
from bench.measure import HEADINGS, Phase, measured
from bench.questions import PER_BROAD_TYPE, PER_COUNTRY, PER_TYPE, STATED, Asker, asking
from bench.results import Report, stop_politely
from bench.web import Site, served
from harvester.lock import only_one
from harvester.registry import Source
from server.rounds import Hub
from server.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
RECORDS = ROOT.parent / "shared" / "data" / "labs" / "fablabs_labs.jsonl"
HOSTS = 64
NOW = datetime(2026, 11, 26, 11, 0)
FRANCE = (41.0, -5.5, 51.5, 10.0)
_RADII = (100, 1000, 5000)


def run(records: Sequence[truth.Record], folder: Path, hosts: int = HOSTS) -> Report:
    """Do it all in `folder`; out: the report, whose `failed` is empty when all is as it must be."""
    return _Run(list(records), folder, hosts).report


class _Run:
    def __init__(self, records: list[truth.Record], folder: Path, hosts: int) -> None:
        self.records, self.folder = records, folder
        self.report = Report("The real network")
        self.phases: list[Phase] = []
        self.documents = folder / "www"
        with self._phase("import"):
            self._import()
        with served(self.documents, hosts) as site:
            self._all(site)

    def _all(self, site: Site) -> None:
        self._register(site)
        hub = Hub(self._settings(), lambda: NOW)
        self._first_harvest(hub, site)
        generation = (hub.settings.data / "index" / "current").resolve()
        with asking(generation) as asker:
            self._ask(asker)
            self._size(asker, generation)
        self._second_harvest(hub, site)
        self._new_rules(site)
        self.report.table(HEADINGS, [phase.row for phase in self.phases])
        hub.engine.dispose()

    @contextmanager
    def _phase(self, name: str, site: Site | None = None) -> Iterator[Phase]:
        with measured(name, {site.pid} if site else ()) as phase:
            yield phase
        self.phases.append(phase)

    def _settings(self, area: tuple[float, float, float, float] | None = None) -> Settings:
        data = self.folder / "data"
        return Settings.read(data=data, allow_loopback=True, public_base_url="https://hub.example", area=area)

    def _import(self) -> None:
        file = self.folder / "records.jsonl"
        file.write_text("".join(json.dumps(record) + "\n" for record in self.records), encoding="utf-8")
        _fabcommons("import", "fablabs-io", str(file), "--out", str(self.documents))

    def _register(self, site: Site) -> None:
        """By the command, which fetches and checks every file before it adds it."""
        names = sorted(path.name for path in self.documents.iterdir())
        rows = [{"url": site.url(i, name), "slug": name.removesuffix(".jsonld")} for i, name in enumerate(names)]
        file = self.folder / "sources.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        with self._phase("register (each file checked)", site):
            _fabcommons("register", "--from", str(file), "--data", str(self.folder / "data"))
        hosts = f"{len(site.hosts)} loopback hosts" if len(site.hosts) > 1 else "one loopback host"
        self.report.say(f"{len(names):,} documents served over HTTP from {hosts}, one request at a time to each.")

    def _first_harvest(self, hub: Hub, site: Site) -> None:
        heard = self._harvest(hub, site, "first harvest", hub.choose(everything=True))
        with self._phase("publish", site), only_one(hub.settings.data):
            hub.publish()
        self.report.table(("outcome", "labs"), sorted(heard.outcomes.items()))
        self.report.table(("rule", "severity", "times", "what it says"), _told(heard.rules))
        number = len(self.records)
        self.report.check("every file is LOADED, none rejected", dict(heard.outcomes), {"LOADED": number})
        self.report.check("each thing that a record lacks has its finding", heard.rules, truth.findings(self.records))
        self.report.check("one answer 200 a lab", site.answers, {200: number})

    def _harvest(self, hub: Hub, site: Site, name: str, chosen: Sequence[Source]) -> Heard:
        heard = Heard()
        site.reset()
        with self._phase(name, site), only_one(hub.settings.data):
            hub.harvest(chosen, heard)
        return heard

    def _ask(self, asker: Asker) -> None:
        check, records = self.report.check, self.records
        with self._phase("questions"):
            countries, types, broad = map(asker.counts, (PER_COUNTRY, PER_TYPE, PER_BROAD_TYPE))
            lasers = {radius: asker.lasers(radius) for radius in _RADII}
            said = {name: asker.count(pattern) for name, pattern in STATED.items()}
        check(f"labs in each of {len(countries)} countries", countries, truth.per_country(records))
        check("machines of each type", types, truth.per_type(records))
        check("machines of each type, sub-types included", broad, truth.per_broad_type(records))
        for radius, found in lasers.items():
            name = f"labs with a laser within {radius:,} km of Lyon: {len(found)}, and their distances"
            check(name, found, truth.lasers_near_lyon(records, radius))
        check("nothing is invented", said, truth.stated(records))
        self.report.table(("machine type", "machines", "sub-types included"), _by_type(types, broad))
        self.report.table(("country", "labs"), list(countries.items())[:12])
        nearest = [(near.page, f"{near.metres / 1000:.1f}") for near in lasers[_RADII[0]]]
        self.report.table((f"laser within {_RADII[0]} km of Lyon", "km"), nearest)

    def _size(self, asker: Asker, generation: Path) -> None:
        rows, distinct = asker.triples()
        self.report.check("COUNT(*) is the number of distinct triples", rows, distinct)
        size = sum(path.stat().st_size for path in generation.rglob("*") if path.is_file()) / 2**20
        self.report.say(f"{len(asker.store):,} quads in generation {generation.name}, {size:.0f} MiB on disk.")

    def _second_harvest(self, hub: Hub, site: Site) -> None:
        check, number, data = self.report.check, len(self.records), hub.settings.data
        before, visits = state(hub.engine, data), visit_count(hub.engine)
        heard = self._harvest(hub, site, "second harvest", hub.choose(everything=True))
        check("second harvest: every source answers 304", site.answers, {304: number})
        check("second harvest: every outcome is UNCHANGED", dict(heard.outcomes), {"UNCHANGED": number})
        check("second harvest: one visit a source is written", visit_count(hub.engine) - visits, number)
        with self._phase("publish, nothing new", site), only_one(data):
            check("second harvest: no new generation", hub.publish(), None)
        check("second harvest: nothing else is written", state(hub.engine, data) == before, True)

    def _new_rules(self, site: Site) -> None:
        """The network now says that it is France's: shapes with other numbers, the same receipts."""
        hub = Hub(self._settings(FRANCE), lambda: NOW)
        visits = visit_count(hub.engine)
        heard = self._harvest(hub, site, "other shapes, receipts judged again", ())
        outside = truth.outside(self.records, FRANCE)
        self.report.check("other shapes: nothing is fetched", (site.answers, visit_count(hub.engine)), ({}, visits))
        self.report.check("other shapes: every receipt is judged again", heard.outcomes.total(), len(self.records))
        self.report.check("other shapes: labs outside France are told so", heard.rules["V3-outside-area"], outside)
        again = self._harvest(hub, site, "other shapes, once more", ())
        self.report.check("other shapes: only once", again.outcomes.total(), 0)
        with only_one(hub.settings.data):
            self.report.check("other shapes: the same graphs, no new generation", hub.publish(), None)
        hub.engine.dispose()


def _told(rules: Counter[str]) -> list[tuple[object, ...]]:
    known = shapes.rules()
    return [(rule, known[rule].severity, n, known[rule].message["en"]) for rule, n in rules.most_common()]


def _by_type(types: dict[str, int], broad: dict[str, int]) -> list[tuple[object, ...]]:
    return [(iri.rpartition("/")[2], types.get(iri, 0), number) for iri, number in broad.items()]


def _fabcommons(*arguments: str) -> None:
    """One command of ours, as an operator would type it."""
    program = "from server.cli import main; main()"
    environment = {"FABCOMMONS_ALLOW_LOOPBACK": "true", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, *arguments]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


def main() -> None:
    """Read the command line, run, write the section of RESULTS.md; exit 1 when something is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=Path, default=RECORDS, help="JSON lines of fablabs.io")
    parser.add_argument("--hosts", type=int, default=HOSTS, help="loopback hosts that serve the documents")
    parser.add_argument("--limit", type=int, help="only so many records, for a quick look; RESULTS.md stays")
    options = parser.parse_args()
    if not options.records.exists():
        sys.exit(f"skipped: there is no {options.records.name} (see bench/README.md)")
    stop_politely()
    records = truth.read(options.records)
    chosen = truth.some(records, options.limit) if options.limit else records
    with tempfile.TemporaryDirectory(prefix="fabcommons-") as folder:
        report = run(chosen, Path(folder), options.hosts)
    if not options.limit:
        report.write("python -m bench.real_network")
    sys.exit(f"not as expected: {'; '.join(report.failed)}" if report.failed else 0)


if __name__ == "__main__":
    main()
