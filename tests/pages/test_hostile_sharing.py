"""A lab that writes attacks into its agenda, projects, trainings, offers and needs: text, and nothing else."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from pages_kit import LONG_WORD, Answering, Outline, SmallHub, valid
from support.labs import lab, text

from server.store.guard import GuardPool

EVIL = "<script>alert(1)</script>\u202e"
INJECTED = "Fête\r\nATTENDEE:mailto:eve@evil.example\r\nX-EVIL:1"
PAGES = (
    "/agenda", "/agenda?vue=mois&mois=2026-12", "/projects", "/trainings", "/lending", "/planned", "/projects/evil/p",
    "/trainings/evil/f", "/credentials/evil/h", "/events/evil/e0", "/labs/evil",
)  # fmt: skip


def document(**more: Any) -> dict[str, Any]:
    """Attacks in every field, and a hundred recurrences without end."""
    events = {
        f"#e{n}": {
            "nom": LONG_WORD if n == 1 else EVIL,
            "debut": "1990-01-01T00:00",
            "fin": "1990-01-01T23:59",
            "repetition": f"FREQ=DAILY;COUNT={10**9 + n}",
            "note": EVIL,
        }
        for n in range(100)
    }
    events |= {
        "#long": {"nom": INJECTED, "description": INJECTED, "debut": "2026-11-01", "fin": "2199-12-31"},
        "#far": {"nom": "loin", "debut": "9999-12-31T23:59", "fin": "9999-12-31T23:59"},
        "#seance": {"nom": EVIL, "debut": "2026-12-03T18:00", "seanceDe": "#f", "gratuit": False,
                    "tarifs": [{"prix": 1e308, "devise": EVIL, "par": EVIL, "pour": EVIL}],
                    "reservation": "https://evil.example@evil2.example/?a=<x>&b=1"},
    }  # fmt: skip
    machine = {
        "nom": EVIL, "typeMachine": "laser-co2", "etat": "en-service", "habilitationRequise": ["#h"],
        "offreDePret": {"beneficiaires": ["tout-public"], "disponible": "oui", "conditions": EVIL},
    }  # fmt: skip
    return lab(
        machines={"#m'(1)": machine},
        nom=EVIL,
        agenda=events,
        projets={"#p": {"nom": EVIL, "description": EVIL, "necessite": ["decoupe-laser"]}},
        formations={"#f": {"nom": EVIL, "description": EVIL, "delivre": "#h", "enseigne": ["decoupe-laser"]}},
        habilitations={"#h": {"nom": EVIL, "reconnuePar": ["https://good.example/fablab.jsonld#lab"]}},
        besoins=[{"nom": EVIL, "description": LONG_WORD, "typeMachine": "laser-co2"}],
        **more,
    )


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Answering:
    """The evil lab, and one in planning that is as evil."""
    small = SmallHub(Path(tmp_path_factory.mktemp("evil")))
    for slug, made in {"evil": document(), "plan": document(statut="projet")}.items():
        assert small.receive(small.register(slug), text(made)).outcome != "REJECTED"
    assert small.hub.publish() is not None
    return Answering(small, pool)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_becomes_markup(bad: Answering, path: str) -> None:
    answer = bad.get(path)
    assert answer.status_code == 200
    valid(answer.text)
    assert "&lt;script&gt;" in answer.text
    scripts = re.findall(r"<script([^>]*)>", answer.text)
    assert scripts in ([], [' type="application/ld+json"'])
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", re.sub(r'"[^"]*"', '""', answer.text))
    for link in Outline(answer.text).links:
        assert re.match(
            r"https?://|webcal://commons\.example/|mailto:[\w.+-]+@[\w.-]+$|tel:\+?\d+$|geo:-?[\d.]+,-?[\d.]+$|/|[?#]",
            link,
        ), link


def test_a_name_adds_no_line_to_the_file(bad: Answering) -> None:
    answer = bad.get("/labs/evil/agenda.ics")
    assert not re.search(r"^(ATTENDEE|X-EVIL)", answer.text, re.MULTILINE)
    calendar = Calendar.from_ical(answer.data)
    assert isinstance(calendar, Calendar)
    found = {str(entry["uid"]).partition("#")[2]: entry for entry in calendar.walk("VEVENT")}
    assert str(found["long"]["summary"]) == "Fête ATTENDEE:mailto:eve@evil.example X-EVIL:1"
    assert "far" not in found


def test_recurrences_without_end_are_soon_answered(bad: Answering) -> None:
    for path in ("/agenda", "/agenda?vue=mois", "/agenda.ics"):
        began = time.process_time()
        assert bad.get(path).status_code == 200
        assert time.process_time() - began < 2
