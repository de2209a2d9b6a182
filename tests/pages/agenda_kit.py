"""What the agenda of the sample network holds, and what its pages show."""

import re

from pages_kit import Outline

#: What is to come: the day, the hours, the name.
COMING = [
    ("2026-11-26", "de 18 h à 21 h", "Ma première découpe laser"),
    ("2026-11-27", "de 20 h à 1 h", "Nocturne « aiguilles et synthés »"),
    ("2026-11-28", "toute la journée", "Fête des communs"),
    ("2026-11-28", "de 9 h 30 à 12 h 30", "Réparer ses jouets"),
    ("2026-11-28", "de 9 h 30 à 12 h", "Des bouchons aux porte-clés"),
    ("2026-11-28", "de 10 h 30 à 12 h", "Samedi 3D"),
    ("2026-12-01", "de 8 h 30 à 10 h", "Petit déjeuner prototypage"),
    ("2026-12-01", "de 18 h à 20 h 30", "Un fanzine en une soirée"),
    ("2026-12-02", "de 14 h à 16 h", "Filles qui soudent"),
    ("2026-12-02", "de 14 h à 16 h 30", "Mercredi couture"),
    ("2026-12-02", "de 14 h à 17 h", "Fabriquer un nichoir"),
    ("2026-12-02", "de 14 h à 18 h", "Graver son premier circuit"),
    ("2026-12-02", "de 19 h à 20 h 30", "Rencontre « le son libre »"),
    ("2026-12-03", "de 16 h à 18 h", "Habilitation résine"),
    ("2026-12-03", "de 17 h à 20 h", "Café réparation"),
    ("2026-12-03", "de 18 h à 19 h", "</li></ul>"),
    ("2026-12-03", "de 18 h 30 à 20 h 30", "Réunion publique : quel FabLab voulons-nous ?"),
    ("2026-12-04", "de 10 h à 12 h", "Fabriquer pour un proche"),
    ("2026-12-04", "de 18 h 30 à 20 h 30", "Pochoir sur soie"),
    ("2026-12-05", "toute la journée", "Samedi des prototypes"),
    ("2026-12-05", "de 10 h à 17 h", "Stage broderie numérique"),
    ("2026-12-05", "de 10 h 30 à 12 h", "Samedi 3D"),
    ("2026-12-09", "de 14 h à 16 h 30", "Mercredi couture"),
    ("2026-12-12", "de 9 h à 17 h", "Habilitation machines à bois, session de décembre"),
    ("2026-12-12", "de 10 h 30 à 12 h", "Samedi 3D"),
    ("2026-12-16", "de 14 h à 16 h 30", "Mercredi couture"),
    ("2026-12-19", "de 10 h 30 à 12 h", "Samedi 3D"),
    ("2026-12-30", "de 12 h 30 à 13 h 30", "Open hardware lunch talk"),
    ("2027-01-27", "de 12 h 30 à 13 h 30", "Open hardware lunch talk"),
    ("2027-01-30", "toute la journée", "Portes ouvertes du lycée"),
    ("2027-02-24", "de 12 h 30 à 13 h 30", "Open hardware lunch talk"),
]


def shown(page: str) -> list[tuple[str, str, str]]:
    """Day, hours, name of each entry of the list."""
    found = []
    for section in page.split('<section class="day"')[1:]:
        day = re.search(r'<time datetime="([^"]+)"', section)
        assert day
        for entry in section.split('<li class="event')[1:]:
            when = re.search(r'<p class="when">([^<·]+)', entry)
            name = re.search(r'<p class="what"[^>]*><a [^>]*>(.*?)</a>', entry)
            assert when
            assert name
            found.append((day[1], plain(when[1]), plain(name[1])))
    return found


def plain(html: str) -> str:
    return Outline(html).text.replace("\u00a0", " ").strip()
