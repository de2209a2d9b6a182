"""A clock that stands still until a test moves it."""

from datetime import datetime, timedelta

#: Noon in Saint-Étienne on the day of the sample network, in UTC without offset.
REFERENCE = datetime(2026, 11, 26, 11, 0)


class Clock:
    """Called, it says the time; `pass_by` moves it."""

    def __init__(self, now: datetime = REFERENCE) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Now, in UTC without offset."""
        return self.now

    def pass_by(self, **time: float) -> None:
        """Move on, by the keywords of timedelta."""
        self.now += timedelta(**time)
