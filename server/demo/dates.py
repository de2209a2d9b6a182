"""The sample network's dates, moved by whole weeks so that its agenda is always this week's."""

import re
from datetime import date, timedelta

#: The Thursday for which the sample files were written.
REFERENCE = date(2026, 11, 26)
_DATE = re.compile(rb"(?<!\d)20\d\d-[01]\d-[0-3]\d(?!\d)")


def weeks_since_reference(today: date) -> timedelta:
    """Whole weeks between the reference Thursday and today; negative before it."""
    return timedelta(weeks=(today - REFERENCE).days // 7)


def moved(content: bytes, by: timedelta) -> bytes:
    """The same file with every date moved; weekdays stay as they are."""
    return _DATE.sub(lambda found: _move(found[0], by), content) if by else content


def _move(written: bytes, by: timedelta) -> bytes:
    try:
        return (date.fromisoformat(written.decode()) + by).isoformat().encode()
    except ValueError:
        return written
