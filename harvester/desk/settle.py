"""What a round settles before and after its visits: what may no longer be served goes."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from harvester import registry
from harvester.decide import Decision, Visited, withdrawal
from harvester.fetch import Unchanged
from harvester.keep import AtStep, keep, no_stop
from harvester.report import Outcome


def withdraw_refused(engine: Engine, data: Path, now: datetime, receipts_kept: int, at_step: AtStep = no_stop) -> int:
    """Withdraw, with tombstones, what is served of sources that are pending, refused, banned or superseded.

    Call it only while holding the data folder's lock. Out: how many.
    """
    with engine.connect() as db:
        found = registry.not_to_be_served(db)
    nothing = [Decision(Visited(source, now, 0.0, Unchanged(), fetched=False), Outcome.GONE, {}) for source in found]
    if nothing:
        keep(engine, data, [withdrawal(each, now) for each in nothing], receipts_kept, at_step)
    return len(nothing)
