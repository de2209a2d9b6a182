"""The communes of a hub, as they are loaded now: a table that was replaced is read again by itself."""

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server.places import keep
from server.places.index import Index
from server.places.keep import About
from server.places.place import Place

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Now:
    stamp: str = ""
    index: Index = field(default_factory=Index)
    about: About | None = None


class Places:
    """Finds communes; safe to use from many threads. In: the hub's data folder. Empty until a table is loaded."""

    def __init__(self, data: Path) -> None:
        self._data, self._now, self._lock = data, _Now(), threading.Lock()

    def __len__(self) -> int:
        """How many communes there are."""
        return len(self._current().index.places)

    @property
    def about(self) -> About | None:
        """Who published the table, under which licence; None when none is loaded."""
        return self._current().about

    def stamp(self) -> str:
        """Changes whenever the answers may; empty when no table is loaded."""
        return self._current().stamp

    def find(self, text: str, near: tuple[float, float] | None = None, *, slips: bool = True) -> Place | None:
        """The commune that a text means: name, Insee code or postcode, alone or together; small slips are forgiven.

        In: what somebody typed; a point in degrees that settles which of several is meant, else the most populous is;
        whether to forgive slips, which costs some milliseconds.
        Out: None when no name is that close; `suggest` may then offer some.
        """
        return self._current().index.find(text, near, slips=slips)

    def suggest(self, prefix: str, limit: int = 8) -> list[Place]:
        """What somebody may mean who typed so far: names that begin so, the most populous first, then similar ones."""
        return self._current().index.suggest(prefix, limit)

    def by_code(self, insee: str) -> Place | None:
        """The commune of that Insee code."""
        return self._current().index.places.get(insee)

    def all(self, epci: str = "", department: str = "") -> Iterator[Place]:
        """All communes by code, or those of an EPCI (SIREN number) or of a department (`42`, `2A`, `974`)."""
        for place in self._current().index.places.values():
            if epci in ("", place.epci_code) and department in ("", place.department):
                yield place

    def outlines(self) -> Mapping[str, tuple[str, Mapping[str, Any]]]:
        """The outlines loaded with the table: code → name and GeoJSON geometry. Read from the disk each time."""
        try:
            return keep.read_outlines(self._data)
        except (OSError, ValueError):
            return {}

    def _current(self) -> _Now:
        stamp = keep.stamp(self._data)
        if stamp != self._now.stamp:
            with self._lock:
                if stamp != self._now.stamp:
                    self._now = self._read(stamp)
        return self._now

    def _read(self, stamp: str) -> _Now:
        """A file that cannot be read leaves the site without communes, and the reason in the log."""
        if not stamp:
            return _Now()
        try:
            about, places = keep.read(self._data)
        except (OSError, ValueError, KeyError, TypeError) as error:
            _LOG.error("%s cannot be read: %s", self._data / keep.NAME, error)
            return _Now(stamp)
        return _Now(stamp, Index(places), about)
