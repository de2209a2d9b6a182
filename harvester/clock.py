"""What time it is: passed down, so that tests say it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def stamp(moment: datetime) -> str:
    """`2026-11-26T11:00:00Z`: a moment as the hub stores it, for programs (RFC 3339)."""
    return f"{moment.isoformat(timespec='seconds')}Z"


def stamped(moment: datetime | None) -> str | None:
    """The same, where there is one."""
    return stamp(moment) if moment else None


def utc_now() -> datetime:
    """Now, in UTC, without offset: how the hub stores times."""
    return datetime.now(UTC).replace(tzinfo=None)
