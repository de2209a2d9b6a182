"""What is wrong with a source, in one word: pure, from its row."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import shapes
from harvester.desk.sentences import read
from harvester.registry import Source
from harvester.schedule import state
from harvester.settings import HarvestSettings

#: The gravest first. `stale`, `silent`: time alone made it so.
TROUBLES = ("gone", "failed", "refused", "withheld", "silent", "stale")

#: Failures of ours, for which no lab can do anything.
_OURS = frozenset({"L3-engine"})


def trouble(source: Source) -> str:
    """What its last visits found: one of TROUBLES, or nothing when all is well."""
    if source.gone_at is not None:
        return "gone"
    if source.failure and source.failure[0] not in _OURS:
        return "failed"
    if source.verdict == "REJECTED":
        return "refused"
    return "withheld" if source.withheld else ""


def wrong(source: Source, now: datetime, settings: HarvestSettings) -> str:
    """The same, and what time does."""
    found = trouble(source)
    aged = state(source, now, settings)
    return found or (aged if aged in TROUBLES else "")


def reasons(source: Source) -> Sequence[Any]:
    """The findings behind the trouble, as rows."""
    found = trouble(source)
    if found in ("failed", "gone"):
        return [source.failure] if source.failure else []
    if found in ("refused", "withheld"):
        return [row for row in source.report or [] if shapes.rules()[read(row).rule].severity == "Violation"]
    return []
