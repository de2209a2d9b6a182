"""What happened to a source that its people want to know: noted with the visit that showed it, or as time goes by."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from harvester.decide import Decision
from harvester.desk.tables import events
from harvester.desk.trouble import TROUBLES, reasons, trouble
from harvester.hub import sources
from harvester.registry import Source
from harvester.report import PUBLISHABLE
from harvester.settings import HarvestSettings

#: `first`: published for the first time; `changed`: what it publishes is another; `recovered`: all is well again.
KINDS = ("first", "changed", "recovered", *TROUBLES)
#: Findings kept with an event; a file with more has one mistake made many times.
_MOST = 5

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """A row of `events`. `numbers`: things created, updated, withheld, deleted; `findings`: the first ones, as rows."""

    id: int
    source: int
    at: datetime
    kind: str
    findings: Sequence[Any]
    numbers: Mapping[str, int]


def of(decision: Decision, last: str) -> Row | None:
    """The event that a decision makes, if any. In: the decision, the kind of the source's last event but `changed`."""
    before = decision.visited.source
    after = replace(before, **decision.columns)
    kind = _kind(decision, before, after, last)
    if not kind:
        return None
    told = [] if kind in ("first", "changed", "recovered") else list(reasons(after))[:_MOST]
    numbers = dict(Counter(action for _, action in decision.changes))
    return {"source": before.id, "at": decision.visited.at, "kind": kind, "findings": told, "numbers": numbers}


def _kind(decision: Decision, before: Source, after: Source, last: str) -> str:
    found = trouble(after)
    if found and _is_news(found, before, after):
        return found
    if found == "" and decision.outcome in PUBLISHABLE:
        if before.last_success_at is None:
            return "first"
        if last in TROUBLES or before.gone_at is not None:
            return "recovered"
    return "changed" if decision.changes else ""


def _is_news(found: str, before: Source, after: Source) -> bool:
    """Whether a trouble is another one than before: the same failure again is none."""
    if trouble(before) != found:
        return True
    told: Mapping[str, Any] = {
        "failed": lambda source: source.failure[0],
        "refused": lambda source: [(row[0], row[1], row[3]) for row in source.report or []],
        "withheld": lambda source: sorted(source.withheld),
    }
    return found in told and told[found](before) != told[found](after)


def note(db: Connection, decisions: Sequence[Decision]) -> None:
    """Write the events of a batch of decisions, in the transaction that keeps them."""
    last = last_kinds(db, {d.visited.source.id for d in decisions})
    rows = [row for d in decisions if (row := of(d, last.get(d.visited.source.id, ""))) is not None]
    if rows:
        db.execute(insert(events), rows)


def last_kinds(db: Connection, ids: Iterable[int]) -> Mapping[int, str]:
    """Source → the kind of its last event but `changed`."""
    newest = (select(func.max(events.c.id)).where(events.c.source.in_(ids), events.c.kind != "changed")).group_by(
        events.c.source
    )
    return {row.source: row.kind for row in db.execute(select(events).where(events.c.id.in_(newest)))}


def pass_time(db: Connection, now: datetime, settings: HarvestSettings) -> None:
    """Note the sources that grew stale or silent, each at the time when it did."""
    old = sources.c.last_success_at <= now - settings.stale_after
    served = sources.c.graph.is_not(None), sources.c.gone_at.is_(None), sources.c.status == "accepted"
    rows = db.execute(select(sources.c.id, sources.c.last_success_at).where(old, *served)).all()
    known = _noted_since(db, {row.id: row.last_success_at for row in rows})
    due = [
        {"source": row.id, "at": row.last_success_at + after, "kind": kind, "findings": [], "numbers": {}}
        for row in rows
        for kind, after in (("stale", settings.stale_after), ("silent", settings.silent_after))
        if row.last_success_at + after <= now and kind not in known[row.id]
    ]
    if due:
        db.execute(insert(events), due)


def _noted_since(db: Connection, since: Mapping[int, datetime]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    wanted = select(events).where(events.c.source.in_(since), events.c.kind.in_(("stale", "silent")))
    for row in db.execute(wanted):
        if row.at > since[row.source]:
            found[row.source].add(row.kind)
    return found


def newest(engine: Engine, source: int, most: int) -> list[Event]:
    """The last events of a source, newest first."""
    query = select(events).where(events.c.source == source).order_by(events.c.at.desc(), events.c.id.desc())
    with engine.connect() as db:
        return [Event(**row._mapping) for row in db.execute(query.limit(most))]


def prune(db: Connection, before: datetime) -> None:
    """Drop what is older."""
    db.execute(delete(events).where(events.c.at < before))


def unname(db: Connection, ids: Iterable[int]) -> None:
    """Drop the findings of events of these sources: they may name what was asked to be forgotten."""
    db.execute(update(events).where(events.c.source.in_(ids)).values(findings=[]))
