"""Time zones by the names that labs write, which may be anything."""

from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo | None:
    """The time zone of a name of the IANA database (https://www.iana.org/time-zones), if there is one."""
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError):  # a name without a zone is a KeyError
        return None
