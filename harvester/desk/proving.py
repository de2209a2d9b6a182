"""The look for tokens, in rounds: at what somebody asks to prove, and again and again at what was proved."""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, Engine

from harvester.adapters.received import Limits
from harvester.desk import acts, proofs, reviews, tokens
from harvester.desk.acts import Done
from harvester.desk.asks import ask
from harvester.desk.dns import Texts
from harvester.desk.proofs import METHODS, Proof
from harvester.fetch import Document, Fetcher
from harvester.settings import HarvestSettings

#: Looked at in one round, and side by side.
_MOST, _AT_ONCE = 64, 8

log = logging.getLogger("fabcommons")


def prove(engine: Engine, settings: HarvestSettings, fetcher: Fetcher | None, texts: Texts, now: datetime) -> int:
    """Look for the tokens that are due, while holding the data folder's lock; out: how many were looked at.

    A token that was proved and is found no more makes the proof lapse after `proof_lapses`.
    """
    with engine.connect() as db:
        due = proofs.due(db, now - settings.proof_every, _MOST)
    if not due:
        return 0
    found = _looked_at(due, settings, fetcher, texts)
    with engine.begin() as db:
        for proof, method in zip(due, found, strict=True):
            _write(db, proof, method, settings, now)
    return len(due)


def _looked_at(
    due: Sequence[Proof], settings: HarvestSettings, fetcher: Fetcher | None, texts: Texts
) -> Sequence[str | None]:
    limits = Limits.of(settings)
    with ThreadPoolExecutor(_AT_ONCE, "prove") as threads:
        if fetcher is not None:
            return list(threads.map(lambda proof: _looked_at_one(proof, fetcher, texts, limits), due))
        with closing(Fetcher(settings)) as own:
            return list(threads.map(lambda proof: _looked_at_one(proof, own, texts, limits), due))


def _looked_at_one(proof: Proof, fetcher: Fetcher, texts: Texts, limits: Limits) -> str | None:
    """As `method_of`; None when it broke off by a fault of ours, which says nothing of the token."""
    try:
        return method_of(proof, fetcher, texts, limits)
    except Exception:
        log.exception("the token of %s could not be looked for", proof.prefix)
        return None


def method_of(proof: Proof, fetcher: Fetcher, texts: Texts, limits: Limits) -> str:
    """The method by which a token is shown now, one of METHODS (the last one first); empty when it is not."""
    order = sorted(METHODS, key=lambda name: name != proof.method)
    return next((name for name in order if _holds(name, proof, fetcher, texts, limits)), "")


def _holds(name: str, proof: Proof, fetcher: Fetcher, texts: Texts, limits: Limits) -> bool:
    if name == "dns":
        return tokens.in_texts(list(texts(tokens.record(proof.prefix))), proof.token)
    address = tokens.well_known(proof.prefix) if name == "well-known" else proof.prefix.removesuffix("#")
    read = tokens.in_list if name == "well-known" else partial(tokens.in_file, limits=limits)
    return any(read(document.content, proof.token) for document in _from_there(address, fetcher))


def _from_there(address: str, fetcher: Fetcher) -> Iterator[Document]:
    """The document at an address, unless another origin gave it."""
    answer = fetcher.fetch(address)
    if isinstance(answer, Document) and tokens.same_origin(answer.url, address):
        yield answer


def _write(db: Connection, proof: Proof, method: str | None, settings: HarvestSettings, now: datetime) -> None:
    if proof.revoked_at is not None:
        proofs.note(db, proof, wanted_at=None)
    elif method is None:
        proofs.note(db, proof, checked_at=now, wanted_at=None)
    elif method and proof.stands:
        proofs.note(db, proof, method=method, checked_at=now, wanted_at=None, lost_at=None)
    elif method:
        _proved(db, proof, method, now)
    elif not proof.stands:
        proofs.note(db, proof, checked_at=now, wanted_at=None)
    else:
        _lost(db, proof, settings, now)


def _proved(db: Connection, proof: Proof, method: str, now: datetime) -> None:
    others = proofs.in_the_way(db, proof)
    if others:
        proofs.note(db, proof, method=method, found_at=now, checked_at=now, wanted_at=None)
        why = {"proof": proof.id, "prefix": proof.prefix, "method": method}
        reviews.ask(db, proof.source, "proof", now, other=others[0], why=why)
        return
    proofs.grant(db, proof, method, now)
    ask(db, proof.source, now, "prefix")
    acts.note(db, now, Done("hub", "proved", proof.prefix, method), before={"proof": proof.id})


def _lost(db: Connection, proof: Proof, settings: HarvestSettings, now: datetime) -> None:
    since = proof.lost_at or now
    if now - since >= settings.proof_lapses:
        proofs.revoke(db, proof, now)
        acts.note(db, now, Done("hub", "lapsed", proof.prefix), before={"proof": proof.id})
    else:
        proofs.note(db, proof, checked_at=now, wanted_at=None, lost_at=since)
