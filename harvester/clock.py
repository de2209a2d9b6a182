"""What time it is: passed down, so that tests say it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Now, in UTC, without offset: how the hub stores times."""
    return datetime.now(UTC).replace(tzinfo=None)
