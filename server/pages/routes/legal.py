"""The addresses of what the law asks of the hub: what it says of itself, contents reported to it."""

from server.pages import notices, public
from server.pages.routes.row import Row

ROUTES: tuple[Row, ...] = (
    ("/mentions-legales", "legal", public.legal),
    ("/confidentialite", "privacy", public.privacy),
    ("/accessibilite", "accessibility", public.accessibility),
    ("/signaler/<receipt>", "receipt", notices.receipt),
)

FORMS: tuple[Row, ...] = (("/signaler", "report", notices.page),)
