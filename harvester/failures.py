"""What came instead of a document: the rule that names it, how long to wait, what led to an error.

Source: RFC 9110 (https://www.rfc-editor.org/rfc/rfc9110), Retry-After §10.2.3.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class Failure:
    """No document: the rule that names it (T-…), its value, and how long the source asks us to stay away (seconds)."""

    rule: str
    value: str = ""
    status: int | None = None
    retry_after: float | None = None


def retry_after(value: str | None) -> float | None:
    """Seconds to wait: the header gives a number of seconds or a date."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def causes(error: BaseException) -> Iterator[BaseException]:
    """An error and all that led to it, the last ones last."""
    seen: set[int] = set()
    pending: list[object] = [error]
    while pending:
        current = pending.pop()
        if isinstance(current, BaseException) and id(current) not in seen:
            seen.add(id(current))
            yield current
            pending += [*current.args, getattr(current, "reason", None), current.__cause__, current.__context__]
