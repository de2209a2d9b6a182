"""The JSON object that came, if it is one and no lab file: what the adapters of other directories look at."""

import json
from functools import lru_cache
from typing import Any

from harvester.adapters.received import Received


def json_object(received: Received) -> dict[str, Any] | None:
    """The object, or None for a lab file and for anything else; never an error."""
    start = received.content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{") or b'"@context"' in received.content:
        return None
    return _parsed(received.content)


@lru_cache(maxsize=1)
def _parsed(content: bytes) -> dict[str, Any] | None:
    """Several adapters look at the same bytes; what they get they only read."""
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
