"""The addresses where one follows a source: feed, badge, what was received of it, e-mails, another look."""

from server.pages.routes.row import Row
from server.pages.telling import again, badge, compared, feed, subscribing

ROUTES: tuple[Row, ...] = (
    ("/sources/<slug>.atom", "source_feed", feed.feed),
    ("/sources/<slug>/badge.svg", "source_badge", badge.badge),
    ("/sources/<slug>/kept.nq", "source_kept", compared.kept_graph),
    ("/sources/<slug>/received", "source_received", compared.received_file),
)

FORMS: tuple[Row, ...] = (
    ("/sources/<slug>/again", "source_again", again.again),
    ("/sources/<slug>/contact", "source_contact", subscribing.form),
    ("/contacts/confirm/<secret>", "contact_confirm", subscribing.confirm),
    ("/contacts/unsubscribe/<secret>", "contact_leave", subscribing.unsubscribe),
)
