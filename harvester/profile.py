"""By what documents are judged now: the settings, the day, and what was asked to be forgotten."""

from datetime import UTC, datetime

from sqlalchemy import Engine, select

from harvester.adapters.received import Limits
from harvester.hub import forgotten
from harvester.judge import Profile
from harvester.settings import HarvestSettings


def profile_of(settings: HarvestSettings, now: datetime, marks: frozenset[str] = frozenset()) -> Profile:
    """By what documents are judged now. In: the settings, UTC now, marks of forgotten things."""
    today = now.replace(tzinfo=UTC).astimezone(settings.zone).date()
    return Profile(
        today,
        settings.time_zone,
        settings.area,
        settings.max_depth,
        settings.max_quads,
        marks,
        settings.feed_days,
        Limits.of(settings),
    )


def marks_of(engine: Engine) -> frozenset[str]:
    """Marks of what was asked to be forgotten."""
    with engine.connect() as db:
        return frozenset(db.scalars(select(forgotten.c.mark)))
