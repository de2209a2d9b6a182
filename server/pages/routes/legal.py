"""The addresses of what the law asks the hub to say of itself."""

from server.pages import public
from server.pages.routes.row import Row

ROUTES: tuple[Row, ...] = (
    ("/mentions-legales", "legal", public.legal),
    ("/confidentialite", "privacy", public.privacy),
    ("/accessibilite", "accessibility", public.accessibility),
)
