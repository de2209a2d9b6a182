"""`GET /api/v1/sources` and `/api/v1/sources/<slug>`: how each source is doing, for programs."""

from typing import Any

from flask import Response

from harvester.clock import stamped
from harvester.desk.sentences import public, read
from harvester.desk.trouble import wrong
from harvester.registry import Source
from harvester.schedule import state
from server.api.answers import answer
from server.pages import memory
from server.pages.site import Site
from server.pages.telling import asking, feed


def sources(site: Site) -> Response:
    """Every source in short, by slug."""
    return answer({"sources": [_short(site, each) for each in memory.every_source(site.engine)]})


def source(site: Site, slug: str) -> Response:
    """One source, with what the check says of its last file, as `fabcommons check --json` does."""
    found = feed.existing(site, slug)
    rows = [*([found.failure] if found.failure else []), *(found.report or [])]
    return answer(
        {
            **_short(site, found),
            "trouble": wrong(found, site.clock(), site.settings) or None,
            "entities": {"published": len(found.entities), "withheld": len(found.withheld)},
            "quads": found.quads,
            "failures": found.failures,
            "asked": asking.is_waiting(site, found),
            "results": [public(read(row)) for row in rows],
        }
    )


def _short(site: Site, each: Source) -> dict[str, Any]:
    hub = site.settings.public_base_url
    return {
        "slug": each.slug,
        "base": each.base,
        "url": each.url,
        "status": each.status,
        "state": state(each, site.clock(), site.settings),
        "outcome": each.outcome,
        "last_visit": stamped(each.last_visit_at),
        "last_success": stamped(each.last_success_at),
        "next_visit": None if each.gone_at else stamped(each.next_visit_at),
        "gone": stamped(each.gone_at),
        "page": f"{hub}/sources/{each.slug}",
        "feed": f"{hub}/sources/{each.slug}.atom",
    }
