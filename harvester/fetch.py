"""One polite, bounded, conditional GET. The only file that opens sockets to sources.

Source: RFC 9110 (https://www.rfc-editor.org/rfc/rfc9110), conditional requests §13, Retry-After §10.2.3.
"""

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.parse import urljoin, urlsplit

from urllib3.exceptions import HTTPError, NameResolutionError, ReadTimeoutError, SSLError
from urllib3.response import BaseHTTPResponse, HTTPResponse

from harvester.adapters.addresses import download_address
from harvester.adapters.links import linked
from harvester.adapters.received import Limits
from harvester.addresses import GuardedPools, PrivateAddressError, Resolver, system_resolver
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


@dataclass(frozen=True, slots=True)
class Failure:
    """No document: the rule that names it (T-…), its value, and how long the source asks us to stay away (seconds)."""

    rule: str
    value: str = ""
    status: int | None = None
    retry_after: float | None = None


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
            return Failure(rule, str(status), status, _retry_after(answer.headers.get("Retry-After")))
        tls = _tls(answer)
        content = self._content(answer, answer.headers.get("Content-Encoding", ""), end)
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

    def _content(self, raw: BaseHTTPResponse, coding: str, end: float) -> bytes | Failure:
        limit = self._settings.max_document_bytes
        if coding.strip().lower() not in ("", "identity", "gzip", "x-gzip"):
            return Failure("T-encoding", coding)
        unpack = _Gzip() if coding.strip().lower() not in ("", "identity") else None
        received, content = 0, bytearray()
        for chunk in _chunks(raw):
            received += len(chunk)
            content += unpack.more(chunk, limit + 1 - len(content)) if unpack else chunk
            if received > limit or len(content) > limit:
                return Failure("T-size" if received > limit else "T-bomb", str(limit))
        if time.monotonic() >= end:
            raise TimeoutError  # the watchdog shut the socket, which may look like a regular end
        if unpack and not unpack.whole:
            raise HTTPException("the compressed answer ends too early")
        return bytes(content)


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


class _Gzip:
    """Unpacks gzip as it comes, several members in a row too (RFC 1952, 2.2), never further than asked."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)

    @property
    def whole(self) -> bool:
        """Whether the last member has ended."""
        return self._member.eof

    def more(self, chunk: bytes, limit: int) -> bytes:
        """Unpack at most `limit` bytes (at least 1) of what has come so far. Errors: zlib.error."""
        content = self._member.decompress(chunk, limit)
        while self._member.eof and self._member.unused_data and len(content) < limit:
            rest, self._member = self._member.unused_data, zlib.decompressobj(wbits=31)
            content += self._member.decompress(rest, limit - len(content))
        return content


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


def _location(answer: BaseHTTPResponse) -> str:
    """Where a redirect leads; headers are read as Latin-1, addresses are meant as UTF-8."""
    stated = answer.get_redirect_location()
    return stated.encode("latin-1").decode("utf-8", errors="replace") if stated else ""


def _chunks(raw: BaseHTTPResponse) -> Iterator[bytes]:
    while chunk := raw.read(_CHUNK, decode_content=False):
        yield chunk


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait: the header gives a number of seconds or a date."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (PrivateAddressError, "T-private"),
    (NameResolutionError, "T-dns"),
    (SSLError, "T-tls"),
)


def _failure(error: BaseException, *, late: bool, limit: float) -> Failure:
    causes = list(_chain(error))
    for kind, rule in _CAUSES:
        if any(isinstance(cause, kind) for cause in causes):
            return Failure(rule, str(causes[-1])[:300])
    if late or any(isinstance(cause, TimeoutError | ReadTimeoutError) for cause in causes):
        return Failure("T-timeout", f"{limit:g}")
    return Failure("T-connect", str(causes[-1])[:300])


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    pending: list[object] = [error]
    while pending:
        current = pending.pop()
        if isinstance(current, BaseException) and id(current) not in seen:
            seen.add(id(current))
            yield current
            pending += [*current.args, getattr(current, "reason", None), current.__cause__, current.__context__]
