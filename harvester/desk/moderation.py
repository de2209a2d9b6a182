"""What moderators do with sources: one function an act, each written into the log with what an undo needs.

An act changes rows only; what must no longer be served is withdrawn by the next round (`harvester/desk/settle.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from harvester import registry
from harvester.authority import normalise
from harvester.desk import acts, bans, reviews
from harvester.desk.acts import Done
from harvester.desk.asks import ask
from harvester.desk.tables import acts as table
from harvester.errors import ModerationError
from harvester.hub import sources
from harvester.registry import Source

#: Steps from a source to the one that took its place, at most.
_STEPS = 20
_UNREAD: Mapping[str, Any] = {"etag": "", "last_modified": ""}


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, when (UTC without offset), and why."""

    who: str
    now: datetime
    reason: str = ""


def accept(db: Connection, by: By, slug: str) -> int:
    """Let a source in, to be gathered at once; out: the number of the act, as for all of these."""
    source = find(db, slug)
    before = _put(db, by, source, "accepted", ("pending", "refused"))
    before["reviews"] = reviews.close_of(db, source.id, "registration", "accepted", by.now)
    return _noted(db, by, "accept", slug, before)


def refuse(db: Connection, by: By, slug: str) -> int:
    """Keep a source out, or send it away, with a reason that its registration shows."""
    _needs_reason(by)
    source = find(db, slug)
    before = _put(db, by, source, "refused", ("pending", "accepted"))
    before["reviews"] = reviews.close_of(db, source.id, "registration", "refused", by.now)
    return _noted(db, by, "refuse", slug, before)


def ask_again(db: Connection, by: By, slug: str, why: Mapping[str, Any]) -> int:
    """Somebody asks once more for a source that was refused: it waits again."""
    source = find(db, slug)
    before = _put(db, by, source, "pending", ("refused",))
    reviews.ask(db, source.id, "registration", by.now, why=why)
    return _noted(db, by, "register", slug, before)


def ban(db: Connection, by: By, slug: str, kind: str) -> int:
    """Send away the file of a source (`base`), or its host with all its sources (`host`), for as long as it stands."""
    _needs_reason(by)
    if kind not in bans.KINDS:
        raise ModerationError("kind", f"{kind!r} is not one of {', '.join(bans.KINDS)}")
    source = find(db, slug)
    what = bans.host_of(source.url) if kind == "host" else source.base
    number = bans.add(db, kind, what, by.who, by.reason, by.now)
    standing, hit = bans.standing(db), dict[str, dict[str, Any]]()
    for each in registry.all_sources(db):
        if standing.stop(each.url) or standing.stop(each.base):
            hit[each.slug] = _sent_away(db, by, each)
    return _noted(db, by, "ban", slug, {"ban": number, "kind": kind, "what": what, "sources": hit})


def _sent_away(db: Connection, by: By, source: Source) -> dict[str, Any]:
    """Ban a source; out: what was there, before this ban and those that hit it already."""
    if source.status == "banned":
        earlier = db.scalars(select(table.c.before).where(table.c.act == "ban").order_by(table.c.id.desc()))
        found = (dict(before["sources"]) for before in earlier if source.slug in before["sources"])
        return next((each[source.slug] for each in found), {"status": "refused", "set": "banned"})
    before = _put(db, by, source, "banned")
    before["reviews"] = reviews.close_of(db, source.id, "registration", "banned", by.now)
    return before


def move(db: Connection, by: By, slug: str, url: str) -> int:
    """Read a source at another address from now on; its base stays. The caller has checked the file there.

    A file that the hub kept is kept no more; the undo keeps it again.
    """
    source = find(db, slug)
    check_address(db, source, url)
    values = {"url": url.strip(), "hosted": False, "next_visit_at": by.now, "failures": 0, **_UNREAD}
    registry.change(db, source.id, values)
    before: dict[str, Any] = {"url": source.url, "hosted": source.hosted, "to": url.strip()}
    before["reviews"] = reviews.close_of(db, source.id, "move", "moved", by.now)
    ask(db, source.id, by.now, "moved")
    return _noted(db, by, "move", slug, before)


def check_address(db: Connection, source: Source, url: str) -> None:
    """That a source may be read at an address, whoever moves it. Errors: ModerationError."""
    try:
        wanted = normalise(url)
    except ValueError as error:
        raise ModerationError("address", str(error), "Give a full address, in https://") from error
    if bans.standing(db).stop(wanted):
        raise ModerationError("banned", f"{url} is banned", "See `fabcommons moderate log`.")
    if any(each.id != source.id and wanted in (each.base, _normal(each.url)) for each in registry.all_sources(db)):
        raise ModerationError("taken", f"{url} is the address of another source", "Merge the two instead.")


def merge(db: Connection, by: By, slug: str, into: str) -> int:
    """Let a source give way to another of the same lab: its graph goes, its pages lead to the other's."""
    source, heir = find(db, slug), find(db, into)
    if source.id == heir.id or source.id in _heirs(db, heir):
        raise ModerationError("itself", f"{slug} cannot give way to {into}", "Choose the one that stays.")
    if heir.status != "accepted":
        raise ModerationError("state", f"{into} is {heir.status}", "Accept it first.")
    before = _put(db, by, source, "superseded", ("accepted", "pending", "refused"), successor=heir.id)
    before["into"] = into
    before["reviews"] = reviews.close_pair(db, source.id, heir.id, "merged", by.now)
    before["reviews"] += reviews.close_of(db, source.id, "registration", "merged", by.now)
    return _noted(db, by, "merge", slug, before)


def tell_apart(db: Connection, by: By, slug: str, other: str) -> int:
    """Say that two sources are two labs: they are never taken for one again."""
    one, two = find(db, slug), find(db, other)
    closed = reviews.close_pair(db, one.id, two.id, reviews.DISTINCT, by.now)
    return _noted(db, by, "distinct", slug, {"reviews": closed, "other": other})


def find(db: Connection, slug: str) -> Source:
    """The source of that slug, whatever its status. Errors: ModerationError."""
    row = db.execute(select(sources).where(sources.c.slug == slug)).one_or_none()
    if row is None:
        raise ModerationError("unknown", f"no source is called «{slug}»", "See `fabcommons sources`.")
    return Source(**row._mapping)


def _put(
    db: Connection, by: By, source: Source, status: str, allowed: tuple[str, ...] = (), **columns: Any
) -> dict[str, Any]:
    """Change the status of a source, unless somebody was faster; out: what was there, for an undo."""
    if allowed and source.status not in allowed:
        raise ModerationError("state", f"{source.slug} is {source.status}", f"It must be {' or '.join(allowed)}.")
    values = {"status": status, "successor": None, "next_visit_at": by.now, **columns}
    same = sources.c.id == source.id, sources.c.status == source.status
    if not db.execute(update(sources).where(*same).values(**values)).rowcount:
        raise ModerationError("changed", f"{source.slug} has changed meanwhile", "Look at it again.")
    ask(db, source.id, by.now, status)
    return {"status": source.status, "successor": source.successor, "set": status}


def put_back(db: Connection, by: By, slug: str, before: Mapping[str, Any]) -> None:
    """Give a source back the status it had, as long as it has the one that the act gave it."""
    source = find(db, slug)
    if source.status != before["set"]:
        raise ModerationError("changed", f"{slug} is {source.status} by now", "Undo what came after it first.")
    _put(db, by, source, before["status"], successor=before.get("successor"))
    reviews.open_again(db, before.get("reviews", ()))


def _heirs(db: Connection, source: Source) -> set[int]:
    """Those that a source gave way to, one after the other."""
    seen: set[int] = set()
    following: int | None = source.successor
    while following is not None and following not in seen and len(seen) < _STEPS:
        seen.add(following)
        following = db.execute(select(sources.c.successor).where(sources.c.id == following)).scalar()
    return seen


def _needs_reason(by: By) -> None:
    if not by.reason.strip():
        raise ModerationError("reason", "this needs a reason", "Say why in words that the lab will read.")


def _normal(url: str) -> str:
    try:
        return normalise(url)
    except ValueError:
        return url


def _noted(db: Connection, by: By, act: str, subject: str, before: Mapping[str, Any]) -> int:
    return acts.note(db, by.now, Done(by.who, act, subject, by.reason), before=before)
