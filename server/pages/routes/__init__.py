"""The addresses of the pages, and what answers each: a file a subject, joined here.

A file has up to three tables. `ROUTES` are only asked for (GET); `FORMS` are pages that take forms, too (GET and POST);
`SENT` is only sent (POST). `sender.check` comes first in each view that takes a POST. Things of many formats have their
addresses in `server/pages/linked/kinds.py`.
"""

from server.pages.routes import (
    agenda,
    desk,
    finding,
    following,
    health,
    joining,
    legal,
    lists,
    moderation,
    upkeep,
)
from server.pages.routes.row import Row

ROUTES: tuple[Row, ...] = (
    *finding.ROUTES,
    *lists.ROUTES,
    *agenda.ROUTES,
    *upkeep.ROUTES,
    *health.ROUTES,
    *following.ROUTES,
    *joining.ROUTES,
    *desk.ROUTES,
    *legal.ROUTES,
)

FORMS: tuple[Row, ...] = (*following.FORMS, *joining.FORMS, *desk.FORMS, *moderation.FORMS, *legal.FORMS)

SENT: tuple[Row, ...] = desk.SENT
