"""The undo of each act of moderators: what was there before is put back, and that is an act of its own."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from harvester import registry
from harvester.desk import acts, bans, grants, proposals, reviews, shared_links
from harvester.desk.acts import Act, Done
from harvester.desk.asks import ask
from harvester.desk.moderation import By, find, put_back
from harvester.desk.tables import acts as table
from harvester.errors import ModerationError


def undo(db: Connection, by: By, number: int) -> int:
    """Take back an act; out: the number of the act that does so. Errors: ModerationError."""
    row = db.execute(select(table).where(table.c.id == number)).one_or_none()
    if row is None or row.act not in _UNDO:
        raise ModerationError(
            "undo", f"there is no act {number} that could be undone", "See `fabcommons moderate log`."
        )
    if db.execute(select(table.c.id).where(table.c.undoes == number)).first():
        raise ModerationError("undone", f"act {number} is undone already")
    act = Act(**row._mapping)
    _UNDO[act.act](db, by, act)
    return acts.note(db, by.now, Done(by.who, "undo", act.subject, by.reason), before=act.before, undoes=number)


def unban(db: Connection, by: By, what: str) -> int:
    """Take back the ban of a host or a file that still stands; out: the number of the act. Errors: ModerationError."""
    undone = select(table.c.undoes).where(table.c.undoes.is_not(None))
    query = select(table).where(table.c.act == "ban", table.c.id.not_in(undone)).order_by(table.c.id.desc())
    found = next((row.id for row in db.execute(query) if (row.before or {}).get("what") == what), None)
    if found is None:
        raise ModerationError("undo", f"{what} is not banned", "See `fabcommons moderate log`.")
    return undo(db, by, found)


def can_undo(act: Act) -> bool:
    """Whether an act is of a kind that can be taken back."""
    return act.act in _UNDO


def _status(db: Connection, by: By, act: Act) -> None:
    put_back(db, by, act.subject, _before(act))


def _ban(db: Connection, by: By, act: Act) -> None:
    """The host is free again; each source has the status it had, unless another ban still hits it."""
    before = _before(act)
    if not bans.lift(db, int(before["ban"]), by.now):
        raise ModerationError("changed", "that ban is lifted already")
    standing = bans.standing(db)
    for slug, was in before["sources"].items():
        source = find(db, slug)
        if source.status == "banned" and not (standing.stop(source.url) or standing.stop(source.base)):
            put_back(db, by, slug, was)


def _move(db: Connection, by: By, act: Act) -> None:
    before, source = _before(act), find(db, act.subject)
    if source.url != before["to"]:
        raise ModerationError("changed", f"{act.subject} has moved again", "Undo that move first.")
    _read_again(db, by, source.id, before)
    reviews.open_again(db, before.get("reviews", ()))


def _moved(db: Connection, by: By, act: Act) -> None:
    """A lab moved its file away, or somebody who had its edit link: the hub keeps it again."""
    source = find(db, act.subject)
    if source.hosted or source.url != act.reason:
        raise ModerationError("changed", f"{act.subject} has moved again", "Undo that move first.")
    _read_again(db, by, source.id, _before(act))


def _read_again(db: Connection, by: By, source: int, before: Mapping[str, Any]) -> None:
    """At the address where it was read before."""
    where = {"url": before["url"], "hosted": before["hosted"]}
    anew = {"next_visit_at": by.now, "etag": "", "last_modified": "", "failures": 0, "failure": None}
    registry.change(db, source, {**where, **anew})
    ask(db, source, by.now, "moved")


def _merge(db: Connection, by: By, act: Act) -> None:
    """The two stand side by side again, and the hub itself does not join them another time."""
    before = _before(act)
    put_back(db, by, act.subject, {**before, "reviews": ()})
    if act.who == "hub":
        one, other = find(db, act.subject), find(db, str(before["into"]))
        reviews.close_pair(db, one.id, other.id, reviews.DISTINCT, by.now)
    else:
        reviews.open_again(db, before.get("reviews", ()))


def _distinct(db: Connection, _by: By, act: Act) -> None:
    reviews.open_again(db, _before(act)["reviews"])


def _link(db: Connection, by: By, act: Act) -> None:
    shared_links.take_back(db, by, _before(act))


def _grant(db: Connection, by: By, act: Act) -> None:
    grants.take_back(db, by, _before(act))


def _deny(db: Connection, _by: By, act: Act) -> None:
    grants.ask_again(db, _before(act))


def _proposal(db: Connection, _by: By, act: Act) -> None:
    proposals.reopen(db, int(_before(act)["proposal"]))


def _before(act: Act) -> Mapping[str, Any]:
    if act.before is None:
        raise ModerationError("undo", f"act {act.id} has kept nothing to be put back")
    return act.before


_UNDO: Mapping[str, Callable[[Connection, By, Act], None]] = {
    "accept": _status,
    "refuse": _status,
    "ban": _ban,
    "move": _move,
    "moved": _moved,
    "merge": _merge,
    "distinct": _distinct,
    "reference-guide": _link,
    "grant": _grant,
    "deny": _deny,
    "proposal": _proposal,
}
