"""The rate limit: a table of moments and what they may, whom an address stands for, one count for all processes."""

import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from support.clock import Clock

from server.web.rate import RateLimit, network

HOME, OTHER = "192.0.2.7", "192.0.2.8"

#: Rate 60 a minute, burst 3: seconds since the beginning, who asks, seconds to wait (0: may ask).
MOMENTS = [
    (0, HOME, 0), (0, HOME, 0), (0, HOME, 0), (0, HOME, 1), (0, OTHER, 0),
    (0.5, HOME, 1), (1, HOME, 0), (1, HOME, 1), (2, HOME, 0), (2.5, HOME, 1),
    (60, HOME, 0), (60, HOME, 0), (60, HOME, 0), (60, HOME, 1),
]  # fmt: skip


def test_burst_then_rate(tmp_path: Path, clock: Clock) -> None:
    limit, began = RateLimit(tmp_path / "rate.sqlite", 60, 3, clock), clock()
    waits = []
    for seconds, who, _ in MOMENTS:
        clock.now = began + timedelta(seconds=seconds)
        waits.append(limit.wait(who))
    assert waits == [wait for _, _, wait in MOMENTS]
    limit.close()


def test_waits_are_long_where_the_rate_is_low(tmp_path: Path, clock: Clock) -> None:
    limit = RateLimit(tmp_path / "rate.sqlite", 2, 1, clock)
    assert [limit.wait(HOME), limit.wait(HOME)] == [0, 30]
    limit.close()


def test_a_clock_that_is_set_back_locks_nobody_out(tmp_path: Path, clock: Clock) -> None:
    limit, began = RateLimit(tmp_path / "rate.sqlite", 60, 3, clock), clock()
    clock.now = began + timedelta(days=3650)
    assert [limit.wait(HOME) for _ in range(4)] == [0, 0, 0, 1]
    clock.now = began
    assert [limit.wait(HOME) for _ in range(4)] == [0, 0, 0, 1]
    clock.now = began - timedelta(seconds=1)
    assert limit.wait(HOME) == 2, "a second is no jump"
    limit.close()


NETWORKS = [
    ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
    ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"), ("", ""), ("unix:", "unix:"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "whom"), NETWORKS)
def test_whom_an_address_stands_for(address: str, whom: str) -> None:
    assert network(address) == whom


ANOTHER = """
import sys
from pathlib import Path
from server.web.rate import RateLimit
limit = RateLimit(Path(sys.argv[1]), 1, 2)
print([bool(limit.wait("192.0.2.7")) for _ in range(3)])
"""


def test_processes_share_the_count(tmp_path: Path) -> None:
    file = tmp_path / "rate.sqlite"
    limit = RateLimit(file, 1, 2)
    assert limit.wait(HOME) == 0
    told = subprocess.run([sys.executable, "-c", ANOTHER, str(file)], capture_output=True, text=True, check=True)
    assert told.stdout == "[False, True, True]\n"
    assert limit.wait(HOME) > 0
    limit.close()


def test_no_address_is_kept(tmp_path: Path, clock: Clock) -> None:
    limit = RateLimit(tmp_path / "rate.sqlite", 60, 3, clock)
    for host in range(200):
        limit.wait(f"192.0.2.{host}")
    clock.now += timedelta(hours=1)
    for _ in range(1000):
        limit.wait(HOME)
    limit.close()
    assert b"192.0.2" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    with sqlite3.connect(tmp_path / "rate.sqlite") as db:
        assert db.execute("SELECT COUNT(*) FROM client").fetchone() == (1,)
    db.close()
