"""Who asks, if they hold a key: a lab by its edit link, a moderator by a token. Everybody else is nobody in particular.

A key opens a session, whose secret is the one cookie of this site: it is set for who used a key, and read by no script.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, g, request
from sqlalchemy import Connection

from harvester.desk import keys
from harvester.desk.keys import Key
from server.pages.site import Site

COOKIE = "fabcommons"


@dataclass(frozen=True, slots=True)
class Holder:
    """A lab (`source` is its number) or a moderator (`source` is None), with the number of their session."""

    session: int
    source: int | None
    name: str

    @property
    def moderates(self) -> bool:
        """Whether it is a moderator."""
        return self.source is None

    @property
    def slug(self) -> str:
        """The lab's short name; empty for a moderator."""
        return "" if self.moderates else self.name.removeprefix("lab:")

    def may_see(self, source: int) -> bool:
        """Whether what a source shows to its own lab is for these eyes."""
        return self.moderates or self.source == source


def holder(site: Site) -> Holder | None:
    """Who asks; None when no valid session comes with the request. Found once a request."""
    if "holder" not in g:
        g.holder = _found(site, request.cookies.get(COOKIE, ""), site.clock())
    found: Holder | None = g.holder
    return found


def sees(site: Site, source: int) -> bool:
    """Whether who asks may see what a source shows to its own lab and to moderators."""
    found = holder(site)
    return found is not None and found.may_see(source)


def moderates(site: Site) -> bool:
    """Whether a moderator asks."""
    found = holder(site)
    return found is not None and found.moderates


def _found(site: Site, secret: str, now: datetime) -> Holder | None:
    if not secret:
        return None
    with site.engine.connect() as db:
        key = keys.find(db, secret, "session", now)
    return Holder(key.id, key.source, key.subject) if key else None


def open_session(site: Site, db: Connection, key: Key, response: Response) -> None:
    """Let the holder of a key (an edit link, a moderator's token) in on this browser."""
    if (key.purpose == "moderator") != (key.source is None):
        raise ValueError(f"a key for {key.purpose} opens no session of source {key.source}")
    lasting = site.settings.session_kept
    made = keys.make(
        db, "session", site.clock(), source=key.source, subject=key.subject, lasting=lasting, parent=key.id
    )
    response.set_cookie(
        COOKIE,
        made,
        max_age=lasting,
        secure=site.settings.public_base_url.startswith("https:"),
        httponly=True,
        samesite="Lax",
    )


def close_session(site: Site, response: Response) -> None:
    """Let the holder out."""
    found = holder(site)
    if found:
        with site.engine.begin() as db:
            keys.revoke(db, site.clock(), key=found.session, purpose="session")
    response.delete_cookie(COOKIE)
