"""A lab without hosting, in a browser: its file is left, its machine's label scanned, its state said in two taps."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser import Visit
from support.clock import Clock
from support.commons import Commons
from support.serving import free_port, serving
from support.web import Web
from volunteer import Steps

from server.app import create_app
from server.collect import collecting
from server.store.guard import GuardPool

SLUG = "l-atelier-du-rhone"
FILE = {
    "@context": "https://w3id.org/fabcommons/context/v1",
    "@id": "#lab",
    "@type": "FabLab",
    "nom": "L'Atelier du Rhône",
    "statut": "ouvert",
    "miseAJour": "2026-11-20",
    "licenceDonnees": "etalab-2.0",
    "adresse": {"commune": "Firminy", "codePostal": "42700", "pays": "FR"},
    "position": {"lat": 45.38, "lon": 4.28},
    "machines": {
        "#laser": {"nom": "La laser", "typeMachine": "laser-co2", "etat": "en-service", "numeroSerie": "SN-778"}
    },
}


@dataclass(frozen=True)
class Two:
    """The lab's people on a phone, somebody who passes by, and the lab's own web site, for later."""

    lab: Visit
    world: Visit
    own: Web


@pytest.fixture
def two(browser: Browser, tmp_path: Path, pool: GuardPool) -> Iterator[Two]:
    port = free_port()
    phone = {"viewport": {"width": 360, "height": 760}}
    with ExitStack() as stack:
        web = stack.enter_context(Web())
        limits = {"public_base_url": f"http://127.0.0.1:{port}", "hosting_policy": "accepted"}
        commons = stack.enter_context(closing(Commons(tmp_path, web, Clock(), **limits)))
        commons.round()
        site = stack.enter_context(serving(create_app(commons.settings, pool, commons.hub.engine, commons.clock), port))
        stack.enter_context(collecting(commons.hub))
        lab, world = (stack.enter_context(closing(Visit(browser, site, **phone))) for _ in range(2))
        yield Two(lab, world, web)
        assert (lab.complaints, world.complaints) == ([], [])


def leave_the_file(page: Page) -> None:
    """Paste it, be shown the edit link, open it."""
    page.goto("/hosting")
    page.locator("[name=document]").fill(json.dumps(FILE))
    page.locator("form:has([name=document]) button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gardez ce lien")
    page.get_by_role("link", name="Ouvrir l'espace de mon lab").or_(
        page.get_by_role("button", name="Ouvrir l'espace de mon lab")
    ).click()
    expect(page).to_have_url(re.compile(rf"/desk/{SLUG}"))


def reads(page: Page, address: str, text: str) -> None:
    """Wait until a page says it; collecting takes a moment."""
    until = time.monotonic() + 30
    while text not in page.context.request.get(address).text():
        assert time.monotonic() < until, f"{address} never says {text}"
        page.wait_for_timeout(100)
    page.goto(address)


def label(page: Page) -> str:
    """The address that stands on the machine's label, as the QR code says it."""
    reads(page, f"/labs/{SLUG}/labels", "Code QR de cette machine")
    return f"http://{page.locator('.label .short').first.inner_text()}"


def test_from_a_pasted_file_to_a_state_that_the_world_sees(two: Two) -> None:
    page, world = two.lab.page, two.world.page
    leave_the_file(page)
    page.goto(label(page))  # the first tap: what the phone's camera offers
    steps = Steps(page)
    steps.press("en panne")
    assert steps.row == (0, 0, 1, 0)  # the second
    expect(page.get_by_role("status")).to_contain_text("C'est noté")
    machine = f"/machines/{SLUG}/laser"
    reads(world, machine, "depuis le")
    expect(world.locator("header.head")).to_contain_text("en panne")
    assert "SN-778" not in world.content()
    expect(page.locator(".panel")).to_contain_text("SN-778")
    page.locator("summary", has_text="Noter une intervention").click()
    page.locator("#field-words").fill("Lentille nettoyée")
    page.locator("form:has(#field-words) button[type=submit]").click()
    expect(page.get_by_role("status")).to_contain_text("Intervention notée")
    world.goto(f"{machine}/fault")
    world.locator("[name=words]").fill("La porte ferme mal")
    world.locator("form:has([name=words]) button[type=submit]").click()
    expect(world).to_have_url(re.compile("sent=1"))
    world.goto(machine)
    assert "La porte ferme mal" not in world.content()
    page.goto(f"/desk/{SLUG}")
    expect(page.locator(".faults")).to_contain_text("La porte ferme mal")
    leaves(two, machine)


def leaves(two: Two, machine: str) -> None:
    """The lab takes its file with its log book, hosts it, and says so: names stay, the old address leads there."""
    page = two.lab.page
    merged = two.lab.context.request.get(f"/desk/{SLUG}/merged.jsonld")
    assert "Lentille nettoyée" in merged.text()
    there = two.own.put("/fablab.jsonld", merged.body())
    page.locator("summary", has_text="Nous hébergeons désormais").click()
    page.locator("[name=url]").fill(there)
    page.locator("form:has([name=url]) button[type=submit]").click()
    expect(page).to_have_url(re.compile("done=moved"))
    answer = two.world.context.request.get(f"/hosted/{SLUG}.jsonld", max_redirects=0)
    assert (answer.status, answer.headers["location"]) == (301, there)
    reads(two.world.page, machine, there)
    expect(two.world.page.locator("header.head")).to_contain_text("en panne")
