"""The access log, where one is wished: when, from which network, what, how it ended. Nothing in it tells who or where.

Addresses are shortened to their /24 (IPv4) or /48 (IPv6). Parameters are left out, all of them: a search may hold a
position, a query what somebody thinks. So is the unguessable end of a receipt's address.
"""

import ipaddress
import logging
import math
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from logging.handlers import TimedRotatingFileHandler
from typing import Any

from harvester.errors import SettingsError

_PREFIX = {4: 24, 6: 48}
_UNFIT = re.compile(r"[^\x21-\x7e]")
_SECRET = re.compile(
    r"(/signaler/|/contacts/(?:confirm|unsubscribe)/|/hosting/|/edit/(?:reissue/)?|/register/[^/]+/claim/)[^/]+"
)
_LONGEST = 500


def is_secret(path: str) -> bool:
    """Whether a path ends in what only its reader may know."""
    return bool(_SECRET.search(path))


Wsgi = Callable[..., Iterable[bytes]]


class AccessLog:
    """A WSGI application that answers as another one does, and notes each request when its answer is over."""

    def __init__(self, app: Wsgi, log: logging.Logger) -> None:
        self._app, self._log = app, log

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer, then note."""
        began, told = time.monotonic(), {"status": "-"}

        def begin(status: str, *rest: Any) -> Any:
            told["status"] = status.partition(" ")[0]
            return start(status, *rest)

        return _Noted(self._app(environ, begin), lambda size: self._log.info(line(environ, told, size, began)))


class _Noted:
    """The body of an answer, that calls `note` with its size once the server closes it."""

    def __init__(self, body: Iterable[bytes], note: Callable[[int], None]) -> None:
        self._body, self._pieces, self._note, self._size = body, iter(body), note, 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        self._size += len(piece)
        return piece

    def close(self) -> None:
        if close := getattr(self._body, "close", None):
            close()
        self._note(self._size)


def line(environ: dict[str, Any], told: dict[str, str], size: int, began: float) -> str:
    """One request in words: `192.0.2.0 GET /labs 200 5120 12ms`."""
    spent = round((time.monotonic() - began) * 1000)
    where = shortened(environ.get("REMOTE_ADDR", ""))
    return f"{where} {_fit(environ['REQUEST_METHOD'])} {path(environ)} {told['status']} {size} {spent}ms"


def shortened(address: str) -> str:
    """The network of an address: its /24 for IPv4, its /48 for IPv6; - for what is none."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "-"
    plain = getattr(found, "ipv4_mapped", None) or found
    return str(ipaddress.ip_network((plain, _PREFIX[plain.version]), strict=False).network_address)


def path(environ: dict[str, Any]) -> str:
    """The path asked for, without parameters and secrets, fit for one line."""
    whole = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    return _fit(_SECRET.sub(r"\1...", whole)[:_LONGEST])


def _fit(text: str) -> str:
    return _UNFIT.sub("?", text)


def access_log(file: str, kept: timedelta) -> logging.Logger:
    """The log at `file` (- for standard error), a file for each day (UTC), those older than `kept` deleted.

    Errors: SettingsError when the file cannot be written.
    """
    log = logging.getLogger("fabcommons.access")
    log.propagate = False
    log.setLevel(logging.INFO)
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    handler = logging.StreamHandler(sys.stderr) if file == "-" else _daily(file, kept)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(handler)
    return log


def _daily(file: str, kept: timedelta) -> logging.Handler:
    days = max(1, math.ceil(kept / timedelta(days=1)))
    try:
        return TimedRotatingFileHandler(file, when="midnight", backupCount=days, utc=True, encoding="ascii")
    except OSError as error:
        raise SettingsError(f"access_log: {file} cannot be written: {error.strerror}") from error
