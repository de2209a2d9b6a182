"""How a document came: what its server said around it. The check gives advice on it; the harvest does not look."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect: its status, and the address it led to."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class Travel:
    """The facts of one fetch.

    `asked` is the address that was given, `hops` what it led through; `received` counts the bytes on the wire, in
    whatever coding; `tls` is the version of TLS, empty on plain http.
    """

    asked: str
    hops: tuple[Hop, ...] = ()
    status: int = 200
    seconds: float = 0.0
    received: int = 0
    coding: str = ""
    cache_control: str = ""
    tls: str = ""

    @property
    def url(self) -> str:
        """Where the document was in the end."""
        return self.hops[-1].url if self.hops else self.asked

    def as_json(self) -> dict[str, Any]:
        """The facts as `transport` of `check --json` and of the API."""
        return {
            "url": self.url,
            "status": self.status,
            "redirects": [{"status": hop.status, "url": hop.url} for hop in self.hops],
            "seconds": round(self.seconds, 3),
            "bytes": self.received,
            "content_encoding": self.coding,
            "cache_control": self.cache_control,
            "tls": self.tls,
        }
