"""Ten discovery queries over HTTP: the hub beside Oxigraph server, Virtuoso and rdflib-endpoint, on the same data."""

import argparse
import math
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import urllib3

from bench import answers, load, ratios
from bench.load import Load, press
from bench.measure import cpu_of, memory, settled, tree
from bench.network import RECORDS, Network, dump, network
from bench.peers import ENGINES, OURS, OXIGRAPH, Data, Engine, Served
from bench.ratios import Cell
from bench.results import Report, stop_politely

QUERIES: Mapping[str, str] = {
    file.stem: file.read_text(encoding="utf-8") for file in sorted((Path(__file__).parent / "queries").glob("*.rq"))
}
CORES = len(os.sched_getaffinity(0))
_JSON = {"Accept": "application/sparql-results+json"}
_HTTP = urllib3.PoolManager()
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: clients, copies of the network, seconds of a cell (at least and at most), patience."""

    clients: Sequence[int] = (1, 8, 32)
    copies: Sequence[int] = (1, 10)
    memory_copies: int | None = 15
    """As many as make a million quads, for the memory of the hub alone."""
    shortest: int = 1
    longest: int = 4
    patience: float = 10.0
    """Seconds after which one waits no longer for an answer: the hub's own limit."""


QUICK = Plan(clients=(1, 8), copies=(1,), memory_copies=None, shortest=1, longest=2)


class _Run:
    """One benchmark in a folder of its own."""

    def __init__(self, plan: Plan, engines: Sequence[Engine], folder: Path, report: Report) -> None:
        self.plan, self.folder, self.report = plan, folder, report
        self.engines = [engine for engine in engines if engine.version()]
        self.figures: dict[Cell, Load] = {}
        self.alone: dict[tuple[str, str], float] = {}
        self.memory: list[tuple[str, ...]] = []
        self.budgets: list[tuple[str, ...]] = []
        self._introduce(engines)

    def _introduce(self, engines: Sequence[Engine]) -> None:
        self.report.say(
            "Each server runs alone, as its manual starts it, with the client (wrk, kept-alive connections) "
            f"on the same {CORES} cores. Every query text is new to the server (another comment behind it each time) "
            "where nothing else is said. p99 of fewer than 100 queries is the slowest of them. "
            "Ratios are ours divided by theirs: p50 below 1 and q/s above 1 mean that the hub is ahead."
        )
        there = [f"{engine.name} {engine.version()}" for engine in self.engines]
        absent = [f"{engine.name} ({engine.missing})" for engine in engines if not engine.version()]
        self.report.say(
            f"Servers: {', '.join(there)}." + (f" Not on this machine: {', '.join(absent)}." if absent else "")
        )

    def all(self) -> None:
        """Every size, one after the other."""
        with network(self.folder) as net:
            gathered = 0
            for copies in self.plan.copies:
                generation = net.gather(range(gathered, copies))
                gathered = copies
                file = self.folder / f"{copies}.nq"
                self._size(net, file, dump(generation, file), copies)
            if self.plan.memory_copies:
                self._rest(net, net.gather(range(gathered, self.plan.memory_copies)))
        self.report.table(
            ("data", "server", "ready after s", "PSS MiB when ready", "at rest after the load"), self.memory
        )
        self.report.table(("budget", "where", "reached", ""), self.budgets)

    def _rest(self, net: Network, generation: Path) -> None:
        """Memory of ours at a million quads: two clients have asked every query, then nothing is asked."""
        file = self.folder / "large.nq"
        size = f"{dump(generation, file):,} quads"
        start = time.perf_counter()
        with OURS.serving(Data(net.data, file, self.folder / "peers")) as served:
            took, before = time.perf_counter() - start, memory(tree(served.pid))
            for name in QUERIES:
                press(served.endpoint, QUERIES[name], 2, self.plan.shortest)
            self._at_rest(OURS, served, size, took, before)

    def _size(self, net: Network, file: Path, quads: int, copies: int) -> None:
        labs = copies * len(net.names)
        self.report.say(f"### {labs:,} labs, {quads:,} quads")
        self.figures, found = {}, dict[str, dict[str, answers.Rows]]()
        for engine in self.engines:
            start = time.perf_counter()
            with engine.serving(Data(net.data, file, self.folder / "peers")) as served:
                took = time.perf_counter() - start
                found[engine.name] = self._engine(engine, served, f"{quads:,} quads", took)
        self._compare(found)
        self._tables(f"{quads:,} quads")

    def _engine(self, engine: Engine, served: Served, size: str, took: float) -> dict[str, answers.Rows]:
        before = memory(tree(served.pid))
        found = self._queries(engine, served)
        if engine is OURS:
            self._repeated(served, size)
        self._at_rest(engine, served, size, took, before)
        return found

    def _at_rest(self, engine: Engine, served: Served, size: str, took: float, before: float) -> None:
        settled(served.pid)
        time.sleep(2)
        after = memory(tree(served.pid))
        self.memory.append((size, engine.name, f"{took:.1f}", f"{before:.0f}", f"{after:.0f}"))
        if engine is OURS:
            self._budget("server with its workers ≤ 300 MiB at rest (PSS)", size, f"{after:.0f} MiB", after <= 300)

    def _queries(self, engine: Engine, served: Served) -> dict[str, answers.Rows]:
        """Answers by query; those that took long on the size before come last, for they may never end on this one."""
        found = dict[str, answers.Rows]()
        for name in sorted(QUERIES, key=lambda name: self.alone.get((engine.name, name), 0.0)):
            took, rows = self._first(engine, served, name)
            self.alone[engine.name, name] = took
            if rows is None and not settled(served.pid, _PATIENCE):
                self.report.say(f"{engine.name} still works on it after as long again: the other queries are left out.")
                break
            if rows is not None:
                found[name] = rows
                for clients in self.plan.clients:
                    self._cell(Cell(engine.name, name, clients), served, took)
        return found

    def _first(self, engine: Engine, served: Served, name: str) -> tuple[float, answers.Rows | None]:
        """Seconds of one client's query, the second time unless the first is long; the answer, if there is one."""
        took, fields = math.inf, {"query": QUERIES[name]}
        for _ in range(2):
            start = time.perf_counter()
            try:
                asked = _HTTP.request(
                    "GET", served.endpoint, fields=fields, headers=_JSON, timeout=_PATIENCE, retries=False
                )
            except urllib3.exceptions.HTTPError as error:
                self.report.say(f"{engine.name}, {name}: > {_PATIENCE:.0f} s ({type(error).__name__}).")
                return math.inf, None
            took = time.perf_counter() - start
            if took > self.plan.patience:
                break
        if asked.status != 200:
            self.report.say(f"{engine.name}, {name}: n/a, status {asked.status}.")
            return took, None
        return took, answers.rows(asked.data)

    def _cell(self, cell: Cell, served: Served, alone: float) -> None:
        expected = alone * max(1, cell.clients / CORES)
        if expected > self.plan.patience:
            where = f"{cell.engine}, {cell.query}, {cell.clients} client{'s' * (cell.clients > 1)}"
            self.report.say(f"{where}: left out, about {expected:.0f} s a query are to be expected.")
            return
        seconds = min(self.plan.longest, max(self.plan.shortest, math.ceil(2 * expected)))
        found = press(served.endpoint, QUERIES[cell.query], cell.clients, seconds)
        settled(served.pid)
        print(cell, found, flush=True)
        if found.statuses or found.lost:
            self.report.say(
                f"{cell.engine}, {cell.query}, {cell.clients} clients: {found.statuses} refusals, {found.lost} lost."
            )
        if found.good:
            self.figures[cell] = found

    def _repeated(self, served: Served, size: str) -> None:
        """The same text again and again, and then only asking whether the answer is still the same."""
        query = QUERIES["near"]
        tag = _HTTP.request("GET", served.endpoint, fields={"query": query}, headers=_JSON).headers["ETag"]
        same = {**_JSON, "If-None-Match": tag}
        status = _HTTP.request("GET", served.endpoint, fields={"query": query}, headers=same).status
        self.report.check(f"{size}: If-None-Match of a tag just given", status, 304)
        workers = tree(served.pid)[1:]
        before = sum(map(cpu_of, workers))
        again = press(served.endpoint, query, 1, self.plan.shortest, vary=False)
        unchanged = press(served.endpoint, query, 1, self.plan.shortest, vary=False, tag=tag)
        spent = sum(map(cpu_of, workers)) - before
        self.report.check(f"{size}: no worker is asked for either (CPU s)", round(spent, 1), 0.0)
        for what, found in (("repeated query", again), ("304", unchanged)):
            reached = f"p50 {found.p50:.2f} ms, p99 {found.p99:.2f} ms, {found.rate:.0f}/s"
            self._budget(f"{what} ≤ 1 ms, seen by one client", size, reached, found.p50 <= 1)

    def _compare(self, found: Mapping[str, Mapping[str, answers.Rows]]) -> None:
        """Figures of an engine whose answer differs from the hub's are not shown."""
        ours = found[OURS.name]
        for engine, theirs in found.items():
            differ = [name for name, rows in theirs.items() if name in ours and not answers.same(ours[name], rows)]
            self.report.check(f"{engine} gives the hub's answers, row by row; others", differ, [])
            self.figures = {c: load for c, load in self.figures.items() if c.engine != engine or c.query not in differ}
        rows = ", ".join(f"{name} {answers.count(rows)}" for name, rows in ours.items())
        self.report.say(f"Rows of the answers: {rows}.")

    def _tables(self, size: str) -> None:
        names, peers = list(QUERIES), [engine.name for engine in self.engines if engine is not OURS]
        for clients in self.plan.clients:
            self.report.say(f"{clients} client{'s' * (clients > 1)}:")
            rows = list(ratios.rows(self.figures, names, clients, OURS.name, peers))
            self.report.table(ratios.headings(OURS.name, peers), rows)
            for peer in peers:
                factor, ms = (ratios.FACTOR, ratios.MILLISECONDS) if peer == OXIGRAPH.name else (1.0, 0.0)
                over = ratios.over(self.figures, names, clients, OURS.name, peer, factor, ms)
                what = f"p50 ≤ {factor} × Oxigraph server + {ms:.0f} ms" if ms else f"p50 never behind {peer}"
                where = f"{size}, {clients} client{'s' * (clients > 1)}"
                self._budget(what, where, f"{len(names) - len(over)} of {len(names)}", not over)
                if over:
                    self.report.say(f"Over «{what}»: {', '.join(over)}.")

    def _budget(self, what: str, where: str, reached: str, kept: bool) -> None:
        self.budgets.append((what, where, reached, "kept" if kept else "**missed**"))


def main() -> None:
    """Read the command line, run, write the section of RESULTS.md; exit 1 when an answer is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a trial of the real network alone, with little time; RESULTS.md stays"
    )
    parser.add_argument("--only", action="append", help="only these servers beside the hub (part of the name)")
    options = parser.parse_args()
    if not RECORDS.exists():
        sys.exit(f"skipped: there is no {RECORDS.name} (see bench/README.md)")
    if not load.is_there():
        sys.exit("skipped: there is no wrk on this machine (apt-get install wrk)")
    stop_politely()
    chosen = [e for e in ENGINES if e is OURS or not options.only or any(part in e.name for part in options.only)]
    report = Report("Discovery queries over HTTP")
    with tempfile.TemporaryDirectory(prefix="fabcommons-") as folder:
        _Run(QUICK if options.quick else Plan(), chosen, Path(folder), report).all()
    if not options.quick and not options.only:
        report.write("python -m bench.query")
    sys.exit(f"not as expected: {'; '.join(report.failed)}" if report.failed else 0)


if __name__ == "__main__":
    main()
