"""Minutes of honest and hostile clients at once: no error for the honest ones, flat memory, no process left behind."""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import urllib3

from bench import answers
from bench.hostile import ATTACKS, Attack
from bench.measure import memory, start_of, still_there, tree
from bench.network import RECORDS, Network, base, environment, fabcommons, network
from bench.peers import Served, hub
from bench.query import QUERIES
from bench.results import Report, stop_politely
from server.sparql.protocol import FORM
from server.store import generations

MINUTES, CLIENTS, HOSTILE_EACH = 10.0, 8, 20
ROOM = 1.1
"""What may be held at the end, of what was held in the middle; and `_SLACK` MiB."""
_SLACK = 8.0
_MOVES = 4
_NEW_NAME = "Lab renommé {}"


@dataclass(slots=True)
class Tally:
    """What the clients of a soak met."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    answered: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    accepted: list[str] = field(default_factory=list)
    """Hostile queries that got another answer than an honest refusal."""


class Client(threading.Thread):
    """Asks one query after the other until told to stop, one in so many a hostile one."""

    def __init__(self, number: int, served: Served, expected: dict[str, answers.Rows], stop: threading.Event) -> None:
        super().__init__(name=f"client {number}")
        self.served, self.expected, self.stop, self.tally = served, expected, stop, Tally()
        self.chance = random.Random(number)
        self.bodies = dict[str, bytes]()
        self.http = urllib3.PoolManager(timeout=60.0, retries=False)

    def run(self) -> None:
        for number in count(1):
            if self.stop.is_set():
                return
            if number % HOSTILE_EACH == 0:
                self._attack(self.chance.choice(ATTACKS))
            else:
                self._ask(self.chance.choice(list(QUERIES)), number)

    def _ask(self, name: str, number: int) -> None:
        """Every other time the very same text, which the hub may remember."""
        text = QUERIES[name] if self.chance.random() < 0.5 else f"{QUERIES[name]}\n# {self.name}, {number}"
        start = time.perf_counter()
        try:
            status, body = send(self.http, self.served, text)
        except urllib3.exceptions.HTTPError as error:
            self.tally.errors.append(f"{name}: {type(error).__name__}")
            return
        self.tally.seconds.append(time.perf_counter() - start)
        if status != 200:
            self.tally.errors.append(f"{name}: {status} {_code(body)}")
        elif body != self.bodies.get(name) and not answers.same(answers.rows(body), self.expected[name]):
            self.tally.errors.append(f"{name}: another answer")
        else:
            self.bodies[name] = body

    def _attack(self, attack: Attack) -> None:
        try:
            status, body = send(self.http, self.served, attack.query, attack.media_type)
            said = f"{status} {_code(body)}".strip()
        except urllib3.exceptions.HTTPError as error:
            status, said = 0, type(error).__name__
        self.tally.answered[attack.name][said] += 1
        if status not in attack.statuses and not said.endswith("busy"):
            self.tally.accepted.append(f"{attack.name}: {said}")


def send(http: urllib3.PoolManager, served: Served, query: str, media_type: str = FORM) -> tuple[int, bytes]:
    """POST a query; out: status and body."""
    body = urlencode({"query": query}) if media_type == FORM else query
    headers = {"Content-Type": media_type, "Accept": "application/sparql-results+json, */*;q=0.1"}
    answer = http.request("POST", served.endpoint, body=body.encode(), headers=headers)
    return answer.status, answer.data


def _code(body: bytes) -> str:
    try:
        return str(json.loads(body).get("code", ""))
    except ValueError:
        return ""


class Watch(threading.Thread):
    """Looks each second at the server's processes: MiB of the web process and of all, and every process ever seen."""

    def __init__(self, served: Served, stop: threading.Event) -> None:
        super().__init__(name="watch", daemon=True)
        self.served, self.stop = served, stop
        self.web, self.all, self.seen = list[float](), list[float](), set[tuple[int, int]]()

    def run(self) -> None:
        while not self.stop.wait(1):
            self.web.append(memory([self.served.pid]))
            self.all.append(memory(self.look()))

    def look(self) -> list[int]:
        """The processes of now, remembered."""
        pids = tree(self.served.pid)
        self.seen |= {(pid, began) for pid in pids if (began := start_of(pid))}
        return pids


class _Run:
    """One soak in a folder of its own."""

    def __init__(self, minutes: float, folder: Path, report: Report) -> None:
        self.seconds, self.folder, self.report = 60 * minutes, folder, report
        self.tallies: list[Tally] = []

    def all(self) -> None:
        """Gather, serve, soak, stop, judge."""
        with network(self.folder) as net:
            net.gather(range(1))
            self.lab = _changeable(self.folder)
            with hub(net.data, self.folder) as served:
                watch = self._serve(net, served)
            time.sleep(1)
            self.report.check("processes left behind after SIGTERM", still_there(watch.seen), [])
        log = (self.folder / "log").read_text(errors="replace")
        self.report.check("tracebacks in the server's log", log.count("Traceback"), 0)

    def _serve(self, net: Network, served: Served) -> Watch:
        expected = self._expected(served)
        stop = threading.Event()
        watch = Watch(served, stop)
        at_rest = self._rest(watch)
        clients = [Client(number, served, expected, stop) for number in range(CLIENTS)]
        for thread in (watch, *clients):
            thread.start()
        try:
            published = self._change_now_and_then(net)
        finally:
            stop.set()
            for thread in (*clients, watch):
                thread.join()
        self.tallies = [client.tally for client in clients]
        self._verdict(watch, at_rest, self._rest(watch))
        self._followed(served, published)
        return watch

    def _expected(self, served: Served) -> dict[str, answers.Rows]:
        """What each query answers before; the lab that will change is in none of them."""
        http = urllib3.PoolManager()
        for _ in range(3):
            found = {name: answers.rows(send(http, served, text)[1]) for name, text in QUERIES.items()}
        return found

    def _rest(self, watch: Watch) -> tuple[float, int]:
        """MiB and processes, when nothing is asked."""
        time.sleep(3)
        pids = watch.look()
        return memory(pids), len(pids)

    def _change_now_and_then(self, net: Network) -> int:
        """The lab changes its file, the hub harvests it and publishes, in another process; out: how often."""
        for number in range(1, _MOVES):
            time.sleep(self.seconds / _MOVES)
            net.change(self.lab, _NEW_NAME.format(number))
            command = fabcommons("harvest", self.lab, "--data", str(net.data))
            subprocess.run(command, check=True, env=environment(), stdout=subprocess.DEVNULL)
        time.sleep(self.seconds / _MOVES)
        current = generations.current(net.data)
        return generations.number(current) - 1 if current else 0

    def _verdict(self, watch: Watch, before: tuple[float, int], after: tuple[float, int]) -> None:
        seconds = [s for tally in self.tallies for s in tally.seconds]
        errors = Counter(error for tally in self.tallies for error in tally.errors)
        cuts = statistics.quantiles(seconds, n=100)
        minutes = self.seconds / 60
        self.report.say(
            f"{minutes:g} minutes, {CLIENTS} clients, one query in {HOSTILE_EACH} hostile; all limits are the default "
            f"ones but that of the rate, which is off. {len(seconds):,} honest queries, p50 {1000 * cuts[49]:.0f} ms, "
            f"p99 {1000 * cuts[98]:.0f} ms, the longest {1000 * max(seconds):.0f} ms."
        )
        self.report.table(("hostile query", "answers"), self._answered())
        self.report.check("errors of honest clients", dict(errors), {})
        self.report.check("hostile queries without an honest refusal", _all(t.accepted for t in self.tallies), [])
        self._memory(watch, before, after)

    def _answered(self) -> list[tuple[str, str]]:
        whole = defaultdict[str, Counter[str]](Counter)
        for tally in self.tallies:
            for name, said in tally.answered.items():
                whole[name] += said
        return [(a.name, ", ".join(f"{n} × {said}" for said, n in whole[a.name].most_common())) for a in ATTACKS]

    def _memory(self, watch: Watch, before: tuple[float, int], after: tuple[float, int]) -> None:
        rows = [("web process", *thirds(watch.web)), ("all processes", *thirds(watch.all))]
        shown = [(name, *(f"{figure:.0f}" for figure in figures)) for name, *figures in rows]
        self.report.table(("PSS MiB, median of", "first third", "second", "last", "a minute, by regression"), shown)
        self.report.say(
            f"At rest before: {before[0]:.0f} MiB, {before[1]} processes; after: {after[0]:.0f}, {after[1]}."
        )
        _, _, middle, last, _ = rows[0]
        self.report.check(
            "the web process holds no more at the end than in the middle", last <= ROOM * middle + _SLACK, True
        )
        self.report.check("as many processes at rest after as before", after[1], before[1])

    def _followed(self, served: Served, published: int) -> None:
        """Every worker shows the last generation."""
        self.report.check("generations published meanwhile", published, _MOVES - 1)
        name = f"SELECT ?name {{ <{base(self.lab)}#lab> <http://schema.org/name> ?name }} #"
        http = urllib3.PoolManager()
        said = {
            json.loads(send(http, served, f"{name}{n}")[1])["results"]["bindings"][0]["name"]["value"]
            for n in range(20)
        }
        self.report.check("what the workers say then", said, {_NEW_NAME.format(_MOVES - 1)})


def thirds(samples: Sequence[float]) -> tuple[float, float, float, float]:
    """Medians of the first, second and last third of samples taken each second, and the growth of a minute."""
    size = len(samples) // 3
    parts = (samples[:size], samples[size : 2 * size], samples[2 * size :])
    slope = statistics.linear_regression(range(len(samples)), samples).slope
    first, second, last = map(statistics.median, parts)
    return first, second, last, 60 * slope


def _changeable(folder: Path) -> str:
    """A lab that no answer of the honest queries names: outside France, without machines and processes."""
    for file in sorted((folder / "www").glob("*.jsonld")):
        document = json.loads(file.read_bytes())
        if not {"machines", "procedes"} & document.keys() and document.get("adresse", {}).get("pays", "FR") != "FR":
            return file.stem
    raise LookupError("every lab has machines")


def _all(lists: object) -> list[str]:
    return [each for some in lists for each in some]  # type: ignore[attr-defined]


def main() -> None:
    """Read the command line, run, write the section of RESULTS.md; exit 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help=f"RESULTS.md is written from {MINUTES:g} on")
    options = parser.parse_args()
    if not RECORDS.exists():
        sys.exit(f"skipped: there is no {RECORDS.name} (see bench/README.md)")
    stop_politely()
    report = Report("Soak")
    with tempfile.TemporaryDirectory(prefix="fabcommons-") as folder:
        _Run(options.minutes, Path(folder), report).all()
    if options.minutes >= MINUTES:
        report.write("python -m bench.soak")
    sys.exit(f"promises broken: {'; '.join(report.failed)}" if report.failed else 0)


if __name__ == "__main__":
    main()
