"""Puts one query to a server from many clients at once, by wrk: a C program of its own, on kept-alive connections."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

WRK = "wrk"
_SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True, slots=True)
class Load:
    """What so many clients found: requests answered, milliseconds of half and of nearly all of them, failures."""

    requests: int
    seconds: float
    p50: float
    p99: float
    longest: float
    statuses: int = 0
    lost: int = 0

    @property
    def rate(self) -> float:
        """Queries a second."""
        return self.requests / self.seconds

    @property
    def good(self) -> bool:
        """Whether there is a figure, and each request was answered as it must be."""
        return self.requests > 0 and not self.statuses and not self.lost


def is_there() -> bool:
    """Whether wrk is installed."""
    return shutil.which(WRK) is not None


def press(endpoint: str, query: str, clients: int, seconds: int, *, vary: bool = True, tag: str = "") -> Load:
    """Ask for so many seconds; `vary` puts another comment behind the query each time, so that no cache knows it."""
    parts = urlsplit(endpoint)
    path = f"{parts.path}?query={quote(query, safe='')}"
    where = f"{parts.scheme}://{parts.netloc}"
    options = ["--threads", "1", "--connections", str(clients), "--duration", f"{seconds}s", "--timeout", "60s"]
    command = [
        WRK,
        *options,
        "--script",
        str(_SCRIPT),
        where,
        "--",
        path,
        "yes" if vary else "no",
        *([tag] if tag else []),
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return read(said)


def read(said: str) -> Load:
    """The figures in what the script wrote."""
    found = re.search(r"^FOUND (.*)$", said, re.MULTILINE)
    if found is None:
        raise ValueError(f"wrk said no figures: {said[-300:]}")
    return Load(**json.loads(found[1]))
