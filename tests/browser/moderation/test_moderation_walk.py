"""A lab comes in, in a real browser: address, state, moderator, map; refused, doubled, moved; each page looked at."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from moderation_kit import DESK, PHONE, looked_at, put, registers
from playwright.sync_api import Page, expect
from support.commons import Commons
from support.labs import lab, loire

from harvester import registry

SITE = {"site": "https://grange.example/"}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1440"])
def test_from_an_address_to_the_map(
    walk: Callable[..., Page], moderator: Callable[..., Page], network: Commons, size: dict[str, Any]
) -> None:
    width = size["viewport"]["width"]
    name = f"Atelier du Pont {width}"
    url = put(network, f"/pont-{width}.jsonld", nom=name, position={"lat": 47.1 + width / 1e4, "lon": 2.4})
    page = walk(**size)
    page.goto("/register")
    looked_at(page, "register")
    slug = registers(page, url, "Nous ouvrons en mars.")
    looked_at(page, "pending")
    chief = moderator(**size)
    looked_at(chief, "moderation")
    chief.get_by_role("link", name="À décider", exact=True).click()
    card = chief.get_by_role("article").filter(has=chief.get_by_role("link", name=slug, exact=True))
    expect(card).to_contain_text("Nous ouvrons en mars.")
    looked_at(chief, "reviews")
    card.get_by_role("button", name="Accepter").click()
    expect(chief.get_by_role("status")).to_contain_text("C'est fait")
    network.hub.round()
    page.get_by_role("link", name="Actualiser").click()
    expect(page.get_by_role("heading", name="Acceptée, et visible")).to_be_visible()
    looked_at(page, "accepted")
    page.get_by_role("link", name="Voir la fiche du lab").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    page.goto("/labs")
    expect(page.get_by_role("link", name=name).first).to_be_visible()


def test_refused_with_a_reason_that_the_lab_reads(
    walk: Callable[..., Page], moderator: Callable[..., Page], network: Commons
) -> None:
    page, chief = walk(**PHONE), moderator(**PHONE)
    slug = registers(page, put(network, "/non.jsonld", nom="Boutique", position={"lat": 48.5, "lon": 2.4}))
    chief.goto("/moderation/reviews")
    card = chief.get_by_role("article").filter(has=chief.get_by_role("link", name=slug, exact=True))
    card.get_by_label("Raison, que le lab lira").fill("C'est une boutique.")
    card.get_by_role("button", name="Refuser").click()
    expect(chief.get_by_role("status")).to_contain_text("C'est fait")
    page.reload()
    expect(page.get_by_text("C'est une boutique.")).to_be_visible()
    looked_at(page, "refused")


def test_a_prefix_is_proved_and_opens_an_edit_link(walk: Callable[..., Page], network: Commons) -> None:
    page = walk(**PHONE)
    members = {"nom": "Preuve", "position": {"lat": 49.5, "lon": 2.4}}
    slug = registers(page, put(network, "/preuve.jsonld", **members))
    page.get_by_role("button", name="Demander un jeton").click()
    token = page.get_by_text(re.compile("^fabcommons-")).first.inner_text()
    looked_at(page, "claim")
    put(network, "/preuve.jsonld", **members, jetonDeControle=token)
    page.get_by_role("button", name="Vérifier maintenant").click()
    expect(page.get_by_role("heading", name="Vérification en cours")).to_be_visible()
    network.hub.round()
    page.get_by_role("link", name="Actualiser").click()
    expect(page.get_by_role("heading", name="C'est prouvé")).to_be_visible()
    looked_at(page, "proved")
    page.get_by_role("button", name="Obtenir un lien de modification").click()
    expect(page.get_by_text(re.compile("/edit/")).first).to_be_visible()
    looked_at(page, "edit-link")
    assert network.source(slug).status == "pending"


def test_two_that_are_one_are_merged_and_told_apart_again(
    walk: Callable[..., Page], moderator: Callable[..., Page], network: Commons
) -> None:
    page, chief = walk(**DESK), moderator(**DESK)
    twin = {"nom": "La Bobine", "position": {"lat": 46.9, "lon": 1.4}, "siret": "12345678900012"}
    network.register("bobine", lab(**twin))
    network.hub.round()
    slug = registers(page, put(network, "/bobine-2.jsonld", **twin))
    chief.goto("/moderation/reviews")
    double = chief.get_by_role("article", name=re.compile("Doublon"))
    expect(double).to_contain_text("bobine")
    looked_at(chief, "duplicate")
    double.get_by_role("button", name=f"« {slug} » laisse la place à « bobine »").click()
    expect(chief.get_by_role("status")).to_contain_text("C'est fait")
    page.reload()
    expect(page.get_by_role("heading", name="Remplacée par une autre source du même lab")).to_be_visible()
    chief.get_by_role("link", name="Le revoir ou le défaire").click()
    chief.locator("main").get_by_text("Défaire l'acte n°").first.click()
    looked_at(chief, "log")
    chief.get_by_role("button", name=re.compile("^Défaire l'acte")).first.click()
    expect(chief.get_by_role("status")).to_contain_text("C'est fait")
    page.reload()
    expect(page.get_by_role("heading", name="En attente d'un modérateur")).to_be_visible()


def test_a_record_of_a_directory_gives_way_to_the_lab_s_own(
    walk: Callable[..., Page], moderator: Callable[..., Page], network: Commons
) -> None:
    page, chief = walk(**PHONE), moderator(**PHONE)
    known = {"position": {"lat": 43.9, "lon": 1.4}, "memeQue": ["https://grange.example/"]}
    record = put(network, "/annuaire/grange", nom="FabLab La Grange", **known)
    with network.hub.engine.begin() as db:
        registry.add_all(db, [(record, "grange-annuaire", None)], network.clock(), seeded=True)
    network.hub.round()
    page.goto("/labs/grange-annuaire")
    expect(page.get_by_text("reprise d'un annuaire")).to_be_visible()
    looked_at(page, "seeded")
    page.goto("/register/grange-annuaire")
    expect(page.get_by_role("button", name="Demander un jeton")).to_have_count(0)
    looked_at(page, "seeded-state")
    slug = registers(page, put(network, "/grange.jsonld", nom="La Grange", position=known["position"], contact=SITE))
    chief.goto(f"/moderation/sources/{slug}")
    chief.get_by_role("button", name="Accepter").first.click()
    expect(chief.get_by_role("status")).to_contain_text("C'est fait")
    network.hub.round()
    page.goto("/labs/grange-annuaire")
    assert page.url.endswith(f"/labs/{slug}")
    expect(page.get_by_role("heading", name="La Grange", level=1)).to_be_visible()
    assert network.source("grange-annuaire").status == "superseded"


def test_a_source_is_moved(moderator: Callable[..., Page], network: Commons) -> None:
    chief = moderator(**PHONE)
    network.web.put("/gier-ailleurs", loire()["gier"])
    there = network.web.url("/gier-ailleurs")
    chief.goto("/moderation/sources/gier")
    looked_at(chief, "source")
    chief.get_by_text("Changer d'adresse").first.click()
    chief.get_by_label("Nouvelle adresse du fichier").fill("http://10.0.0.7/x")
    chief.get_by_role("button", name="Vérifier et changer d'adresse").click()
    expect(chief.get_by_role("alert")).to_be_visible()
    looked_at(chief, "moved-not")
    expect(chief.get_by_label("Nouvelle adresse du fichier")).to_have_value("http://10.0.0.7/x")
    chief.get_by_label("Nouvelle adresse du fichier").fill(there)
    chief.get_by_role("button", name="Vérifier et changer d'adresse").click()
    expect(chief.get_by_role("status")).to_contain_text("C'est fait")
    assert network.source("gier").url == there


PAGES = ("", "/reviews", "/sources/gier", "/acts", "/models", "/proposals", "/notices")


@pytest.mark.parametrize(
    "way",
    [{"lang": "fr", **PHONE}, {"lang": "en", "color_scheme": "dark", **DESK}, {"lang": "en", **PHONE}],
    ids=["phone", "dark", "english"],
)
def test_every_page_of_moderators_holds(moderator: Callable[..., Page], way: dict[str, Any]) -> None:
    chief = moderator(**way)
    titles = set()
    for path in PAGES:
        chief.goto(f"/moderation{path}")
        looked_at(chief, f"all{path.replace('/', '-')}-{way['lang']}")
        titles.add(chief.title())
    assert len(titles) == len(PAGES)
