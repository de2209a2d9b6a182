"""One polite, bounded, conditional GET. The only file that opens sockets to sources.

Source: RFC 9110 (https://www.rfc-editor.org/rfc/rfc9110), conditional requests §13.
"""

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from urllib.parse import urljoin, urlsplit

from urllib3.exceptions import HTTPError, NameResolutionError, ReadTimeoutError, SSLError
from urllib3.response import BaseHTTPResponse, HTTPResponse

from harvester.adapters.addresses import download_address
from harvester.adapters.links import linked
from harvester.adapters.received import Limits
from harvester.addresses import GuardedPools, PrivateAddressError, Resolver, system_resolver
from harvester.body import content_of
from harvester.failures import Failure, causes, retry_after
from harvester.settings import HarvestSettings
from harvester.travel import Hop, Travel
from harvester.watchdog import Watchdog

_CHUNK = 64 * 1024
_ACCEPT = "application/ld+json, application/json;q=0.9, text/html;q=0.5, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Document:
    """What a source answered: the bytes without content coding, and what the next conditional request needs.

    `link` is its Link header (RFC 8288); `travel` says how it came, None when it did not come from a server.
    """

    content: bytes
    url: str
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    travel: Travel | None = field(default=None, compare=False)
    link: str = ""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """304: what we have is what there is; `url` says who answered so in the end."""

    url: str = field(default="", compare=False)


class Fetcher:
    """Fetches documents; safe to use from several threads, one request a host being the caller's duty."""

    def __init__(self, settings: HarvestSettings, resolver: Resolver = system_resolver) -> None:
        self._settings, self._limits = settings, Limits.of(settings)
        self._watchdog = Watchdog()
        self._headers = {
            "User-Agent": f"fabcommons/0.1 (+{settings.contact_url})",
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        self._pools = GuardedPools(allow_loopback=settings.allow_loopback, watchdog=self._watchdog, resolver=resolver)

    def close(self) -> None:
        """End the watchdog; connections end with their fetch."""
        self._pools.clear()
        self._watchdog.stop()

    def fetch(self, url: str, etag: str = "", last_modified: str = "") -> Document | Unchanged | Failure:
        """Get one document within the settings' time, size and redirects.

        In: its address, as people copy it (`adapters/addresses.py`); the validators of the last answer, empty to get
        the whole anew. Out: a value, never an error; of a page that points to a lab file (`adapters/links.py`) that.
        """
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in validators.items() if value}
        with self._watchdog.deadline(self._settings.fetch_time.total_seconds()) as end:
            try:
                return self._follow(download_address(url), conditions, end)
            except (HTTPError, HTTPException, OSError, ValueError, zlib.error) as error:
                return _failure(error, late=time.monotonic() >= end, limit=self._settings.fetch_time.total_seconds())

    def _follow(self, url: str, conditions: dict[str, str], end: float) -> Document | Unchanged | Failure:
        page, way = "", _Way(url)
        for _ in range(self._settings.max_redirects + 1):
            if urlsplit(url).scheme not in ("http", "https"):
                return Failure("T-redirect-scheme", url)
            answer = self._get(url, conditions)
            try:
                location = _location(answer)
                found = None if location else self._read(answer, way, end, conditional=bool(conditions))
            finally:
                answer.close()
            further = _further(found, self._limits) if not page else None
            if found is not None and further is None:
                return _by_page(found, url) if page else found
            if further:
                page, url, conditions, way = url, further, {}, _Way(further)
            else:
                url = urljoin(url, location)
                way.hops.append(Hop(answer.status, url))
        return Failure("T-redirects", str(self._settings.max_redirects))

    def _get(self, url: str, conditions: dict[str, str]) -> BaseHTTPResponse:
        headers = {**self._headers, **conditions}
        left = self._watchdog.left()
        return self._pools.request("GET", url, headers=headers, timeout=left, preload_content=False, redirect=False)

    def _read(
        self, answer: BaseHTTPResponse, way: "_Way", end: float, *, conditional: bool
    ) -> Document | Unchanged | Failure:
        status = answer.status
        if status == 304 and conditional:
            return Unchanged(way.url)
        if status != 200:
            rule = "T-gone" if status == 410 else "T-status"
            return Failure(rule, str(status), status, retry_after(answer.headers.get("Retry-After")))
        tls = _tls(answer)
        coding, limit = answer.headers.get("Content-Encoding", ""), self._settings.max_document_bytes
        content = content_of(_chunks(answer), coding, limit, end)
        if isinstance(content, Failure) or not content:
            return content or Failure("T-empty")
        headers = answer.headers
        travel = way.travelled(answer, tls)
        return Document(
            content,
            travel.url,
            headers.get("Content-Type", ""),
            headers.get("ETag", ""),
            headers.get("Last-Modified", ""),
            travel,
            headers.get("Link", ""),
        )


@dataclass(slots=True)
class _Way:
    """One fetch under way."""

    asked: str
    hops: list[Hop] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def url(self) -> str:
        """Where it has led to."""
        return self.hops[-1].url if self.hops else self.asked

    def travelled(self, answer: BaseHTTPResponse, tls: str) -> Travel:
        """The facts, once the whole document is here."""
        headers = answer.headers
        return Travel(
            self.asked,
            tuple(self.hops),
            answer.status,
            time.monotonic() - self.began,
            answer.tell() if isinstance(answer, HTTPResponse) else 0,
            headers.get("Content-Encoding", ""),
            headers.get("Cache-Control", ""),
            tls,
        )


def _tls(answer: BaseHTTPResponse) -> str:
    """The version of TLS, while the connection is still there."""
    version = getattr(getattr(answer.connection, "sock", None), "version", None)
    return str(version() or "") if callable(version) else ""


def _further(found: Document | Unchanged | Failure | None, limits: Limits) -> str | None:
    """Where a page says that its lab file lies."""
    if not isinstance(found, Document):
        return None
    further = linked(found.content_type, found.link, found.content, found.url, limits)
    return further if further != found.url else None


def _by_page(found: Document | Unchanged | Failure, url: str) -> Document | Unchanged | Failure:
    """What a page led to: the page's own validators would answer for it another time, so there are none."""
    if isinstance(found, Failure):
        return replace(found, rule="T-link", value=f"{url} ({found.status or found.rule})")
    return replace(found, etag="", last_modified="") if isinstance(found, Document) else found


def _chunks(raw: BaseHTTPResponse) -> Iterator[bytes]:
    while chunk := raw.read(_CHUNK, decode_content=False):
        yield chunk


def _location(answer: BaseHTTPResponse) -> str:
    """Where a redirect leads; headers are read as Latin-1, addresses are meant as UTF-8."""
    stated = answer.get_redirect_location()
    return stated.encode("latin-1").decode("utf-8", errors="replace") if stated else ""


_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (PrivateAddressError, "T-private"),
    (NameResolutionError, "T-dns"),
    (SSLError, "T-tls"),
)


def _failure(error: BaseException, *, late: bool, limit: float) -> Failure:
    chain = list(causes(error))
    for kind, rule in _CAUSES:
        if any(isinstance(cause, kind) for cause in chain):
            return Failure(rule, str(chain[-1])[:300])
    if late or any(isinstance(cause, TimeoutError | ReadTimeoutError) for cause in chain):
        return Failure("T-timeout", f"{limit:g}")
    return Failure("T-connect", str(chain[-1])[:300])
