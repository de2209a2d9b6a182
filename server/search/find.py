"""Finds labs and machines in the index of the current generation."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from server.search.criteria import Criteria
from server.search.found import Found
from server.search.places import Place


class Finder:
    """Answers searches; safe to use from many threads.

    In: what names the directory of the current generation (None: there is none yet), the network's time zone.
    """

    def __init__(self, generation: Callable[[], Path | None], zone: ZoneInfo) -> None:
        self._generation, self._zone = generation, zone

    def find(self, criteria: Criteria, now: datetime) -> Found:
        """In: the criteria; the time, UTC without offset, as `site.clock()` says. Out: nothing before the first index."""
        raise NotImplementedError

    def everything(self, criteria: Criteria, now: datetime) -> Found:
        """The same with every hit on one page, for CSV and GeoJSON."""
        raise NotImplementedError

    def place(self, name: str) -> Place | None:
        """The commune of some lab by its name or Insee code: where its labs stand on average."""
        raise NotImplementedError
