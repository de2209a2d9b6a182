"""How many questions one client may ask a minute: the generic cell rate algorithm, shared by all web processes.

https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm – each client has one moment, the one at which it will have
earned back all it asked. A file in the data folder holds them, by a keyed hash of the address, for minutes only.
"""

import hashlib
import ipaddress
import math
import secrets
import sqlite3
import threading
from datetime import UTC
from pathlib import Path

from harvester.clock import Clock, utc_now

_TABLES = (
    "CREATE TABLE IF NOT EXISTS secret (key BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS client (mark BLOB PRIMARY KEY, earned REAL NOT NULL) WITHOUT ROWID",
)
_ASK = """
    INSERT INTO client VALUES (:mark, :now + :each)
    ON CONFLICT (mark) DO UPDATE SET
        earned = CASE WHEN earned > :last THEN :now ELSE max(earned, :now) END + :each
        WHERE earned - :now <= :ahead OR earned > :last
    RETURNING earned
"""
_PRUNE_EVERY = 1000


class RateLimit:
    """A rate and a burst for each client; safe to use from many threads and processes.

    In: the file; questions a minute (or another span, in seconds); questions at once after a pause; the clock.
    """

    def __init__(self, file: Path, rate: int, burst: int, clock: Clock = utc_now, span: int = 60) -> None:
        self.rate, self._each, self._ahead = rate, span / rate, (burst - 1) * span / rate
        self._clock, self._lock, self._asked = clock, threading.Lock(), 0
        file.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(file, timeout=5, isolation_level=None, check_same_thread=False)
        self._key = self._prepare()

    def wait(self, address: str) -> int:
        """Seconds before the client at `address` may ask again; 0: it may ask now, and this is counted."""
        now = self._clock().replace(tzinfo=UTC).timestamp()
        last = now + self._ahead + self._each + 1  # nobody owes more, unless the clock was set back
        values = {"mark": self._mark(address), "now": now, "each": self._each, "ahead": self._ahead + 1e-6}
        values["last"] = last
        with self._lock:
            self._prune(now)
            if self._db.execute(_ASK, values).fetchone():
                return 0
            earned = self._db.execute("SELECT earned FROM client WHERE mark = :mark", values).fetchone()
        return max(1, math.ceil(earned[0] - now - self._ahead)) if earned else 1

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def _prepare(self) -> bytes:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")  # what a crash loses here is worth nothing
        self._db.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            self._db.execute(table)
        if self._db.execute("SELECT 1 FROM secret").fetchone() is None:
            self._db.execute("INSERT INTO secret VALUES (?)", (secrets.token_bytes(32),))
        self._db.execute("COMMIT")
        return bytes(self._db.execute("SELECT key FROM secret").fetchone()[0])

    def _mark(self, address: str) -> bytes:
        return hashlib.blake2b(network(address).encode(), key=self._key, digest_size=12).digest()

    def _prune(self, now: float) -> None:
        self._asked += 1
        if self._asked % _PRUNE_EVERY == 1:
            self._db.execute("DELETE FROM client WHERE earned < ?", (now,))


def network(address: str) -> str:
    """Whom an address stands for: itself, or for IPv6 the /64 that one household or server has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
