"""What somebody may have meant by an address that leads nowhere: the lab it names, labs and pages called nearly so."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from flask_babel import gettext  # type: ignore[import-untyped]
from rapidfuzz import fuzz, process

from harvester.words import slug as slug_of
from server.pages import memory, navigation
from server.pages.navigation import Link
from server.pages.site import Site

_MOST, _NEAR, _LONGEST = 4, 75, 200
_OF_LABS = re.compile(r"/(labs|machines|guides|projects|events|trainings|credentials|offers|things|sources)/([^/]+)")


def suggestions(site: Site, path: str) -> list[Link]:
    """Up to four pages, nearest first. In: the path that leads nowhere."""
    asked = path[:_LONGEST]
    found = [*_labs(site, asked), *_pages(asked)]
    return list({link.href: link for link in found if link.href != navigation.href(path)}.values())[:_MOST]


def _labs(site: Site, path: str) -> list[Link]:
    named = _OF_LABS.match(path)
    if not named:
        return []
    wanted = slug_of(named[2]) or named[2]
    near = _nearest(wanted, memory.shown_slugs(site.engine))
    return [Link(navigation.href(f"/labs/{quote(slug)}"), gettext("Lab « %(slug)s »", slug=slug), "") for slug in near]


def _pages(path: str) -> list[Link]:
    tables = (*navigation.HEAD, *navigation.NETWORK, *navigation.DATA, *navigation.LEGAL)
    entries = {entry.path.strip("/"): entry for entry in tables if entry.path != "/"}
    first = path.strip("/").partition("/")[0]
    near = _nearest(first, list(entries)) if first and first not in entries else []
    return navigation.links([entries[name] for name in near])


def _nearest(wanted: str, names: Sequence[str]) -> list[str]:
    found = process.extract(wanted.lower(), names, scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=_MOST)
    return [name for name, _score, _place in found]
