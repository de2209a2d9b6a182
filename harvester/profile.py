"""By what documents are judged now: the settings, the day, and what was asked to be forgotten."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import Engine, select

import ontology
import shapes
from harvester.adapters import ADAPTERS
from harvester.adapters.received import Limits
from harvester.hub import forgotten
from harvester.judge import Profile
from harvester.settings import HarvestSettings

#: Raised when the code of judging changes what it says of the same bytes.
_CODE = "3"


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


def pipeline_version(settings: HarvestSettings, marks: Iterable[str] = ()) -> str:
    """What a verdict depends on besides the bytes: code, forms, context, lists, shapes, limits, forgotten things."""
    forms = [adapter.name for adapter in ADAPTERS]
    parts = [_CODE, forms, ontology.version(), shapes.version(), settings.time_zone, settings.area, settings.max_depth]
    feeds = [settings.feed_days, settings.feed_events, settings.feeds_per_lab]
    text = json.dumps([*parts, settings.max_quads, *feeds, sorted(marks), asdict(Limits.of(settings))])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def marks_of(engine: Engine) -> frozenset[str]:
    """Marks of what was asked to be forgotten."""
    with engine.connect() as db:
        return frozenset(db.scalars(select(forgotten.c.mark)))
