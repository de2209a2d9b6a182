"""What labs propose to say of things that belong to others (ONTOLOGY §7): kept apart, until the owner has decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyoxigraph as ox
from sqlalchemy import Connection, Engine, delete, insert, select, update

from harvester.authority import owns
from harvester.desk import acts
from harvester.desk.acts import Done
from harvester.desk.moderation import By
from harvester.desk.tables import proposals
from harvester.errors import ModerationError
from harvester.hub import sources
from harvester.judge import forgotten_mark
from harvester.proposed import Said

DECISIONS = ("accepted", "refused")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row of `proposals` with the slug of who proposes; `owner` the slug of whose thing it is, else `registry`."""

    id: int
    source: int
    slug: str
    graph: str
    about: str
    triples: str
    since: datetime
    decision: str
    reason: str
    decided_at: datetime | None
    owner: str


#: The owner of what belongs to no lab: shared subjects, which moderators describe.
REGISTRY = "registry"


def keep(db: Connection, source: int, said: Sequence[Said], now: datetime) -> None:
    """Write what a file proposes now: new ones begin to wait, changed ones wait anew, others are gone."""
    rows = {(r.graph, r.about): r for r in db.execute(select(proposals).where(proposals.c.source == source))}
    for each in said:
        row = rows.pop((each.graph, each.about), None)
        if row is None:
            values = {"source": source, "graph": each.graph, "about": each.about, "triples": each.triples}
            db.execute(insert(proposals).values(**values, since=now))
        elif row.triples != each.triples:
            anew = {"triples": each.triples, "since": now, "gone_at": None, "decision": "", "decided_at": None}
            db.execute(update(proposals).where(proposals.c.id == row.id).values(**anew, reason="", who=""))
        elif row.gone_at is not None:
            db.execute(update(proposals).where(proposals.c.id == row.id).values(gone_at=None))
    gone = [row.id for row in rows.values() if row.gone_at is None]
    if gone:
        db.execute(update(proposals).where(proposals.c.id.in_(gone)).values(gone_at=now))


def authors(db: Connection) -> frozenset[int]:
    """The sources that ever proposed something."""
    return frozenset(db.scalars(select(proposals.c.source).distinct()))


def waiting(engine: Engine, owner: str = "", prefixes: Mapping[int, Sequence[str]] | None = None) -> list[Proposal]:
    """The proposals that await a decision, oldest first: on the things of one owner (a slug, `registry`), or all."""
    return [each for each in everyone(engine, prefixes or {}) if not each.decision and owner in ("", each.owner)]


def everyone(engine: Engine, prefixes: Mapping[int, Sequence[str]]) -> list[Proposal]:
    """Every proposal that its file still makes, oldest first."""
    columns = [proposals.c[name] for name in _COLUMNS]
    query = select(*columns, sources.c.slug).join(sources, sources.c.id == proposals.c.source)
    stands = proposals.c.gone_at.is_(None), sources.c.status == "accepted", sources.c.graph.is_not(None)
    with engine.connect() as db:
        rows = db.execute(query.where(*stands).order_by(proposals.c.since, proposals.c.graph, proposals.c.id)).all()
        bases = db.execute(select(sources.c.id, sources.c.slug, sources.c.base).where(sources.c.status == "accepted"))
        holders = {row.base: row.slug for row in bases}
        by_number = {row.id: row.slug for row in db.execute(select(sources.c.id, sources.c.slug))}
    proved = [(prefix, by_number.get(number, "")) for number, some in prefixes.items() for prefix in some]
    return [Proposal(**row._mapping, owner=_owner(row.about, holders, proved)) for row in rows]


_COLUMNS = ("id", "source", "graph", "about", "triples", "since", "decision", "reason", "decided_at")


def _owner(about: str, holders: Mapping[str, str], proved: Sequence[tuple[str, str]]) -> str:
    """Whose thing it is: the lab's whose file names it, else of who holds the longest prefix, else the network's."""
    named = holders.get(about) or holders.get(about.partition("#")[0])
    under = max(((len(prefix), slug) for prefix, slug in proved if owns("", about, (prefix,))), default=(0, ""))
    return named or under[1] or REGISTRY


def decide(db: Connection, by: By, number: int, decision: str) -> int:
    """Write what the owner decided; the file in which an accepted one is then said stays the owner's to edit."""
    if decision not in DECISIONS:
        raise ModerationError("kind", f"{decision!r} is not one of {', '.join(DECISIONS)}")
    if decision == "refused" and not by.reason.strip():
        raise ModerationError("reason", "this needs a reason", "Say why in words that the lab will read.")
    values = {"decision": decision, "reason": by.reason, "decided_at": by.now, "who": by.who}
    open_ = proposals.c.id == number, proposals.c.decision == ""
    row = db.execute(update(proposals).where(*open_).values(**values).returning(proposals.c.graph)).one_or_none()
    if row is None:
        raise ModerationError("changed", f"proposal {number} does not wait", "See `fabcommons moderate list`.")
    before = {"proposal": number, "decision": decision}
    return acts.note(db, by.now, Done(by.who, "proposal", row.graph, by.reason), before=before)


def reopen(db: Connection, number: int) -> None:
    """Take a decision back."""
    nothing = {"decision": "", "reason": "", "decided_at": None, "who": ""}
    db.execute(update(proposals).where(proposals.c.id == number).values(**nothing))


def forget(db: Connection, marks: frozenset[str]) -> None:
    """Erase the proposals that speak of forgotten things, whoever makes them."""
    for row in db.execute(select(proposals.c.id, proposals.c.about, proposals.c.triples)).all():
        named = {row.about, *_named(row.triples)}
        if any(forgotten_mark(iri) in marks for iri in named):
            db.execute(delete(proposals).where(proposals.c.id == row.id))


def _named(triples: str) -> set[str]:
    parsed = [quad.triple for quad in ox.parse(triples, ox.RdfFormat.N_TRIPLES)]
    return {term.value for t in parsed for term in (t.subject, t.object) if isinstance(term, ox.NamedNode)}
