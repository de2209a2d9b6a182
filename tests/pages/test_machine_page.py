"""The page of a machine: dangers first, the right guides in the right order, maintenance, and no serial number."""

import json
import re

import pytest
from pages_kit import LOIRE, Answering, Outline, valid
from test_lab_page import text_of

MACHINE = re.compile(r"/machines/[^?]+")


def machines_of(site: Answering, lang: str = "fr") -> list[str]:
    return sorted({link for link in Outline(site.get("/machines", lang).text).links if MACHINE.match(link)})


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_machine_has_its_page(site: Answering, lang: str) -> None:
    links = machines_of(site, lang)
    assert len(links) == 76
    for link in links:
        answer = site.get(link, lang)
        assert answer.status_code == 200, link
        valid(answer.text)
        assert not re.search(r"https?://\S+|w3id", Outline(answer.text).text), link


def test_no_page_shows_a_serial_number(site: Answering) -> None:
    serials = [
        serial
        for file in (LOIRE / "labs").glob("*.jsonld")
        for serial in _serials(json.loads(file.read_text(encoding="utf-8")))
    ]
    assert len(serials) > 10
    pages = [site.get(link).text for link in [*machines_of(site), "/labs/gier", "/labs/lycee", "/labs/bords"]]
    assert not [serial for serial in [*serials, "SECRET-0001"] if any(serial in page for page in pages)]


def _serials(document: object) -> list[str]:
    if isinstance(document, dict):
        own = [str(document[key]) for key in ("numeroSerie", "serialNumber") if key in document]
        return own + [found for value in document.values() for found in _serials(value)]
    return [found for item in document for found in _serials(item)] if isinstance(document, list) else []


def test_dangers_come_first(site: Answering) -> None:
    text = text_of(site, "/machines/gier/laser-1").partition(" Chez ")[2]  # after the head, which leads to guides too
    order = [
        "Matériaux interdits : PVC, simili-cuir, vinyle adhésif",
        "Habilitation requise",
        "Ce qu'elle sait faire",
        "Guides",
        "Entretien",
    ]
    places = [text.index(said) for said in order]
    assert places == sorted(places)


def test_what_the_model_forbids_is_forbidden_too(site: Answering) -> None:
    text = text_of(site, "/machines/ondaine/laser")
    assert re.search(r"(Matériaux interdits|Interdits aussi pour ce modèle) : [^.]*PVC", text)


def test_reference_guide_then_guides_of_every_lab(site: Answering) -> None:
    page = site.get("/machines/ondaine/laser").text
    names = [Outline(name).text for name in re.findall(r'<article class="card guide">\s*<h3[^>]*>(.*?)</h3>', page)]
    assert names[0] == "Prendre en main la découpeuse laser FL-6040"
    assert "Cleaning the optics of a CO2 laser" in names
    assert names.index("Cleaning the optics of a CO2 laser") < names.index("Laser : ce qu'on ne découpe jamais")
    assert page.index("guide de référence") < page.index(names[0])


def test_steps_of_a_guide_keep_their_order(site: Answering) -> None:
    text = text_of(site, "/machines/gier/laser-1")
    steps = ["Allumer l'extraction", "Poser la matière", "Lancer un test", "Rester à côté"]
    assert [text.index(step) for step in steps] == sorted(text.index(step) for step in steps)


def test_credential_is_named_with_who_gives_it(site: Answering) -> None:
    answer = site.get("/machines/campus/laser")
    text = Outline(answer.text).text
    assert "Habilitation découpe laser CO2" in text
    assert "La Fabrique du Gier" in text
    assert "Prise en main de la découpe laser" in text
    assert "/labs/gier#trainings" in Outline(answer.text).links


def test_maintenance_tells_dangers_first(moderator: Answering) -> None:
    site = moderator
    text = text_of(site, "/machines/gier/laser-1")
    table = text[text.index("Entretien") :]
    order = [
        "Essayer l'arrêt d'urgence",
        "Nettoyer la lentille",
        "Contrôler l'extincteur",
        "Dépoussiérer",
        "Changer les filtres",
    ]
    assert [table.index(task) for task in order] == sorted(table.index(task) for task in order)
    assert re.search(r"Essayer l'arrêt d'urgence.*?en retard depuis le 15 octobre 2026", table)
    assert "jamais notée" in text_of(site, "/machines/bords/laser")


def test_unknown_machine_is_not_found(site: Answering) -> None:
    for path in (
        "/machines/gier/laser-9",
        "/machines/gier/lab",
        "/machines/gier/%3Cx%3E",
        "/machines/nulle-part/x",
        "/machines/pilat/laser",
    ):
        assert site.get(path).status_code == 404, path


def test_embedded_data_of_a_machine(site: Answering) -> None:
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', site.get("/machines/gier/laser-1").text, re.DOTALL
    )
    assert found
    data = json.loads(found[1])
    assert data["@id"] == "https://gier.example/fablab.jsonld#laser-1"
    assert data["brand"]["name"] == "Furan Laser"
    assert "serial" not in found[1].lower()


def test_unknown_type_is_not_found(site: Answering) -> None:
    assert site.get("/machines?type=teleporteur").status_code == 404
    assert site.get("/machines?type=co2-laser").status_code == 200


def test_no_lab_can_pass_off_anothers_things_as_its_own(site: Answering) -> None:
    """The hostile lab lists a machine, a guide and a credential of «gier»: nothing is shown under its name."""
    page = Outline(site.get("/labs/hostile").text).text
    assert "La grande laser" not in page
    assert "Nettoyer l'optique" not in page
    assert "/labs/hostile" not in Outline(site.get("/machines/gier/laser-1").text).links
    assert not [link for link in machines_of(site) if "laser-1" in link and "hostile" in link]
