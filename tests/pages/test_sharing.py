"""Projects, trainings and credentials, lending and planned labs of the sample network, worked out by hand."""

import re
from datetime import datetime

import pytest
from pages_kit import Answering, Outline, valid

PAGES = ("/projects", "/trainings", "/lending", "/planned")


def plain(html: str) -> str:
    """The text, with a space where a block or a line ends."""
    apart = re.sub(r"</(?:p|li|h\d|dt|dd|td)>|<br>", r" \g<0>", html)
    return re.sub(r"\s+", " ", Outline(apart).text.replace("\u00a0", " ")).strip()


def section(page: str, name: str) -> str:
    """The section with this heading."""
    return page.split(f'id="{name}"')[1].split("</section>", maxsplit=1)[0]


def cards(html: str) -> list[str]:
    return [plain(card.split('<li class="card', 1)[0]) for card in re.split(r'<li class="card"[^>]*>', html)[1:]]


def rows(html: str) -> list[list[str]]:
    body = html.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]
    return [[plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)] for row in body.split("<tr>")[1:]]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_hold(site: Answering, empty: Answering, path: str, lang: str) -> None:
    for hub in (site, empty):
        answer = hub.get(path, lang)
        assert answer.status_code == 200
        valid(answer.text)
    assert re.search('class="empty"', empty.get(path).text)


@pytest.mark.parametrize(("path", "mend"), [
    ("/projects?procede=magie", "Choisissez dans le formulaire"), ("/projects?lab=personne", "dans le formulaire"),
    ("/projects?licence=secret", "dans le formulaire"), ("/trainings?procede=x", "Choisissez dans le formulaire"),
    ("/lending?type=x", "dans le formulaire"), ("/lending?emprunteur=x", "dans le formulaire"),
    ("/lending?disponible=demain", "Choisissez dans le formulaire"),
])  # fmt: skip
def test_a_wrong_choice_names_the_mend(site: Answering, path: str, mend: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 400
    assert mend in plain(answer.text)


# --- projects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("query", "expected"), [
    ("", [
        "Borne de jeu en bois", "Capteur de qualité de l'air", "Carreau en plastique recyclé", "Établi démontable",
        "Gabarit de thermoformage pour coque de support", "Horloge de quartier", "Housse matelassée pour instrument",
        "Jardinière moulée", "Lampe pliée en contreplaqué", "Métier à ruban miniature", "Nichoir à mésanges",
        "Ouvre-bocal à une main",
    ]),
    ("procede=decoupe-laser", ["Borne de jeu en bois", "Lampe pliée en contreplaqué", "Métier à ruban miniature"]),
    ("procede=laser-cutting&licence=CC-BY-4.0", ["Lampe pliée en contreplaqué"]),
    # additive manufacturing holds filament printing
    ("procede=fabrication-additive", ["Horloge de quartier", "Ouvre-bocal à une main"]),
    ("theme=sante-living-lab", ["Gabarit de thermoformage pour coque de support", "Ouvre-bocal à une main"]),
    ("lab=ruban", ["Housse matelassée pour instrument", "Métier à ruban miniature"]),
    ("lab=ruban&licence=CC0-1.0", []),
])  # fmt: skip
def test_projects(site: Answering, query: str, expected: list[str]) -> None:
    page = site.get(f"/projects?{query}").text
    names = [plain(name) for name in re.findall(r'<h2 class="small"[^>]*>(.*?)</h2>', page)]
    assert names == expected
    assert ("Aucun projet ne répond à ces choix." in plain(page)) is (not expected)


def test_who_can_make_the_lamp(site: Answering) -> None:
    """Laser cutting and soldering, in plywood (question 17). campus says both; the lycee's laser is only a type.

    Nearly, nearest to Saint-Chamond first: four lasers without soldering, then plaine, which solders. sante
    forbids plywood.
    """
    makers = section(site.get("/projects/gier/lampe").text, "makers")
    able, nearly = makers.split("Ceux à qui il manque peu")
    assert cards(able.replace("\u00a0", " ").split("« À confirmer")[0]) == [
        "CampusLab, université des Crêts Saint-Étienne · à 9 km à vol d'oiseau découpe laser brasage électronique",
        "FabLab du lycée des Verriers Rive-de-Gier · à 8,6 km à vol d'oiseau brasage électronique découpe laser"
        " à confirmer avec le lab",
    ]
    found = cards(nearly)
    labs = ("La Fabrique du Gier", "Le Ruban partagé", "L'Établi de l'Ondaine", "Bords de Loire", "Le Fourgon")
    assert [card.startswith(lab) for card, lab in zip(found, labs, strict=True)] == [True] * 5
    assert all("Il y manque : brasage électronique" in card for card in found[:4])
    assert "Il y manque : découpe laser" in found[4]


def test_few_can_make_it(site: Answering) -> None:
    """Moulding: bords only, by its own extruder. Sewing and laser: ruban and ondaine have both."""
    tile = section(site.get("/projects/bords/jardiniere").text, "makers")
    assert [card.startswith("Bords de Loire") for card in cards(tile)] == [True]
    loom = section(site.get("/projects/ruban/metier-miniature").text, "makers")
    able = cards(loom.split("Ceux à qui")[0])
    assert [card.split(",")[0].split(" Saint")[0].split(" Firminy")[0] for card in able] == [
        "Le Ruban partagé", "L'Établi de l'Ondaine",
    ]  # fmt: skip


# --- trainings and credentials --------------------------------------------------------------------------------------


def test_trainings_soonest_first(site: Answering) -> None:
    found = cards(section(site.get("/trainings").text, "trainings"))
    assert [re.sub(r" (La Fab|FabLab du|Campus|Le Labo|Le Ruban|L'Atelier).*", "", card) for card in found] == [
        "Prise en main de la découpe laser", "Découverte de l'électronique", "Mill your first circuit board",
        "Impression résine", "Broderie numérique, du dessin au cadre", "Les machines à bois en sécurité",
    ]  # fmt: skip
    assert "Prochaine séance jeudi 26 novembre 2026, de 18 h à 21 h" in found[0]
    assert "15 € / séance (adhérents)" in found[0]
    assert "Donne Habilitation découpe laser CO2 (valable 2 ans)" in found[0]
    assert "Donne" not in found[1]
    assert "Tarifs 90 € / personne (professionnels), 45 € / personne (étudiants)" in found[4]


def test_a_session_that_is_over_is_not_the_next(site: Answering) -> None:
    later = Answering(site.small, site.pool, datetime(2026, 11, 27, 11))
    found = cards(section(later.get("/trainings").text, "trainings"))
    assert found[-1].startswith("Prise en main de la découpe laser")
    assert "pas de date annoncée" in found[-1]
    assert "Aucune séance n'est annoncée" in plain(later.get("/trainings/gier/formation-laser").text)
    assert "jeudi 26 novembre 2026, de 18 h à 21 h" in plain(site.get("/trainings/gier/formation-laser").text)


@pytest.mark.parametrize(("query", "number"), [("lab=gier", 1), ("procede=laser-cutting", 1), ("procede=sciage", 1)])
def test_trainings_chosen(site: Answering, query: str, number: int) -> None:
    assert len(cards(section(site.get(f"/trainings?{query}").text, "trainings"))) == number


def test_who_recognises_which(site: Answering) -> None:
    """Question 15. Machines: those of whoever requires it, the issuer's too. unieux, named by gier, is closed."""
    found = {row[0]: row[1:] for row in rows(section(site.get("/trainings").text, "credentials"))}
    said = "annoncée par {}, pas encore confirmée".format
    campus, sante = "CampusLab, université des Crêts", "Le Labo des gestes, living lab santé"
    wood = "L'Atelier du Vizézy"
    assert found == {
        "Autonomie broderie numérique valable 3 ans": [
            "Le Ruban partagé",
            f"L'Établi de l'Ondaine {said('Le Ruban partagé')}",
            "Brodeuse six aiguilles Le Ruban partagé",
        ],
        "Autonomie gravure de circuits valable 2 ans": [
            campus,
            f"FabLab du lycée des Verriers {said(campus)}",
            f"PCB mill {campus}",
        ],
        "Habilitation découpe laser CO2 valable 2 ans": [
            "La Fabrique du Gier",
            f"{campus} confirmée L'Atelier du Vizézy confirmée L'Établi de l'Ondaine confirmée",
            f"Student laser {campus} Laser grand format L'Atelier du Vizézy La découpeuse laser L'Établi de l'Ondaine"
            " La grande laser La Fabrique du Gier",
        ],
        "Habilitation impression résine valable 1 an": [
            sante,
            f"{campus} confirmée",
            f"Resin printer {campus} Imprimante résine {sante}",
        ],
        "Habilitation machines à bois valable 2 ans": [
            "L'Atelier du Vizézy",
            f"Bords de Loire, fabrique et recyclerie {said(wood)} Le Proto de la Gravière {said(wood)}",
            f"Défonceuse numérique {wood} Scie à ruban {wood} Scie sur table {wood}",
        ],
    }


def test_a_credential_says_how_to_get_it(site: Answering) -> None:
    page = site.get("/credentials/gier/hab-laser").text
    valid(page)
    text = plain(page)
    assert "Délivrée par La Fabrique du Gier" in text
    assert "Valable 2 ans" in text
    assert "Prise en main de la découpe laser – La Fabrique du Gier" in text
    assert "prochaine séance : jeudi 26 novembre 2026, de 18 h à 21 h" in text
    assert "FabLab du Pertuiset" not in section(page, "about")


# --- lending --------------------------------------------------------------------------------------------------------


def test_what_is_lent(site: Answering) -> None:
    """What can go first (question 11, and the kiln for members), then what cannot."""
    found = rows(section(site.get("/lending").text, "offers"))
    assert [row[0] for row in found] == [
        "Brodeuse six aiguilles brodeuse numérique",
        "Casques de réalité virtuelle casque de réalité virtuelle ou mixte",
        "Four céramique four céramique",
        "Imprimante 3D de prêt imprimante 3D à dépôt de fil",
        "Machines à coudre machine à coudre",
        "Oscilloscopes oscilloscope",
        "Ponceuse à bande ponceuse",
        "Scanner 3D scanner 3D",
        "Imprimante 3D nomade imprimante 3D à dépôt de fil",
        "PCB mill fraiseuse de précision",
    ]
    assert found[0][1:] == [
        "Le Ruban partagé Saint-Étienne",
        "disponible",
        "labs du réseau",
        "14 jours au plus · 20 € · caution 400 €"
        " Une personne du lab emprunteur doit avoir l'autonomie broderie. Transport en caisse fournie.",
    ]
    assert found[8][2] == "indisponible prêtée à un autre lab"


@pytest.mark.parametrize(("query", "expected"), [
    ("type=3d-printer", ["Imprimante 3D de prêt", "Imprimante 3D nomade"]),
    ("emprunteur=tout-public", ["Machines à coudre"]),
    ("disponible=sur-demande", ["Machines à coudre", "Oscilloscopes"]),
    ("type=laser-co2", []),
])  # fmt: skip
def test_offers_chosen(site: Answering, query: str, expected: list[str]) -> None:
    page = section(site.get(f"/lending?{query}").text, "offers")
    found = [row[0] for row in rows(page)] if "<tbody>" in page else []
    assert len(found) == len(expected)
    assert all(cell.startswith(name) for cell, name in zip(found, expected, strict=True))
    assert ("Aucune offre ne répond" in plain(page)) is (not expected)


def test_offers_answer_needs(site: Answering) -> None:
    """Question 12: Firminy to Roanne is 72.0 km north and 16.9 km west; Saint-Chamond to Saint-Étienne 10.9 km."""
    page = site.get("/lending").text
    found = cards(section(page, "needs"))
    assert len(found) == 12  # eleven of the Loire, one of the hostile lab
    assert "12 besoins · 9 sans réponse" in plain(page)
    answered = [card for card in found if "offre répond" in card]
    assert found[:3] == answered
    assert [re.sub(r".* répond : ", "", card) for card in answered] == [
        "Scanner 3D – Le Quai des Bidouilles, médiathèque des Tisserands disponible à 74 km à vol d'oiseau",
        "Brodeuse six aiguilles – Le Ruban partagé disponible à 11 km à vol d'oiseau",
        "Imprimante 3D de prêt – Le Quai des Bidouilles, médiathèque des Tisserands disponible",
    ]


def test_a_need_has_an_anchor_that_stays(site: Answering) -> None:
    page = site.get("/lending").text
    anchors = re.findall(r'id="(besoin-[a-z]+-[0-9a-f]{8})"', page)
    assert len(set(anchors)) == 12
    assert all(f'href="#{anchor}"' in page for anchor in anchors)
    assert set(anchors) == set(re.findall(r'id="(besoin-[a-z]+-[0-9a-f]{8})"', site.get("/lending", "en").text))
    planned = re.findall(r'href="/lending#([^"]+)"', site.get("/planned").text)
    assert len(planned) == 4
    assert set(planned) <= set(anchors)


# --- planned labs ---------------------------------------------------------------------------------------------------


def test_who_can_help_a_planned_lab(site: Answering) -> None:
    """Question 21, and for each need what there is: chambon states no position, hence no distance."""
    page = site.get("/planned").text
    found = {card.split(" À emprunter")[0]: card for card in cards(section(page, "lab-chambon"))}
    assert set(found) == {
        "Une imprimante 3D pour nos ateliers de décembre imprimante 3D à dépôt de fil",
        "Une découpeuse laser, même petite découpeuse laser CO2",
        "Un poste à souder Pour former les premiers bénévoles. poste de soudure métal",
        "Aide pour choisir l'extraction d'air et le tableau électrique"
        " Un besoin d'accompagnement : écrivez au lab si vous pouvez aider.",
    }
    printer = found["Une imprimante 3D pour nos ateliers de décembre imprimante 3D à dépôt de fil"]
    assert "À emprunter Imprimante 3D de prêt – Le Quai des Bidouilles" in printer
    assert "et 2 autres labs" in printer  # bords, charlieu, gier, lycee, plaine; roanne, sante
    laser = found["Une découpeuse laser, même petite découpeuse laser CO2"]
    assert "À emprunter rien pour l'instant" in laser
    assert "Pour se former Prise en main de la découpe laser – La Fabrique du Gier" in laser
    welder = found["Un poste à souder Pour former les premiers bénévoles. poste de soudure métal"]
    assert "À voir sur place Poste à souder MIG – Le Proto de la Gravière" in welder
    assert "collectif@chambon.example" in plain(page)
    assert "Vous montez un lab ?" in plain(page)
