"""How many sources were in each state, day by day or week by week: from the visits the hub remembers."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Select, select

from harvester.hub import sources, versions, visits
from harvester.registry import Source
from harvester.report import PUBLISHABLE
from harvester.schedule import STATES, state
from server.pages.site import Site
from server.settings import Settings

#: What may be asked for: how many points, and the days between two.
SPANS: Mapping[str, tuple[int, int]] = {"days": (14, 1), "weeks": (12, 7)}


@dataclass(frozen=True, slots=True)
class Point:
    """Sources by state at the end of a day; for today, now."""

    day: date
    states: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many sources there were."""
        return sum(self.states.values())


def trend(site: Site, every: Sequence[Source], span: str) -> list[Point]:
    """In: all sources, one of SPANS. Out: points from the oldest to now."""
    count, step = SPANS[span]
    days = tuple(site.today() - timedelta(days=step * back) for back in range(count - 1, 0, -1))
    now = Counter(state(source, site.clock(), site.settings) for source in every)
    return [*_past(site.engine, site.settings, days), Point(site.today(), _whole(now))]


@lru_cache(maxsize=4)
def _past(engine: Engine, settings: Settings, days: tuple[date, ...]) -> tuple[Point, ...]:
    """What is past does not change, and is counted once a day."""
    moments = [_end(day, settings) for day in days]
    then: list[Counter[str]] = [Counter() for _ in days]
    with engine.connect() as db:
        ends = _withdrawals(db)
        for number, registered, gone, *goods in db.execute(_news(moments, settings)):
            known = sorted({*ends.get(number, ()), *([gone] if gone else [])})
            for counter, at, good in zip(then, moments, goods, strict=True):
                if registered <= at:
                    counter[_state(good, _last(known, at), at, registered, settings)] += 1
    return tuple(Point(day, _whole(counter)) for day, counter in zip(days, then, strict=True))


def _end(day: date, settings: Settings) -> datetime:
    """The end of a day where the network is, as the hub stores times (UTC without offset)."""
    local = datetime.combine(day + timedelta(days=1), time(), settings.zone)
    return local.astimezone(UTC).replace(tzinfo=None)


def _news(moments: Iterable[datetime], settings: Settings) -> Select[Any]:
    """Of each source: when it was registered and withdrawn, and its last good file before each moment.

    Each is found from the end of an index; what is older than a withdrawal is not looked for.
    """
    good = [
        select(visits.c.at)
        .where(
            visits.c.source == sources.c.id,
            visits.c.at <= moment,
            visits.c.at > moment - settings.gone_after,
            visits.c.outcome.in_(sorted(PUBLISHABLE)),
        )
        .order_by(visits.c.at.desc())
        .limit(1)
        .scalar_subquery()
        for moment in moments
    ]
    columns = sources.c.id, sources.c.registered_at, sources.c.gone_at, *good
    return select(*columns).where(sources.c.status == "accepted")


def _withdrawals(db: Connection) -> Mapping[int, Sequence[datetime]]:
    """When the graph of a source was withdrawn."""
    found: dict[int, list[datetime]] = defaultdict(list)
    for source, at in db.execute(select(versions.c.source, versions.c.kept_at).where(versions.c.file.is_(None))):
        found[source].append(at)
    return found


def _state(good: datetime | None, end: datetime | None, at: datetime, registered: datetime, settings: Settings) -> str:
    """The state a source was in, as `harvester.schedule` tells it."""
    gone = end if end and (good is None or end >= good) else None
    then = Source(0, "", "", "", "", registered, last_success_at=good, gone_at=gone)
    return state(then, at, settings)


def _last(moments: Sequence[datetime], at: datetime) -> datetime | None:
    place = bisect_right(moments, at)
    return moments[place - 1] if place else None


def _whole(counts: Mapping[str, int]) -> Mapping[str, int]:
    return {name: counts.get(name, 0) for name in STATES}
