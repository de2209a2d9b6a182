"""A broken file walks from fresh to gone by itself, and back at once: e-mails, badge and feed at each stage."""

import re
from typing import Any

import feedparser
from support.labs import base_of, lab, machine
from telling_kit import Town, link_in

LOST = b"nothing here"
#: Refused as a whole: the lab has no name.
NAMELESS = {key: value for key, value in lab().items() if key != "nom"}
#: One machine is withheld: its type is no code of the list.
FAULTY = lab(
    {f"#machine-{n}": machine(f"Machine {n}", typeMachine="laser-c02" if n == 4 else "laser-co2") for n in range(5)}
)


def badge(town: Town, lang: str = "fr") -> str:
    answer = town.client.get(f"/sources/gier/badge.svg?lang={lang}")
    assert answer.status_code == 200
    found = re.search("<title>(.*)</title>", answer.text)
    assert found
    return found[1].partition(":")[2].strip()


def feed(town: Town, lang: str = "fr") -> list[tuple[str, str]]:
    """(day, what) of each entry, oldest first."""
    found: Any = feedparser.parse(town.client.get(f"/sources/gier.atom?lang={lang}").data)
    assert not found.bozo, found.get("bozo_exception")
    return [(each.updated[5:10], each.tags[0].term) for each in found.entries][::-1]


def begun(town: Town, document: Any = None) -> None:
    town.commons.register("gier", document or lab(nom="FabLab du Gier"))
    town.turn()
    town.contact("gier", "bureau@gier.example")


def test_a_lost_file_walks_to_gone_and_a_repaired_one_recovers_at_once(town: Town) -> None:
    begun(town)  # noon on 26 November
    assert badge(town) == "à jour · 26 novembre 2026"
    town.commons.put("gier", LOST, status=404)

    town.live(days=1)
    assert town.letters() == [("11-26", "FabLab du Gier : fichier illisible")]
    assert badge(town) == "à jour · 26 novembre 2026"
    assert feed(town) == [("11-26", "first"), ("11-26", "failed")]

    town.live(days=3)
    assert badge(town) == "vieillit · 26 novembre 2026"
    assert feed(town)[2:] == [("11-29", "stale")]

    town.live(days=11)
    assert badge(town) == "silencieuse · 26 novembre 2026"
    assert feed(town)[3:] == [("12-10", "silent")]

    town.live(days=16)
    assert badge(town) == "retirée · 26 décembre 2026"
    assert feed(town)[4:] == [("12-26", "gone")]
    assert town.get("/labs/gier").status_code in (404, 410)

    town.live(days=20)
    assert town.letters() == [
        ("11-26", "FabLab du Gier : fichier illisible"),
        ("12-03", "FabLab du Gier : fichier toujours illisible"),
        ("12-10", "FabLab du Gier : fichier toujours illisible"),
        ("12-17", "FabLab du Gier : fichier toujours illisible"),
        ("12-24", "FabLab du Gier : fichier toujours illisible"),
        ("12-31", "FabLab du Gier : la fiche a été retirée"),  # the last one: nothing more until it is back
    ]

    town.commons.put("gier", lab(nom="FabLab du Gier"))
    town.post("/sources/gier/again")
    town.turn()
    assert town.letters()[6:] == [("01-16", "FabLab du Gier : tout est réparé")]
    assert badge(town) == "à jour · 16 janvier 2027"
    assert feed(town)[5:] == [("01-16", "recovered")]
    town.live(days=20)
    assert len(town.letters()) == 7


def test_words_of_each_letter(town: Town) -> None:
    begun(town)
    town.commons.put("gier", LOST, status=404)
    town.live(hours=6)
    first = town.box.text()
    assert "Le serveur a répondu 404 au lieu de donner le fichier." in first
    assert "À faire :" in first
    assert "elle sera retirée le 26 décembre 2026" in first
    assert "https://commons.example/sources/gier?lang=fr" in first
    assert town.box.taken[-1]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link_in(first) in town.box.taken[-1]["List-Unsubscribe"]
    town.live(days=7)
    assert "Le souci signalé le 26 novembre 2026 n'est pas encore réglé. La fiche du lab vieillit." in town.box.text()


def test_a_quarantined_lab_is_told_so_and_recovers(town: Town) -> None:
    begun(town, lab())
    town.commons.put("gier", FAULTY)
    town.live(days=8)
    assert badge(town) == "publiée en partie · 4 décembre 2026"
    town.commons.put("gier", lab())
    town.live(hours=6)
    assert town.letters() == [
        ("11-26", "FabLab d'essai : une partie est retenue"),
        ("12-03", "FabLab d'essai : une partie reste retenue"),
        ("12-04", "FabLab d'essai : tout est réparé"),
    ]
    assert "laser-c02" in town.box.text(0)
    assert "laser-co2" in town.box.text(0)  # how to mend it
    assert feed(town) == [("11-26", "first"), ("11-26", "withheld"), ("12-04", "recovered")]
    assert badge(town, "en") == "up to date · 4 December 2026"


def test_a_refused_file_is_told_in_english(town: Town) -> None:
    town.commons.register("gier", lab(nom="FabLab du Gier"))
    town.turn()
    town.contact("gier", "office@gier.example", "en")
    town.commons.put("gier", NAMELESS)
    town.live(hours=6)
    assert town.letters() == [("11-26", "FabLab du Gier: file refused")]
    assert "To do:" in town.box.text()
    assert feed(town, "en")[-1] == ("11-26", "refused")
    assert badge(town, "en") == "up to date · 26 November 2026"  # it tells of the record that visitors see
    content: Any = feedparser.parse(town.client.get("/sources/gier.atom?lang=en").data)
    assert "there is a mistake to mend" in content.entries[0].content[0].value


def test_trouble_that_comes_and_goes_is_told_once_a_day_at_most(town: Town) -> None:
    begun(town)
    for _ in range(6):  # twelve visits, broken and whole in turn
        town.commons.put("gier", LOST, status=404)
        town.live(hours=6)
        town.commons.put("gier", lab(nom="FabLab du Gier"))
        town.live(hours=6)
    days = [day for day, subject in town.letters() if "illisible" in subject]
    assert days == ["11-26", "11-27", "11-28"]
    assert base_of("gier") not in str(town.letters())
