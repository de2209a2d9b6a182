"""Events as the agenda needs them: where and when, in the time zone of their lab."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pyoxigraph import NamedNode

from harvester.names import SCHEMA
from server.pages import filters
from server.pages.ask import Rows
from server.pages.directory import Directory, Lab, by_iri, crowded
from server.pages.distance import Point, point
from server.pages.labels import code
from server.pages.moments import as_day, as_moment
from server.pages.rows import Record, first, gather
from server.pages.site import Site, literal

#: Statuses of events that are off: they have no next date.
OFF = ("annule", "reporte")
#: Years in which an event can be reckoned with.
_YEARS = range(1970, 2200)
_WORKSHOP = NamedNode(f"{SCHEMA}EducationEvent")
#: Up to so many hours, an event that ends after midnight belongs to the evening when it began.
_NIGHT = timedelta(hours=12)

Moment = date | datetime


@dataclass(frozen=True, slots=True)
class Event:
    """An event: what is said of it, its lab, its first time there (a day, or a moment with its time zone), its end."""

    record: Record
    lab: Lab
    starts: Moment
    ends: Moment | None
    at: Point | None
    prices: tuple[Record, ...] = ()

    @property
    def id(self) -> str:
        """What stands after the # of its IRI."""
        return self.record.iri.partition("#")[2]

    @property
    def status(self) -> str:
        """The French code of its status: `prevu`, `annule`, `reporte`, `en-ligne`."""
        return code(first(self.record["status"])) or "prevu"

    @property
    def off(self) -> bool:
        """Whether it does not take place, or not then."""
        return self.status in OFF

    @property
    def rule(self) -> str:
        """How it repeats; empty for an event that does not."""
        return first(self.record["rrule"])

    @property
    def kind(self) -> str:
        """`formation`, `atelier` or `rendez-vous`."""
        return kind_of(self.record)

    @property
    def free(self) -> bool:
        """Whether the lab says that nothing has to be paid."""
        return first(self.record["free"]) == "true"

    @property
    def online(self) -> bool:
        """Whether it takes place online."""
        return self.status == "en-ligne"


def kind_of(event: Record) -> str:
    """By what its lab says: `formation` for a session of a training, `atelier`, or `rendez-vous`."""
    if event["course"]:
        return "formation"
    return "atelier" if _WORKSHOP in event["class"] else "rendez-vous"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event at one of its times."""

    event: Event
    starts: Moment
    ends: Moment | None

    @property
    def first_day(self) -> date:
        """The day it begins, at the lab."""
        return _day(self.starts)

    @property
    def last_day(self) -> date:
        """The day it ends; an evening that ends after midnight belongs to its day."""
        if isinstance(self.starts, datetime) and isinstance(self.ends, datetime):
            return self.first_day if self.ends - self.starts < _NIGHT else self.ends.date()
        return _day(self.ends) if self.ends else self.first_day

    @property
    def order(self) -> tuple[str, bool, str, str]:
        """By day, what lasts all day first, then by the hour."""
        return self.first_day.isoformat(), isinstance(self.starts, datetime), self.starts.isoformat(), self.event.id

    def over(self, now: datetime) -> bool:
        """Whether it has ended at a moment (with its time zone); what states no end ends with its day."""
        if isinstance(self.ends, datetime):
            return self.ends < now
        return self.last_day < now.astimezone(self.event.lab.zone).date()


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def wall(moment: Moment) -> datetime:
    """The moment on the lab's clock, without its time zone; a day begins at midnight."""
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else datetime.combine(moment, time())


def events(site: Site, labs: Directory, since: date) -> list[Event]:
    """Events of the labs that are not over on a day, and all that repeat; only what labs say of events of their own."""
    rows = site.ask("planning", today=literal(since), crowded=crowded(site))
    known, prices = by_iri(labs), _prices(rows)
    found = (_event(record, labs.get(first(record["slug"])), known, prices) for record in gather(rows, "event"))
    return [event for event in found if event is not None]


def _prices(rows: Rows) -> Mapping[str, list[Record]]:
    """The prices of each event."""
    found: dict[str, list[Record]] = {}
    for price in by_amount(gather(rows, "price")):
        found.setdefault(first(price["event"]), []).append(price)
    return found


def by_amount(prices: Iterable[Record]) -> list[Record]:
    """Prices, dearest first, in the same order each time."""
    return sorted(prices, key=lambda each: (-_amount(each), first(each["forWhom"]), first(each["per"])))


def _amount(price: Record) -> float:
    try:
        found = float(first(price["amount"]))
    except ValueError:
        return 0.0
    return found if math.isfinite(found) else 0.0


def _event(
    record: Record, lab: Lab | None, known: Mapping[str, Lab], prices: Mapping[str, list[Record]]
) -> Event | None:
    starts = moment(first(record["start"]), lab.zone) if lab and lab.owns(record.iri) else None
    if lab is None or starts is None:
        return None
    host = known.get(first(record["place"]), lab)
    at = point(record["latitude"], record["longitude"]) or host.at
    ends = _end(starts, moment(first(record["end"]), lab.zone))
    return Event(record, lab, starts, ends, at, tuple(prices.get(record.iri, ())))


def _end(starts: Moment, ends: Moment | None) -> Moment | None:
    """The end, if it is said as the beginning is, and after it."""
    if isinstance(starts, datetime) != isinstance(ends, datetime) or ends is None:
        return None
    return ends if wall(ends) >= wall(starts) else None


def moment(text: str, zone: ZoneInfo) -> Moment | None:
    """A day, or a moment in the time zone of a lab; None for what is neither, or is out of all years."""
    found = as_moment(text)
    try:
        if found is None:
            return day if (day := as_day(text)) and "T" not in text and day.year in _YEARS else None
        if found.year not in _YEARS:
            return None
        return found.replace(tzinfo=zone) if found.tzinfo is None else found.astimezone(zone)
    except OverflowError:
        return None


def title(event: Event) -> str:
    """What an event is called, as plain text."""
    return filters.plain(event.record["name"]) or event.id
