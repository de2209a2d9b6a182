"""From nothing to a pin on the map, as a new volunteer does it: five ways, each step counted for docs/volunteer.md."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import made_up
import openpyxl
import pytest
from playwright.sync_api import Browser, expect
from support.browser import Visit
from support.clock import Clock
from support.commons import Commons
from support.labs import loire
from support.serving import free_port, serving
from support.web import Web
from volunteer import NAME, PACE, Steps, short_form

from server.app import create_app
from server.collect import collecting
from server.store.guard import GuardPool

GUIDE = (Path(__file__).parents[2] / "docs" / "volunteer.md").read_text(encoding="utf-8")
FILE = "/fablab.jsonld"


@dataclass(frozen=True)
class Newcomer:
    """Somebody who has just heard of the network: their browser, their own web site, the steps they took."""

    visit: Visit
    own: Web
    steps: Steps

    def address(self, path: str) -> str:
        """Of a file on their own site."""
        return self.own.url(path)

    def register(self, path: str) -> None:
        """Give the address of something of theirs, on the form that stands open."""
        self.steps.type(self.steps.page.get_by_label("Adresse du fichier"), self.address(path))
        self.steps.press("Vérifier et inscrire")
        self.accepted()

    def gathered(self) -> None:
        """Wait until the hub's map has the lab."""
        while NAME not in self.visit.context.request.get("/find.json").text():
            assert self.steps.seconds < 60 or PACE
            self.steps.page.wait_for_timeout(50)

    def accepted(self) -> None:
        """Wait until the hub has gathered it, and see so."""
        page = self.steps.page
        expect(page.get_by_role("heading", name=re.compile("^Acceptée"))).to_be_visible()
        self.gathered()
        self.steps.follow("Actualiser")
        expect(page.get_by_role("heading", name="Acceptée, et visible")).to_be_visible()
        self.steps.follow("Voir la fiche du lab")
        expect(page.get_by_role("heading", level=1)).to_have_text(NAME)


@pytest.fixture
def newcomer(browser: Browser, tmp_path: Path, pool: GuardPool) -> Iterator[Newcomer]:
    """A hub that gathers by itself, with a table of communes and one lab far away; nobody has signed in anywhere."""
    port = free_port()
    limits = {"registration_policy": "accept", "public_base_url": f"http://127.0.0.1:{port}"}
    with ExitStack() as stack:
        web = stack.enter_context(Web())
        commons = stack.enter_context(closing(Commons(tmp_path, web, Clock(), **limits)))
        made_up.loaded(tmp_path, made_up.TABLE, made_up.write(tmp_path / "given", "outlines.geojson", made_up.OUTLINES))
        commons.register("gier", loire()["gier"])
        commons.round()
        settings, hub = commons.settings, commons.hub
        app = create_app(settings, pool, hub.engine, commons.clock)
        site = stack.enter_context(serving(app, port))
        stack.enter_context(collecting(hub))
        visit = stack.enter_context(
            closing(Visit(browser, site, accept_downloads=True, permissions=["clipboard-read", "clipboard-write"]))
        )
        visit.page.goto("/")
        yield Newcomer(visit, web, Steps(visit.page))
        assert visit.complaints == []
        assert visit.elsewhere() == []


def hosted(who: Newcomer) -> None:
    """By the short form; the hub keeps the file."""
    steps = who.steps
    steps.follow("Remplir le formulaire")
    short_form(steps)
    steps.press("Vérifier et obtenir ma fiche")
    steps.press("Faire héberger ma fiche ici")
    steps.follow("Ouvrir l'espace de mon lab")
    expect(steps.page.get_by_role("heading", level=1)).to_contain_text("Valrouge")
    who.gathered()


def self_hosted(who: Newcomer) -> None:
    """By the short form; the file goes onto one's own site."""
    steps = who.steps
    steps.follow("Écrire mon fichier")
    short_form(steps)
    steps.press("Vérifier et obtenir ma fiche")
    with steps.page.expect_download() as caught:
        steps.press("Télécharger fablab.jsonld")
    who.own.put(FILE, Path(caught.value.path()).read_bytes())
    steps.type(steps.page.get_by_label("Adresse où vous l'avez mise"), who.address(FILE))
    steps.press("Inscrire cette adresse")
    steps.press("Vérifier et inscrire")
    who.accepted()


def spreadsheet(who: Newcomer) -> None:
    """By a spreadsheet, filled in from the template and put on one's own site."""
    steps = who.steps
    steps.follow("Prendre un modèle")
    with steps.page.expect_download() as caught:
        steps.follow("XLSX – Tout le lab")
    who.own.put("/lab.xlsx", filled_in(steps, Path(caught.value.path()).read_bytes()))
    steps.type(steps.page.get_by_label("Adresse du tableur"), who.address("/lab.xlsx"))
    steps.press("Tout est bon")
    steps.press("Vérifier et inscrire")
    who.accepted()


SHEET = {
    "Nom": NAME, "Résumé": "Un atelier partagé.", "Rue": "3 rue du Modèle", "Code postal": "99120",
    "Commune": "Saint-Fictif-le-Haut", "Code Insee de la commune": "99003", "Latitude": "45.2", "Longitude": "4.0",
    "Courriel": "bonjour@valrouge.example", "Téléphone": "+33477000000", "Page web": "https://valrouge.example/",
}  # fmt: skip


MACHINES = (
    ("Grande laser", "découpeuse laser CO2"),
    ("Imprimante 3D", "imprimante 3D"),
    ("Brodeuse", "brodeuse numérique"),
)


def filled_in(steps: Steps, template: bytes) -> bytes:
    """The workbook with one's own lab and machines in place of the examples."""
    book = openpyxl.load_workbook(BytesIO(template))
    for head, value in book["Lab"].iter_rows(min_row=2, max_col=2):
        if head.value in SHEET:
            value.value = SHEET[head.value]
            steps.elsewhere(SHEET[head.value])
    sheet = book["Machines"]
    sheet.delete_rows(4, sheet.max_row)
    for name, kind in MACHINES:
        sheet.append([name, kind, None, None, "en service"])
        steps.elsewhere(name)
        steps.pick(2)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def web_page(who: Newcomer) -> None:
    """By the short form; its lines are pasted into a page of one's own site."""
    steps = who.steps
    steps.follow("Écrire mon fichier")
    short_form(steps)
    steps.press("Vérifier et obtenir ma fiche")
    steps.unfold("WordPress")
    steps.press("Copier le texte", steps.page.locator("#hosting ~ details").first)
    lines = steps.page.locator("#embedded").input_value()
    who.own.put("/atelier", f"<!doctype html><title>L'atelier</title><h1>L'atelier</h1>{lines}", headers=HTML)
    steps.type(steps.page.get_by_label("Adresse où vous l'avez mise"), who.address("/atelier"))
    steps.press("Inscrire cette adresse")
    steps.press("Vérifier et inscrire")
    who.accepted()


def spaceapi(who: Newcomer) -> None:
    """By the SpaceAPI address that one has already."""
    who.own.put("/status.json", json.dumps(SPACE), headers={"Content-Type": "application/json"})
    who.steps.follow("Inscrire une adresse")
    who.register("/status.json")


HTML = {"Content-Type": "text/html; charset=utf-8"}
SPACE = {
    "api_compatibility": ["15"], "space": NAME, "logo": "https://valrouge.example/logo.png",
    "url": "https://valrouge.example/", "location": {"address": "3 rue du Modèle", "lat": 45.2, "lon": 4.0},
    "contact": {"email": "bonjour@valrouge.example"}, "state": {"open": True},
}  # fmt: skip

WAYS: dict[str, Callable[[Newcomer], None]] = {
    "Formulaire court, gardé par le hub": hosted,
    "Formulaire court, sur son propre site": self_hosted,
    "Tableur à une adresse": spreadsheet,
    "Page web qui contient la fiche": web_page,
    "Adresse SpaceAPI": spaceapi,
}


@pytest.mark.parametrize("name", WAYS)
def test_from_nothing_to_a_pin_on_the_map(newcomer: Newcomer, name: str) -> None:
    steps = newcomer.steps
    steps.follow("Faire entrer mon lab")
    WAYS[name](newcomer)
    steps.follow("fabcommons", steps.page.locator("header"))
    expect(steps.page.locator(f".place[title='{NAME}']")).to_be_visible()
    counted = "| {} | {} | {} | {} | {} |".format(name, *steps.row)
    sys.stdout.write(f"\n{counted} {steps.seconds:.0f} |\n")
    assert counted in GUIDE, f"docs/volunteer.md should say {counted}"
