"""Prefixes that a source proved to hold: its file may speak of what lies under them."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Engine, select

from harvester.desk.tables import proofs


def prefixes(engine: Engine) -> Mapping[int, tuple[str, ...]]:
    """Source → the prefixes it proved to hold."""
    found: dict[int, list[str]] = defaultdict(list)
    with engine.connect() as db:
        query = select(proofs.c.source, proofs.c.prefix).where(
            proofs.c.proved_at.is_not(None), proofs.c.revoked_at.is_(None)
        )
        for row in db.execute(query):
            found[row.source].append(row.prefix)
    return {source: tuple(each) for source, each in found.items()}
