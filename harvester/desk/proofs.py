"""Prefixes that a source proved to hold: its file may speak of what lies under them.

Whoever asks gets a claim (a secret of theirs) and a token (public: it is to be shown where only who holds the place can
put it). `harvester/desk/proving.py` looks for tokens; a prefix that another holds is a moderator's to grant.
"""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from harvester.authority import normalise, owns
from harvester.desk.tables import proofs
from harvester.hub import sources
from ontology import VOCAB

#: The methods, by what they prove: one document with its fragments, or what is below it; all of an origin; a host.
METHODS = ("file", "well-known", "dns")


@dataclass(frozen=True, slots=True)
class Proof:
    """A row of `proofs`."""

    id: int
    source: int
    prefix: str
    token: str
    asked_at: datetime
    method: str
    proved_at: datetime | None
    checked_at: datetime | None
    revoked_at: datetime | None
    claim: int | None
    wanted_at: datetime | None
    found_at: datetime | None
    lost_at: datetime | None

    @property
    def stands(self) -> bool:
        """Whether the prefix is the source's now."""
        return self.proved_at is not None and self.revoked_at is None


def prefixes(engine: Engine) -> Mapping[int, tuple[str, ...]]:
    """Source → the prefixes it proved to hold, and after a `!` those below them that are others'."""
    with engine.connect() as db:
        held = [(row.source, row.prefix) for row in db.execute(_standing())]
        others = db.execute(select(sources.c.id, sources.c.base)).all() if held else []
    found: dict[int, list[str]] = defaultdict(list)
    for source, prefix in held:
        found[source].append(prefix)
        below = [(row.id, row.base) for row in others] + held
        found[source] += [f"!{each}" for owner, each in below if owner != source and each.startswith(prefix)]
    return {source: tuple(dict.fromkeys(each)) for source, each in found.items()}


def _standing() -> Any:
    return select(proofs).where(proofs.c.proved_at.is_not(None), proofs.c.revoked_at.is_(None))


def prefix_of(text: str, hub: str) -> str:
    """A prefix as it is compared: `https://lab.example/` or `https://lab.example/fablab.jsonld#`.

    In: what somebody typed, the hub's public address. Errors: ValueError with a code: `form`, or `reserved` for what
    belongs to all.
    """
    end = text.strip()[-1:]
    if end not in ("/", "#") or len(text) > 1000:
        raise ValueError("form")
    try:
        address = normalise(text.strip().removesuffix("#"))
    except ValueError as error:
        raise ValueError("form") from error
    if "?" in address or (end == "/" and not address.endswith("/")):
        raise ValueError("form")
    prefix = address if end == "/" else f"{address}#"
    if any(overlap(prefix, reserved) for reserved in (VOCAB, f"{hub}/")):
        raise ValueError("reserved")
    return prefix


def overlap(one: str, other: str) -> bool:
    """Whether something may be under both."""
    return one.startswith(other) or other.startswith(one)


def ask(db: Connection, source: int, prefix: str, claim: int, now: datetime, most: int) -> str:
    """Note that a source wants to speak of a prefix; out: the token.

    The last `most` requests are kept, and those whose token was found, which wait for a moderator.
    """
    token = f"fabcommons-{secrets.token_urlsafe(24)}"
    values = {"source": source, "prefix": prefix, "token": token, "asked_at": now, "claim": claim}
    db.execute(insert(proofs).values(**values))
    unfound = proofs.c.proved_at.is_(None), proofs.c.found_at.is_(None)
    waiting = select(proofs.c.id).where(proofs.c.source == source, *unfound)
    kept = waiting.order_by(proofs.c.id.desc()).limit(most)
    db.execute(delete(proofs).where(proofs.c.id.in_(waiting), proofs.c.id.not_in(kept)))
    return token


def want(db: Connection, number: int, now: datetime) -> None:
    """Ask that it be looked at now."""
    db.execute(update(proofs).where(proofs.c.id == number).values(wanted_at=now))


def of_claim(engine: Engine, claim: int) -> Proof | None:
    """What somebody asked for by a claim."""
    with engine.connect() as db:
        row = db.execute(select(proofs).where(proofs.c.claim == claim)).one_or_none()
    return _proof(row) if row else None


def of_source(engine: Engine, source: int) -> list[Proof]:
    """The prefixes that a source holds, by prefix."""
    with engine.connect() as db:
        rows = db.execute(_standing().where(proofs.c.source == source).order_by(proofs.c.prefix))
        return [_proof(row) for row in rows]


def over(db: Connection, address: str) -> list[Proof]:
    """The standing proofs of a prefix that an address is under, the longest prefix first."""
    found = [_proof(row) for row in db.execute(_standing())]
    return sorted((each for each in found if owns("", address, (each.prefix,))), key=lambda each: -len(each.prefix))


def one(db: Connection, number: int) -> Proof | None:
    """The proof of that number."""
    row = db.execute(select(proofs).where(proofs.c.id == number)).one_or_none()
    return _proof(row) if row else None


def due(db: Connection, before: datetime, most: int) -> list[Proof]:
    """Those to be looked at: wanted ones first, then those that stand and were looked at before that time."""
    old = func.coalesce(proofs.c.checked_at, proofs.c.asked_at) <= before
    stands = proofs.c.proved_at.is_not(None) & proofs.c.revoked_at.is_(None)
    which = proofs.c.wanted_at.is_not(None) | (stands & old)
    order = proofs.c.wanted_at.is_(None), proofs.c.wanted_at, proofs.c.checked_at
    return [_proof(row) for row in db.execute(select(proofs).where(which).order_by(*order).limit(most))]


def in_the_way(db: Connection, proof: Proof) -> Sequence[int]:
    """The sources that hold a prefix over or under this one, or whose own things are under it."""
    held = [row.source for row in db.execute(_standing()) if overlap(row.prefix, proof.prefix)]
    living = select(sources.c.id, sources.c.base).where(sources.c.status.in_(("accepted", "pending")))
    own = [row.id for row in db.execute(living) if f"{row.base}#".startswith(proof.prefix)]
    return sorted({*held, *own} - {proof.source})


def grant(db: Connection, proof: Proof, method: str, now: datetime) -> None:
    """The prefix is the source's; its file is judged anew."""
    values = {"method": method, "proved_at": now, "checked_at": now, "wanted_at": None, "lost_at": None}
    db.execute(update(proofs).where(proofs.c.id == proof.id).values(**values, found_at=now, revoked_at=None))
    _judge_anew(db, proof.source)


def revoke(db: Connection, proof: Proof, now: datetime | None) -> None:
    """The prefix is no longer the source's; or is again (None)."""
    db.execute(update(proofs).where(proofs.c.id == proof.id).values(revoked_at=now, wanted_at=None))
    _judge_anew(db, proof.source)


def note(db: Connection, proof: Proof, **values: Any) -> None:
    """Write what a look at it gave."""
    db.execute(update(proofs).where(proofs.c.id == proof.id).values(**values))


def holders(db: Connection, prefix: str, apart_from: int) -> list[Proof]:
    """The standing proofs of others that overlap a prefix."""
    found = [_proof(row) for row in db.execute(_standing().where(proofs.c.source != apart_from))]
    return [each for each in found if overlap(each.prefix, prefix)]


def _judge_anew(db: Connection, source: int) -> None:
    db.execute(update(sources).where(sources.c.id == source).values(pipeline="", etag="", last_modified=""))


def _proof(row: Row[Any]) -> Proof:
    return Proof(**row._mapping)
