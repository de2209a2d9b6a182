"""Which labs say that they are open now, for pages: by slug, as long as their word counts."""

from collections.abc import Mapping
from datetime import datetime

from flask import g, request

from harvester.live.kept import Seen, seen
from server.pages.site import Site


def now(site: Site) -> Mapping[str, Seen]:
    """Slug → what the lab says of this moment; read once a request."""
    found: Mapping[str, Seen] | None = g.get("live")
    if found is None:
        found = {each.slug: each for each in seen(site.engine, site.clock(), site.settings.live_kept)}
        g.live = found
    return found


def stamp(site: Site) -> tuple[object, ...]:
    """What the page asked for depends on: on a lab's page its own state to the minute, in the finder who is open."""
    if request.path == "/":
        return tuple((each.slug, each.open) for each in now(site).values())
    slug = request.path.removeprefix("/labs/") if request.path.startswith("/labs/") else ""
    told = now(site).get(slug.partition("/")[0].partition(".")[0]) if slug else None
    return (told, _minutes(told, site.clock())) if told else ()


def _minutes(told: Seen, at: datetime) -> int:
    return int((at - told.checked_at).total_seconds() // 60)
