"""`/register` and its API: a lab's address is checked, then pending or accepted by policy; and what it is told else."""

from collections.abc import Callable
from typing import Any

import pytest
from support.desk import Browser, Desk
from support.labs import lab, text

from harvester.desk.tables import contacts, reviews
from harvester.hub import sources
from server.pages.registering.register import policy_of
from server.settings import Settings

Make = Callable[..., Desk]
FILE = "/fablab.jsonld"


def put(desk: Desk, path: str = FILE, **members: Any) -> str:
    return desk.commons.web.put(path, text(lab(**members)))


def register(browser: Browser, url: str, **fields: str) -> str:
    """Send the form; out: the address of the state of the registration."""
    answer = browser.post("/register", {"url": url, **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def statuses(desk: Desk) -> list[str]:
    return [row.status for row in desk.commons.table(sources)]


def test_a_lab_is_called_by_its_french_name_and_moderators_read_it(desk: Desk) -> None:
    url = put(desk, nom={"en": "A Makers' Workshop", "fr": "Zinc & Co", "de": "Die Werkstatt"})
    assert register(desk.browser(), url) == "/register/zinc-co"
    queue = desk.moderator().get("/moderation/reviews").text
    assert "<bdi>Zinc &amp; Co</bdi>, <bdi>Firminy</bdi>" in queue


def test_by_default_a_moderator_decides_then_the_lab_is_there(desk: Desk) -> None:
    visitor = desk.browser()
    place = register(
        visitor, put(desk, nom="L'Atelier du Pont"), email="aicha@atelier.example", note="Bonjour <b>!</b>"
    )
    slug = place.rpartition("/")[2]
    assert "En attente d'un modérateur" in visitor.get(place).text
    desk.round()
    assert visitor.get(f"/labs/{slug}").status_code == 404
    queue = desk.moderator().get("/moderation/reviews").text
    assert "Bonjour &lt;b&gt;!&lt;/b&gt;" in queue
    moderator = desk.moderator()
    assert moderator.post("/moderation/reviews", {"act": "accept", "slug": slug}).status_code == 303
    desk.round()
    assert "Acceptée, et visible" in visitor.get(place).text
    assert "L'Atelier du Pont" in visitor.get(f"/labs/{slug}").text.replace("&#39;", "'")
    assert [(row.email, row.confirmed_at) for row in desk.commons.table(contacts)] == [("aicha@atelier.example", None)]
    assert [(act.who, act.act) for act in desk.acts(slug)] == [("Aïcha", "accept"), ("visitor", "register")]


def test_refused_with_a_reason_it_may_be_asked_for_again(desk: Desk) -> None:
    visitor, moderator, url = desk.browser(), desk.moderator(), put(desk)
    place = register(visitor, url)
    slug = place.rpartition("/")[2]
    refusal = {"act": "refuse", "slug": slug, "reason": "Ce n'est pas un <lab>."}
    assert moderator.post("/moderation/reviews", refusal).status_code == 303
    assert "Ce n'est pas un &lt;lab&gt;." in visitor.get(place).text.replace("&#39;", "'")
    assert register(visitor, url) == place
    assert statuses(desk) == ["pending"]


@pytest.mark.parametrize(("limits", "status", "answer"), [
    ({"registration_policy": "accept"}, ["accepted"], 303),
    ({"registration_policy": "review"}, ["pending"], 303),
    ({"registration_policy": "closed"}, [], 403),
    ({"registrations_waiting": 1, "registration_policy": "accept"}, ["accepted"], 303),
])  # fmt: skip
def test_policy_is_a_setting(make_desk: Make, limits: dict[str, Any], status: list[str], answer: int) -> None:
    desk = make_desk(**limits)
    assert desk.browser().post("/register", {"url": put(desk)}).status_code == answer
    assert statuses(desk) == status
    assert desk.browser().get("/register").status_code == 200


@pytest.mark.parametrize(("url", "status"), [
    ("https://reseau.example/f", "accepted"), ("https://Lab.Reseau.example./f", "accepted"),
    ("https://faux-reseau.example/f", "pending"), ("https://reseau.example.evil.example/f", "pending"),
    ("https://reseau.example@evil.example/f", "pending"), ("https://evil.example/reseau.example", "pending"),
])  # fmt: skip
def test_trusted_domains_are_a_setting(url: str, status: str) -> None:
    conf = Settings.read(registration_policy="review", registration_trusted=("reseau.example",))
    assert policy_of(conf).status(url) == status


def test_number_of_those_who_wait_is_a_setting(make_desk: Make) -> None:
    desk = make_desk(registrations_waiting=1)
    assert desk.browser().post("/register", {"url": put(desk)}).status_code == 303
    full = desk.browser().post("/register", {"url": put(desk, "/autre.jsonld")})
    assert (full.status_code, full.headers["Retry-After"]) == (503, "3600")
    assert len(desk.commons.table(reviews)) == 1


def test_rate_burst_and_length_are_settings(make_desk: Make) -> None:
    desk = make_desk(registration_rate=60, registration_burst=2, registration_length=60)
    long = desk.browser().post("/register", {"url": f"https://lab.example/{'x' * 60}"})
    assert (long.status_code, 'id="error-url"' in long.text) == (400, True)
    note = desk.browser().post("/register", {"url": "https://lab.example/", "note": "x" * 61})
    assert "60 caractères au plus" in note.text.replace("\u00a0", " ")
    answers = [desk.browser().post("/register", {"url": put(desk, f"/{n}")}).status_code for n in range(3)]
    assert answers == [303, 303, 429]
    desk.commons.clock.pass_by(minutes=1)
    assert desk.browser().post("/register", {"url": put(desk, "/2")}).status_code == 303


BAD = {
    "": "Donnez l'adresse complète", "gier": "à corriger", "javascript:alert(1)": "à corriger",
    "http://[/": "Donnez l'adresse", "http://10.0.0.7/x": "à corriger", "http://169.254.169.254/": "à corriger",
}  # fmt: skip


@pytest.mark.parametrize("url", BAD)
def test_what_is_no_address_or_leads_nowhere_registers_nothing(desk: Desk, url: str) -> None:
    answer = desk.browser().post("/register", {"url": url})
    assert answer.status_code in (400, 422)
    assert BAD[url] in answer.text.replace("&#39;", "'")
    assert statuses(desk) == []


#: What forms took for an e-mail address, and the hub could not write to.
ODD = [
    "a:b@c.example",
    "(a)@b.example",
    f"{'a' * 65}@b.example",
    "a[1]@b.example",
    "a\u200bb@b.example",
    "a@b",
    "a@.b.",
]


@pytest.mark.parametrize("email", ODD)
def test_an_address_that_no_e_mail_reaches_is_told_of(make_desk: Make, email: str) -> None:
    desk = make_desk(smtp_host="mail.example")
    url = put(desk)
    answer = desk.browser().post("/register", {"url": url, "email": email})
    assert (answer.status_code, 'id="error-email"' in answer.text) == (400, True)
    hosted = desk.browser().post("/hosting", {"document": text(lab()), "email": email})
    assert (hosted.status_code, 'id="error-email"' in hosted.text) == (400, True)
    assert desk.browser().client.post("/api/v1/register", json={"url": url, "email": email}).status_code == 400
    assert statuses(desk) == []


OURS = ["https://commons.example/labs/gier", "http://commons.example/labs/gier", "HTTPS://Commons.Example:443/",
        "https://commons.example./labs", "http://commons.example:80/x", "https://commons.example/hosted/gier.json",
        "https://commons.example/hosted/../labs/gier", "https://commons.example/%68osted/gier.json"]  # fmt: skip


@pytest.mark.parametrize("url", OURS)
def test_a_page_of_the_hub_is_no_lab(make_desk: Make, url: str) -> None:
    """Whatever scheme, port or spelling it comes with: a lab's own page there would be a second lab."""
    desk = make_desk(public_base_url="https://commons.example")
    answer = desk.browser().post("/register", {"url": url})
    assert answer.status_code == 400
    assert "une page de ce site" in answer.text


def test_file_to_be_mended_is_told_and_not_registered(desk: Desk) -> None:
    url = desk.commons.web.put(FILE, text(lab(statut="ouvrt")))
    answer = desk.browser().post("/register", {"url": url})
    assert answer.status_code == 422
    assert "ouvrt" in answer.text
    assert statuses(desk) == []


def test_known_address_leads_to_its_source_however_it_is_written(desk: Desk) -> None:
    url = put(desk)
    place = register(desk.browser(), url)
    again = desk.browser().post("/register", {"url": url.replace("http://127.0.0.1", "HTTP://127.0.0.1") + "#lab"})
    assert (again.status_code, f'href="{place}"' in again.text) == (200, True)
    assert len(statuses(desk)) == 1


def test_robots_and_other_sites_register_nothing(desk: Desk) -> None:
    url = put(desk)
    assert desk.browser().post("/register", {"url": url, "website": "x"}).status_code == 400
    for sender in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert desk.browser().post("/register", {"url": url}, sender).status_code == 403
    assert desk.browser().post("/register", {"url": "https://x.example/" + "é" * 90_000}).status_code == 413
    assert statuses(desk) == []


def test_a_second_lab_cannot_take_the_names_of_the_first(desk: Desk) -> None:
    """Neither by another spelling of its address, nor by a file that speaks of the first one's things."""
    first = put(desk)
    place = register(desk.browser(), first)
    assert desk.moderator().post("/moderation/reviews", {"act": "accept", "slug": place.rpartition("/")[2]})
    thief = desk.commons.web.put("/voleur.jsonld", text({**lab(), "@id": f"{first}#lab"}))
    answer = desk.browser().post("/register", {"url": thief})
    assert answer.status_code == 422
    assert "ne lui appartient pas" in answer.text
    assert len(statuses(desk)) == 1


def test_the_same_by_program(desk: Desk) -> None:
    client, url = desk.browser().client, put(desk)
    made = client.post("/api/v1/register", json={"url": url})
    assert (made.status_code, made.json["status"], made.json["base"]) == (201, "pending", url)  # type: ignore[index]
    known = client.post("/api/v1/register", data={"url": url})
    assert (known.status_code, known.json["known"]) == (200, True)  # type: ignore[index]
    bad = client.post("/api/v1/register", json={"url": put(desk, "/mal", statut="ouvrt")})
    assert (bad.status_code, bad.json["results"][0]["severity"]) == (422, "Violation")  # type: ignore[index]
    for wrong in ([], "x", {"url": 3}, {"url": ""}, {}):
        answer = client.post("/api/v1/register", json=wrong)
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
