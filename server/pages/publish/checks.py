"""The check of a form's file: how often one client may ask, and whether it is its turn."""

from collections.abc import Callable

from harvester.check import Checked, Checker
from server.pages import limits
from server.pages.checking.gate import in_turn
from server.pages.errors import Later
from server.pages.publish.draft import Draft
from server.pages.publish.told import Told, busy, later
from server.pages.site import Site


def checked(site: Site, draft: Draft) -> Told:
    """What the check finds in a draft, or why it did not look."""
    wait = seconds_to_wait(site)
    if wait:
        return later(wait)
    found = if_free(site, lambda checker: checker.check_bytes(draft.text.encode(), draft.name))
    return Told(found.findings) if found else busy()


def seconds_to_wait(site: Site) -> int:
    """Before this client may have something checked; 0: it may now, and this is counted."""
    return limits.wait(site, "publish", site.settings.publish_rate, site.settings.publish_burst, limits.MINUTE)


def if_free(site: Site, check: Callable[[Checker], Checked]) -> Checked | None:
    """What the check says; None when too many go on at once, which the form says beside what was typed."""
    try:
        with in_turn(site) as checker:
            return check(checker)
    except Later:
        return None
