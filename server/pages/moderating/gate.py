"""Who may see and do what moderators see and do; whence their forms come."""

from flask import request
from flask_babel import gettext  # type: ignore[import-untyped]
from werkzeug.exceptions import Forbidden

from harvester.desk.moderation import By
from server.pages import sender
from server.pages.errors import Absent
from server.pages.holder import Holder, holder
from server.pages.navigation import Link
from server.pages.site import Site

#: Bytes of a form of theirs, at most; characters of a reason.
_MOST_BYTES, LONGEST = 64 * 1024, 2000


class Closed(Absent):
    """What moderators alone may see or do."""

    def __init__(self) -> None:
        super().__init__(403, gettext("Cette page est réservée aux modérateurs du réseau."))
        self.title = gettext("Réservé aux modérateurs")
        self.onward = Link("/moderation", gettext("S'identifier comme modérateur"), "")


def moderator(site: Site) -> Holder:
    """The moderator who asks. Errors: Absent (403) for anybody else, a lab with its edit link included."""
    found = holder(site)
    if found is None or not found.moderates:
        raise Closed
    return found


def sent(site: Site) -> By | None:
    """Who sends a form, with the reason in it; None when the page is only read. Comes first in each view.

    Errors: Absent for who is no moderator, Forbidden for a form of another site: a browser always says whence it comes.
    """
    if request.method != "POST":
        moderator(site)
        return None
    sender.check(site.settings, _MOST_BYTES)
    if not (request.headers.get("Origin") or request.headers.get("Sec-Fetch-Site")):
        raise Forbidden
    return By(moderator(site).name, site.clock(), field("reason"))


def field(name: str) -> str:
    """A field of the form, without spaces around it."""
    return request.form.get(name, "").strip()[:LONGEST]


def number(name: str) -> int:
    """The same as a number; 0 for what is none."""
    text = field(name)
    return int(text) if text.isdecimal() and len(text) < 10 else 0
