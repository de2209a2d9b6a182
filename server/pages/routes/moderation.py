"""The addresses of the moderators."""

from server.pages.moderating import door, views
from server.pages.routes.row import Row

FORMS: tuple[Row, ...] = (
    ("/moderation", "moderation", door.home),
    ("/moderation/out", "moderation_out", door.leave),
    ("/moderation/reviews", "moderation_reviews", views.queue),
    ("/moderation/sources/<slug>", "moderation_source", views.source),
    ("/moderation/acts", "moderation_acts", views.log),
    ("/moderation/models", "moderation_models", views.models),
    ("/moderation/proposals", "moderation_proposals", views.proposed),
    ("/moderation/notices", "moderation_notices", views.told),
)
