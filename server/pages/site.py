"""What every page depends on, passed down as one value; and the time of a request."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from pyoxigraph import Literal
from sqlalchemy import Engine

from harvester.check import Checker
from harvester.clock import Clock
from server.pages.ask import Ask
from server.places import Places
from server.search.find import Finder
from server.search.places import Place
from server.settings import Settings
from server.store.task import Term
from server.zones import zone


@dataclass(frozen=True, slots=True)
class Site:
    """The named questions, the settings, the hub's memory, the clock, the communes, the finder, the check."""

    ask: Ask
    settings: Settings
    engine: Engine
    clock: Clock
    places: Places
    finder: Finder
    checker: Checker

    def today(self, within: ZoneInfo | None = None) -> date:
        """The day it is in a time zone; in the network's own if none is given."""
        return self.local_time(within).date()

    def local_time(self, within: ZoneInfo | None = None) -> datetime:
        """The time it is in a time zone; in the network's own if none is given."""
        return self.clock().replace(tzinfo=UTC).astimezone(within or self.settings.zone)

    def place(self, name: str) -> Place | None:
        """Where a commune is: of the public tables, else amid the labs that stand in it; slips last."""
        found = self.places.find(name, slips=False) or self.finder.place(name) or self.places.find(name)
        return found if found is None or isinstance(found, Place) else Place(found.lat, found.lon, found.name)

    def zone_of(self, name: str) -> ZoneInfo:
        """The time zone that a lab states; the network's own if it states none, or none that exists."""
        return zone(name) or self.settings.zone


def literal(day: date) -> Term:
    """A day as a plain text, to be compared with the beginning of dates."""
    return Literal(day.isoformat())
