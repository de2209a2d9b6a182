"""How many sources were in each state, day by day or week by week: from the visits the hub remembers."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from sqlalchemy import Engine, case, func, select

from harvester.hub import visits
from harvester.registry import Source
from harvester.report import PUBLISHABLE, Outcome
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


def trend(site: Site, sources: Sequence[Source], span: str) -> list[Point]:
    """In: all sources, one of SPANS. Out: points from the oldest to now."""
    count, step = SPANS[span]
    days = [site.today() - timedelta(days=step * back) for back in range(count - 1, 0, -1)]
    moments = tuple(_end(day, site) for day in days)
    known = _news(site.engine, moments, moments[0] - site.settings.gone_after)
    past = [_point(day, at, sources, known, site.settings) for day, at in zip(days, moments, strict=True)]
    now = Counter(state(source, site.clock(), site.settings) for source in sources)
    return [*past, Point(site.today(), _whole(now))]


def _end(day: date, site: Site) -> datetime:
    """The end of a day where the network is, as the hub stores times (UTC without offset)."""
    local = datetime.combine(day + timedelta(days=1), time(), site.settings.zone)
    return local.astimezone(UTC).replace(tzinfo=None)


#: Of each source: the moments of its last good file, and of its last withdrawal, before each end of day.
_News = Mapping[int, tuple[Sequence[datetime], Sequence[datetime]]]


@lru_cache(maxsize=4)
def _news(engine: Engine, moments: tuple[datetime, ...], since: datetime) -> _News:
    """What is past does not change, and is read once a day."""
    bucket = case(*((visits.c.at <= moment, place) for place, moment in enumerate(moments)))
    good = visits.c.outcome.in_(sorted(PUBLISHABLE))
    query = (
        select(visits.c.source, good, func.max(visits.c.at))
        .where(visits.c.at > since, visits.c.at <= moments[-1], good | (visits.c.outcome == Outcome.GONE))
        .group_by(visits.c.source, good, bucket)
    )
    found: dict[int, tuple[list[datetime], list[datetime]]] = defaultdict(lambda: ([], []))
    with engine.connect() as db:
        for source, is_good, at in db.execute(query):
            found[source][0 if is_good else 1].append(at)
    return {source: (sorted(goods), sorted(ends)) for source, (goods, ends) in found.items()}


def _point(day: date, at: datetime, sources: Iterable[Source], known: _News, settings: Settings) -> Point:
    then = Counter(state(_then(source, at, known), at, settings) for source in sources if source.registered_at <= at)
    return Point(day, _whole(then))


def _then(source: Source, at: datetime, known: _News) -> Source:
    """The source as it was at that moment, as far as its state goes."""
    goods, ends = known.get(source.id, ((), ()))
    good, end = _last(goods, at), _last(ends, at) or (source.gone_at if _before(source.gone_at, at) else None)
    return replace(source, last_success_at=good, gone_at=end if end and (good is None or end >= good) else None)


def _before(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment <= at


def _last(moments: Sequence[datetime], at: datetime) -> datetime | None:
    place = bisect_right(moments, at)
    return moments[place - 1] if place else None


def _whole(counts: Mapping[str, int]) -> Mapping[str, int]:
    return {name: counts.get(name, 0) for name in STATES}
