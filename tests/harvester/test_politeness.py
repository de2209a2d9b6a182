"""A host is asked once at a time, and left alone when it says so."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from support.clock import Clock
from support.commons import Commons
from support.labs import lab
from support.web import Exchange, Page, Web

from harvester.decide import Decision
from harvester.report import Outcome

MakeCommons = Callable[..., Commons]
SHARED = "host.example"


def in_two_hours() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(hours=2, seconds=30), usegmt=True)


#: The header, and how many hours later the next visit is: never sooner than the usual back-off.
RETRIES: dict[str, tuple[Callable[[], str], float]] = {
    "seconds": (lambda: "7200", 2),
    "date": (in_two_hours, 2),
    "soon": (lambda: "60", 1),
    "after-a-year": (lambda: str(400 * 86400), 30 * 24),
}


@pytest.fixture(scope="module")
def told_to_wait(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Commons, dict[str, Decision]]]:
    """For each status and header a host with three sources, of which the first is told; one host has nothing to say."""
    data = tmp_path_factory.mktemp("waiting")
    with Web() as web, closing(Commons(data, web, Clock())) as commons:
        for name, (header, _) in RETRIES.items():
            for status in (503, 429, 500):
                for slug in "abc":
                    page = Page(b"", status, {"Retry-After": header()})
                    commons.register(f"{slug}-{name}-{status}", page, host=f"{name}-{status}.example")
        commons.register("elsewhere", lab())
        yield commons, commons.harvest()


@pytest.mark.parametrize("name", RETRIES)
@pytest.mark.parametrize("status", [503, 429, 500])
def test_host_that_says_later_is_not_asked_again(
    told_to_wait: tuple[Commons, dict[str, Decision]], name: str, status: int
) -> None:
    commons, made = told_to_wait
    first, *others = [made[f"{slug}-{name}-{status}"] for slug in "abc"]
    assert (first.outcome, first.visited.fetched, first.findings[0].rule) == (Outcome.FAILED, True, "T-status")
    for other in others:
        assert (other.outcome, other.visited.fetched, other.findings[0].rule) == (
            Outcome.FAILED,
            False,
            "T-retry-after",
        )
    assert len([asked for asked in commons.web.asked if asked.path.endswith(f"-{name}-{status}")]) == 1
    for slug in "abc":
        wait = (commons.source(f"{slug}-{name}-{status}").next_visit_at or commons.clock()) - commons.clock()
        assert RETRIES[name][1] <= wait / timedelta(hours=1) < RETRIES[name][1] + 0.1


def test_other_hosts_are_visited(told_to_wait: tuple[Commons, dict[str, Decision]]) -> None:
    assert told_to_wait[1]["elsewhere"].outcome == Outcome.LOADED


def test_postponed_source_keeps_its_state(commons: Commons) -> None:
    """It did nothing wrong, and nobody looked: neither a failure nor a visit."""
    for slug in ("a", "b"):
        commons.register(slug, lab(), host=SHARED)
    commons.harvest()
    before = commons.source("b")
    commons.put("a", Page(b"", 503, {"Retry-After": "60"}))
    commons.clock.pass_by(hours=6)
    commons.harvest()
    after = commons.source("b")
    assert (after.outcome, after.failures, after.failure) == (before.outcome, 0, None)
    assert (after.last_visit_at, after.last_success_at) == (before.last_visit_at, before.last_success_at)
    assert commons.visits("b") == ["LOADED"]


def test_sources_of_one_host_follow_each_other(commons: Commons) -> None:
    """Each answer checks that nobody else is being answered by its host; hosts do not wait for one another."""
    busy: dict[str, int] = {"x": 0, "y": 0}
    together, lock, both = [0, 0], threading.Lock(), threading.Barrier(2, timeout=10)

    def answer(host: str) -> Callable[[Exchange], None]:
        def script(exchange: Exchange) -> None:
            with lock:
                busy[host] += 1
                together[0] = max(together[0], busy[host])
            both.wait()  # the other host is being asked at this moment
            with lock:
                busy[host] -= 1
            Page(b"", 404)(exchange)

        return script

    for number in range(3):
        for host in busy:
            commons.register(f"{host}{number}", answer(host), host=f"{host}.example")
    made = commons.harvest()
    assert {str(d.outcome) for d in made.values()} == {"FAILED"}
    assert {d.findings[0].rule for d in made.values()} == {"T-status"}
    assert together[0] == 1


def test_number_of_fetches_at_a_time_is_a_setting(make_commons: MakeCommons, clock: Clock) -> None:
    commons = make_commons(fetch_threads=2)
    busy, most, lock = [0], [0], threading.Lock()

    def script(exchange: Exchange) -> None:
        with lock:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        exchange.stopping.wait(0.05)
        with lock:
            busy[0] -= 1
        Page(b"", 404)(exchange)

    for number in range(6):
        commons.register(f"lab-{number}", script)
    assert len(commons.harvest()) == 6
    assert most[0] == 2
    assert commons.source("lab-0").outcome == Outcome.FAILED
