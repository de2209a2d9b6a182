"""What people do and see in the walks of registration and moderation."""

import os
from pathlib import Path
from typing import Any

from axe import violations
from playwright.sync_api import Page, expect
from support.commons import Commons
from support.labs import lab, text

_SHOTS = os.environ.get("WALK_SHOTS", "")
PHONE = {"viewport": {"width": 360, "height": 800}}
DESK = {"viewport": {"width": 1440, "height": 900}}


def looked_at(page: Page, name: str) -> None:
    """A page as it stands holds: nothing sticks out, axe is content; a picture where somebody wants one."""
    if _SHOTS:
        width = page.evaluate("innerWidth")
        page.screenshot(path=Path(_SHOTS) / f"{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def registers(page: Page, url: str, note: str = "") -> str:
    """Fills in the form; out: the slug of the source."""
    page.goto("/register")
    page.get_by_label("Adresse du fichier").fill(url)
    if note:
        page.get_by_label("Un mot pour l'équipe").fill(note)
    page.get_by_role("button", name="Vérifier et inscrire").click()
    expect(page.get_by_role("heading", name="En attente d'un modérateur")).to_be_visible()
    return page.url.rpartition("/")[2]


def put(network: Commons, path: str, **members: Any) -> str:
    return network.web.put(path, text(lab(**members)))
