"""`GET /api/v1/live`: which labs say whether they are open, as long as their word counts (question 33)."""

from datetime import datetime
from typing import Any

from flask import Response

from harvester.clock import stamped
from harvester.live.kept import Seen, seen
from harvester.names import lab_of
from server.api.answers import answer
from server.pages.site import Site


def live(site: Site) -> Response:
    """Out: `{"labs": [{"lab", "slug", "open", "message", "changed", "checked", "until"}]}`, times in UTC, by slug."""
    return answer({"labs": [_told(each) for each in seen(site.engine, site.clock(), site.settings.live_kept)]})


def _told(each: Seen) -> dict[str, Any]:
    return {
        "lab": lab_of(each.base),
        "slug": each.slug,
        "open": each.open,
        "message": each.message,
        "changed": _written(each.changed_at),
        "checked": _written(each.checked_at),
        "until": _written(each.until),
    }


def _written(moment: datetime | None) -> str | None:
    return stamped(moment)
