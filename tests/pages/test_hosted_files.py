"""A lab without hosting: its file is checked, kept, served, edited, moved; its link is shown, lost, replaced."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from desk_kit import Desk, text
from pages_kit import Outline, valid
from sqlalchemy import update
from support.web import Web

from harvester import registry
from harvester.desk import acts, bans
from harvester.desk.moderation import By
from harvester.desk.tables import asks, contacts, hosted_files, mails
from harvester.desk.undo import undo
from harvester.forget import forget
from harvester.registry import change

HUB = "https://commons.example"
FILE = f"{HUB}/hosted/l-atelier-de-la-cote.jsonld"
PATH = "/hosted/l-atelier-de-la-cote.jsonld"
SLUG = "l-atelier-de-la-cote"
Make = Callable[..., Desk]


def begin(desk: Desk, **fields: str) -> str:
    """Leave a file with the hub; out: the secret of its edit link."""
    answer = desk.post("/hosting", **{"document": text(), **fields})
    assert answer.status_code == 303, Outline(answer.text).text
    return answer.headers["Location"].rpartition("/")[2]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", ["/hosting", "/edit", "/edit?sent=1"])
def test_pages_are_valid(desk: Desk, path: str, lang: str) -> None:
    answer = desk.get(path, lang)
    assert answer.status_code == 200
    valid(answer.text)


def test_file_is_kept_gathered_and_shown(desk: Desk) -> None:
    secret = begin(desk, email="aicha@habitante.example", lang="en")
    source = desk.small.source(SLUG)
    assert (source.base, source.url, source.hosted, source.status) == (FILE, FILE, True, "accepted")
    assert [(row.source, row.why) for row in desk.rows(asks)] == [(source.id, "saved")]
    (contact,) = desk.rows(contacts)
    assert (contact.source, contact.email, contact.lang, contact.confirmed_at) == (
        source.id, "aicha@habitante.example", "en", None,
    )  # fmt: skip
    page = desk.get(f"/hosting/{secret}")
    valid(page.text)
    assert f'value="{HUB}/edit/{secret}"' in page.text
    assert "c'est la clé de votre fiche" in Outline(page.text).text.replace("\u00a0", " ")
    desk.gather(SLUG)
    assert "La laser" in desk.get(f"/labs/{SLUG}").text
    assert desk.get(f"/machines/{SLUG}/laser").status_code == 200


def test_uploaded_file_is_kept_too(desk: Desk) -> None:
    fields: dict[str, Any] = {"file": (BytesIO(("\ufeff" + text()).encode()), "fablab.jsonld"), "document": ""}
    answer = desk.post("/hosting", **fields)
    assert answer.status_code == 303
    fields = {"file": (BytesIO(b"\xff\xfe\x00"), "fablab.jsonld")}
    assert "UTF-8" in desk.post("/hosting", **fields).text


BROKEN = ["", "   ", "{", "[]", "null", "\x00", "é" * 50, '{"nom": {"fr": ["x"]}}', text(statut="?"), "[" * 5000]


@pytest.mark.parametrize("document", BROKEN)
def test_what_cannot_be_published_comes_back_with_what_is_wrong(desk: Desk, document: str) -> None:
    answer = desk.post("/hosting", document=document)
    if answer.status_code == 303:  # withheld in part, but publishable
        assert document == text(statut="?")
        return
    assert answer.status_code == 400
    valid(answer.text)
    assert 'id="error-document"' in answer.text
    assert len(desk.rows(hosted_files)) == 0


def test_values_come_back(desk: Desk) -> None:
    answer = desk.post("/hosting", document='{"nom": "<script>x</script>"}', email="aicha@")
    assert answer.status_code == 400
    assert "&lt;script&gt;" in answer.text
    assert 'value="aicha@"' in answer.text
    assert {'id="error-document"', 'id="error-email"'} <= set(re.findall(r'id="error-\w+"', answer.text))


def test_two_labs_of_one_name_have_two_addresses_and_a_forgotten_one_is_not_taken(desk: Desk) -> None:
    begin(desk)
    begin(desk)
    assert desk.small.source(f"{SLUG}-2").base == f"{HUB}/hosted/{SLUG}-2.jsonld"
    forget(desk.small.engine, desk.small.settings.data, SLUG, desk.now)
    begin(desk)
    assert desk.small.source(f"{SLUG}-3").hosted


def test_policy_makes_it_wait_for_a_moderator(make_desk: Make) -> None:
    desk = make_desk(hosting_policy="pending")
    secret = begin(desk)
    assert desk.small.source(SLUG).status == "pending"
    assert desk.get(PATH).status_code == 404
    desk.enter(secret)
    assert desk.get(PATH).status_code == 200
    page = desk.get(f"/desk/{SLUG}")
    valid(page.text)
    assert "en attente d'un accord" in page.text
    assert desk.post(f"/desk/{SLUG}/file", document=text(resume="Bientôt")).status_code == 303


def test_limits_of_hosting_are_settings(make_desk: Make) -> None:
    desk = make_desk(hosted_most=1, hosting_rate=2, hosting_burst=2, hosted_bytes=2000, hosted_versions=2)
    assert "trop gros" in desk.post("/hosting", document=text(resume="x" * 2000)).text
    secret = begin(desk)
    answer = desk.post("/hosting", document=text())
    assert answer.status_code == 429
    desk.now += timedelta(hours=1)
    assert desk.post("/hosting", document=text()).status_code == 503
    desk.enter(secret)
    for number in range(4):
        assert desk.post(f"/desk/{SLUG}/file", document=text(resume=f"Version {number}")).status_code == 303
    kept = [json.loads(row.content)["resume"] for row in desk.rows(hosted_files)]
    assert kept == ["Version 2", "Version 3"]


def test_served_file_has_its_type_dates_and_is_for_everybody(desk: Desk) -> None:
    begin(desk)
    answer = desk.get(PATH)
    assert answer.content_type == "application/ld+json"
    assert answer.text == text()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Last-Modified"] == "Thu, 26 Nov 2026 11:00:00 GMT"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert desk.get(PATH, If_None_Match=answer.headers["ETag"]).status_code == 304
    assert desk.get(PATH, If_Modified_Since=answer.headers["Last-Modified"]).status_code == 304
    assert desk.get(PATH.removesuffix("ld")).text == text()
    for nothing in ("/hosted/gier.jsonld", "/hosted/rien.jsonld", "/hosted/..%2Fx.jsonld"):
        assert desk.get(nothing).status_code == 404


def test_file_is_edited_restored_and_taken_away(desk: Desk) -> None:
    desk.enter(begin(desk))
    first = desk.rows(hosted_files)[0].id
    refused = desk.post(f"/desk/{SLUG}/file", document="{")
    assert refused.status_code == 400
    valid(refused.text)
    assert desk.post(f"/desk/{SLUG}/file", document=text(resume="Nouveau")).status_code == 303
    assert "Nouveau" in desk.get(PATH).text
    assert desk.get(f"/desk/{SLUG}/file.jsonld").text == text(resume="Nouveau")
    assert desk.get(f"/desk/{SLUG}/versions/{first}.jsonld").text == text()
    assert desk.post(f"/desk/{SLUG}/restore", version=str(first)).status_code == 303
    assert desk.get(PATH).text == text()
    for odd in ("0", "-1", "x", "9" * 30, "²"):
        assert desk.post(f"/desk/{SLUG}/restore", version=odd).status_code == 404
        assert desk.get(f"/desk/{SLUG}/versions/{odd}.jsonld").status_code == 404
    page = desk.get(f"/desk/{SLUG}?done=saved")
    valid(page.text)
    assert {act.act for act in acts.on(desk.small.engine, SLUG)} == {"hosted", "edit-link", "saved"}
    assert {act.who for act in acts.on(desk.small.engine, SLUG)} == {f"lab:{SLUG}"}


def test_labs_of_one_name_that_come_at_once_are_all_kept(make_desk: Make) -> None:
    desk = make_desk(hosting_rate=0)
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda _: desk.post("/hosting", document=text()).status_code, range(6)))
    assert found == [303] * 6
    kept = {row.source for row in desk.rows(hosted_files)}
    assert len(kept) == 6


def test_file_moves_to_the_lab_and_the_names_of_its_things_stay(make_desk: Make) -> None:
    with Web() as web:
        desk = make_desk(allow_loopback=True)
        desk.enter(begin(desk))
        desk.gather(SLUG)
        there = web.put("/fablab.jsonld", text(resume="Chez nous"))
        other = web.put("/autre.jsonld", text(machines={}).replace("#lab", "#other"))
        for wrong in ("", "gier", "file:///etc/passwd", web.url("/rien"), other, FILE):
            answer = desk.post(f"/desk/{SLUG}/move", url=wrong)
            assert answer.status_code == 400, wrong
            valid(answer.text)
            assert 'id="error-url"' in answer.text
        other = web.put("/voisin.jsonld", text(resume="Chez nous"))
        registry.add(desk.small.engine, other, desk.now, slug="voisin")
        taken = desk.post(f"/desk/{SLUG}/move", url=f"{other}#x")
        assert (taken.status_code, "une autre source" in taken.text) == (400, True)
        with desk.small.engine.begin() as db:
            number = bans.add(db, "base", there, "maud", "x", desk.now)
        for banned in (there, web.put("/vers", "", status=302, headers={"Location": there})):
            answer = desk.post(f"/desk/{SLUG}/move", url=banned)
            assert (answer.status_code, "banni" in answer.text) == (400, True), banned
        with desk.small.engine.begin() as db:
            bans.lift(db, number, desk.now)
        assert desk.post(f"/desk/{SLUG}/move", url=there).status_code == 303
        source = desk.small.source(SLUG)
        assert (source.base, source.url, source.hosted) == (FILE, there, False)
        moved = desk.get(PATH)
        assert (moved.status_code, moved.headers["Location"]) == (301, there)
        assert moved.headers["Access-Control-Allow-Origin"] == "*"
        desk.now += timedelta(hours=6)
        desk.gather(SLUG)
        assert "Chez nous" in desk.get(f"/labs/{SLUG}").text
        assert f"{FILE}#laser" in desk.small.source(SLUG).entities
        page = desk.get(f"/desk/{SLUG}")
        valid(page.text)
        assert desk.post(f"/desk/{SLUG}/file", document=text()).status_code == 409
        act = next(each for each in acts.on(desk.small.engine, SLUG) if each.act == "moved")
        with desk.small.engine.begin() as db:
            undo(db, By("maud", desk.now), act.id)
        assert desk.get(PATH).status_code == 200
        assert acts.on(desk.small.engine, SLUG)[0].undoes == act.id


def test_banned_lab_keeps_no_door(desk: Desk) -> None:
    secret = begin(desk)
    desk.enter(secret)
    with desk.small.engine.begin() as db:
        change(db, desk.small.source(SLUG).id, {"status": "banned"})
    assert desk.get(PATH).status_code == 404
    assert desk.get(f"/desk/{SLUG}").status_code == 403
    assert desk.post(f"/desk/{SLUG}/file", document=text()).status_code == 403
    desk.session = desk.held_by()
    assert desk.get(f"/desk/{SLUG}").status_code == 200


# --- a lost link ----------------------------------------------------------------------------------------------------


def confirm(desk: Desk) -> None:
    with desk.small.engine.begin() as db:
        db.execute(update(contacts).values(confirmed_at=desk.now))


def letter(desk: Desk) -> str:
    """The secret in the last e-mail, once what was asked for is written."""
    desk.write()
    found = re.search(rf"{HUB}/edit/reissue/(\S+)", desk.rows(mails)[-1].body)
    assert found
    return found[1]


@pytest.mark.parametrize(("slug", "email", "sent"), [
    ("", "aicha@habitante.example", 1), (SLUG, "AICHA@habitante.example", 1), ("gier", "aicha@habitante.example", 0),
    ("", "autre@habitante.example", 0),
])  # fmt: skip
def test_lost_link_goes_to_a_confirmed_address_and_the_answer_never_tells(
    desk: Desk, slug: str, email: str, sent: int
) -> None:
    begin(desk, email="aicha@habitante.example")
    before = desk.post("/edit", slug=slug, email=email)
    assert (desk.write(), desk.rows(mails)) == (0, [])  # not confirmed
    confirm(desk)
    after = desk.post("/edit", slug=slug, email=email)
    desk.write()
    assert [row.to for row in desk.rows(mails)] == ["aicha@habitante.example"] * sent
    assert (before.status_code, before.headers["Location"], before.text) == (
        after.status_code, after.headers["Location"], after.text,
    )  # fmt: skip


def test_new_link_replaces_the_old_one_and_works_once(desk: Desk) -> None:
    old = begin(desk, email="aicha@habitante.example")
    session = desk.enter(old)
    confirm(desk)
    desk.session = ""
    desk.post("/edit", email="aicha@habitante.example")
    desk.write()
    assert [row.kind for row in desk.rows(mails)] == ["reissue"]
    secret = letter(desk)
    page = desk.get(f"/edit/reissue/{secret}")
    valid(page.text)
    assert page.headers["Cache-Control"] == "no-store"
    answer = desk.post(f"/edit/reissue/{secret}")
    assert answer.status_code == 303
    new = answer.headers["Location"].rpartition("/")[2]
    assert desk.get(f"/edit/{old}").status_code == 404
    assert desk.get(f"/hosting/{old}").status_code == 404
    desk.session = session
    assert desk.get(f"/desk/{SLUG}").status_code == 403
    desk.enter(new)
    assert desk.get(f"/desk/{SLUG}").status_code == 200
    desk.session = ""
    for replayed in (desk.get(f"/edit/reissue/{secret}"), desk.post(f"/edit/reissue/{secret}")):
        assert replayed.status_code == 404


def test_letter_is_too_old_after_a_day_and_asking_has_a_rate(make_desk: Make) -> None:
    desk = make_desk(reissue_kept=timedelta(days=1), reissue_rate=1, reissue_burst=1)
    begin(desk, email="aicha@habitante.example")
    confirm(desk)
    assert desk.post("/edit", email="aicha@habitante.example").status_code == 303
    assert desk.post("/edit", email="aicha@habitante.example").status_code == 429
    desk.write()
    desk.now += timedelta(days=1)
    assert desk.get(f"/edit/reissue/{letter(desk)}").status_code == 404
    assert desk.post(f"/edit/reissue/{letter(desk)}").status_code == 404


def test_new_link_from_the_desk_ends_the_old_one_and_goes_on(desk: Desk) -> None:
    old = begin(desk)
    before = desk.enter(old)
    answer = desk.post(f"/desk/{SLUG}/link")
    assert answer.status_code == 303
    assert desk.get(f"/desk/{SLUG}").status_code == 403
    desk.session = answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    assert desk.session != before
    assert desk.get(f"/desk/{SLUG}").status_code == 200
    assert desk.get(f"/edit/{old}").status_code == 404


def test_session_is_closed(desk: Desk) -> None:
    desk.enter(begin(desk))
    assert desk.post(f"/desk/{SLUG}/out").status_code == 303
    assert desk.get(f"/desk/{SLUG}").status_code == 403
