"""A prefix that two sources claim: the moderator's decision for the newer, and its undo."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from harvester.desk import acts, proofs, reviews
from harvester.desk.acts import Done
from harvester.desk.asks import ask
from harvester.desk.moderation import By
from harvester.desk.tables import reviews as table
from harvester.errors import ModerationError


def grant(db: Connection, by: By, number: int) -> int:
    """Give a prefix whose token was found to who asked last; who held it holds it no more. Out: the act's number."""
    proof = proofs.one(db, number)
    if proof is None or proof.found_at is None or proof.stands:
        raise ModerationError(
            "changed", f"proof {number} does not wait for a decision", "See `fabcommons moderate list`."
        )
    others = proofs.holders(db, proof.prefix, proof.source)
    for other in others:
        proofs.revoke(db, other, by.now)
        ask(db, other.source, by.now, "prefix")
    proofs.grant(db, proof, proof.method, by.now)
    ask(db, proof.source, by.now, "prefix")
    closed = reviews.close(db, "granted", by.now, table.c.source == proof.source, table.c.kind == "proof")
    before = {"proof": number, "revoked": [each.id for each in others], "reviews": closed}
    return acts.note(db, by.now, Done(by.who, "grant", proof.prefix, by.reason), before=before)


def deny(db: Connection, by: By, number: int) -> int:
    """Leave a prefix with who holds it. Out: the act's number."""
    proof = proofs.one(db, number)
    if proof is None or proof.stands:
        raise ModerationError(
            "changed", f"proof {number} does not wait for a decision", "See `fabcommons moderate list`."
        )
    proofs.note(db, proof, found_at=None, wanted_at=None)
    closed = reviews.close(db, "denied", by.now, table.c.source == proof.source, table.c.kind == "proof")
    before = {"proof": number, "found_at": proof.found_at.isoformat() if proof.found_at else None, "reviews": closed}
    return acts.note(db, by.now, Done(by.who, "deny", proof.prefix, by.reason), before=before)


def ask_again(db: Connection, before: Mapping[str, Any]) -> None:
    """What was denied waits for a decision again."""
    proof = proofs.one(db, before["proof"])
    if proof is None or proof.stands or proof.found_at is not None:
        raise ModerationError("changed", "that request is decided otherwise by now", "Nothing is left to be undone.")
    found = before["found_at"]
    proofs.note(db, proof, found_at=datetime.fromisoformat(found) if found else None)
    reviews.open_again(db, before["reviews"])


def take_back(db: Connection, by: By, before: Mapping[str, Any]) -> None:
    """Each prefix is again whose it was."""
    proof = proofs.one(db, before["proof"])
    if proof is None or not proof.stands:
        raise ModerationError("changed", "that prefix is no longer held", "Nothing is left to be undone.")
    proofs.revoke(db, proof, by.now)
    for number in before["revoked"]:
        other = proofs.one(db, number)
        if other:
            proofs.revoke(db, other, None)
            ask(db, other.source, by.now, "prefix")
    reviews.open_again(db, before["reviews"])
    ask(db, proof.source, by.now, "prefix")
