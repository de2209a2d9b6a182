"""The addresses of the agenda: pages and calendars."""

from server.pages.planning import views as planning
from server.pages.routes.row import Row

ROUTES: tuple[Row, ...] = (
    ("/agenda", "agenda", planning.page),
    ("/agenda.ics", "agenda_ics", planning.feed),
    ("/labs/<slug>/agenda.ics", "lab_agenda", planning.lab_feed),
    ("/labs/<slug>/agenda/<path:thing>.ics", "event_ics", planning.event_feed),
)
