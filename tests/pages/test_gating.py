"""Overdue safety tasks and serial numbers: for the lab and the moderators, not for the world, nor for another lab."""

import re
from collections.abc import Iterator

import pytest
from pages_kit import Answering, Outline, valid
from test_lab_page import text_of

SERIAL = "FL6040-2291"
MACHINE = "/machines/gier/laser-1"
FL6040 = "/models/furan-laser/fl-6040/maintenance"
#: Pages on which the emergency stop of gier's laser, due since 15 October, is told of; and what tells that it is late.
LATE = [
    (MACHINE, "15 octobre 2026"), ("/labs/gier/maintenance", "15 octobre 2026"), (FL6040, "15 octobre 2026"),
    ("/labs/gier/maintenance", "1 tâche en retard"), ("/labs/gier", "1 en retard"),
]  # fmt: skip


@pytest.fixture
def seen(site: Answering) -> Iterator[Answering]:
    yield site
    site.session = ""


@pytest.mark.parametrize(("path", "words"), LATE)
def test_world_and_other_labs_are_not_told_what_is_late(seen: Answering, path: str, words: str) -> None:
    for session in ("", seen.held_by("ondaine")):
        seen.session = session
        answer = seen.get(path)
        valid(answer.text)
        assert words not in Outline(answer.text).text


@pytest.mark.parametrize(("path", "words"), LATE)
@pytest.mark.parametrize("slug", ["gier", ""])
def test_lab_and_moderators_are(seen: Answering, path: str, words: str, slug: str) -> None:
    seen.session = seen.held_by(slug)
    answer = seen.get(path)
    valid(answer.text)
    assert words in Outline(answer.text).text.replace("\u00a0", " ")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("path", [MACHINE, "/labs/gier/maintenance", FL6040])
def test_world_is_sent_to_the_lab(seen: Answering, path: str) -> None:
    assert "à vérifier avec le lab" in text_of(seen, path)
    assert "Rien n'est en retard" not in text_of(seen, path)


def test_network_page_tells_the_world_of_other_tasks_only(seen: Answering) -> None:
    page = text_of(seen, "/maintenance")
    assert "3 tâches en retard, dans 3 labs" in page
    assert "Sécurité en retard" not in page
    seen.session = seen.held_by("gier")
    assert "4 tâches en retard, dont 1 pour la sécurité" in text_of(seen, "/maintenance")


def test_calendar_of_the_world_is_silent_on_what_is_late(seen: Answering) -> None:
    assert "urgence" not in seen.get("/labs/gier/maintenance.ics").text
    seen.session = seen.held_by("gier")
    assert "urgence" in seen.get("/labs/gier/maintenance.ics").text


def test_report_on_a_file_does_not_tell_it_either(seen: Answering) -> None:
    pages = {slug: seen.get(f"/sources/{slug}").text for slug in ("gier", "forez", "roanne", "ondaine")}
    assert not [slug for slug, page in pages.items() if re.search(r"\bW9\b", page)]


def test_serial_number_is_for_the_lab_and_moderators(seen: Answering) -> None:
    for session in ("", seen.held_by("ondaine")):
        seen.session = session
        assert SERIAL not in seen.get(MACHINE).text
    for session in (seen.held_by("gier"), seen.held_by()):
        seen.session = session
        assert SERIAL in seen.get(MACHINE).text
        assert SERIAL not in seen.get("/labs/gier").text


def test_who_sees_more_is_never_told_that_nothing_changed(seen: Answering) -> None:
    tag = seen.get(MACHINE).headers["ETag"]
    assert seen.get(MACHINE, If_None_Match=tag).status_code == 304
    seen.session = seen.held_by("gier")
    assert seen.get(MACHINE, If_None_Match=tag).status_code == 200
