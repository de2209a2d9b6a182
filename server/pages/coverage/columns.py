"""The columns of `/coverage.csv`, what each means in both languages, and its rows. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from server.exports.columns import Cell
from server.pages import labels
from server.pages.coverage.communes import Commune
from server.pages.coverage.gaps import reaches
from server.pages.coverage.survey import Reach, Survey

#: Name → meaning, in French and English.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "code_insee": {"fr": "code Insee de la commune", "en": "Insee code of the commune"},
    "commune": {"fr": "son nom", "en": "its name"},
    "siren_epci": {
        "fr": "numéro SIREN de son intercommunalité (EPCI)",
        "en": "SIREN number of its group of communes (EPCI)",
    },
    "population": {"fr": "ses habitants ; vide : inconnu", "en": "its inhabitants; empty: not known"},
    "type": {"fr": "code du type de machine", "en": "code of the machine type"},
    "type_libelle": {"fr": "nom du type, en français", "en": "name of the type, in French"},
    "distance_km": {
        "fr": "du centre de la commune à la machine comptée la plus proche, à vol d'oiseau ; vide : il n'y en a pas",
        "en": "from the commune's centre to the nearest machine counted, as the crow flies; empty: there is none",
    },
    "lab": {"fr": "le lab qui a cette machine", "en": "the lab that has that machine"},
    "position_approximative": {
        "fr": "« true » : ce lab est placé au centre de sa commune",
        "en": "“true”: that lab is placed at the centre of its commune",
    },
    "rayon_km": {"fr": "le rayon choisi", "en": "the radius that was chosen"},
    "dans_le_rayon": {"fr": "« true » ou « false »", "en": "“true” or “false”"},
    "machines_comptees": {
        "fr": "machines de ce type comptées dans la commune",
        "en": "machines of this type counted in the commune",
    },
    "machines_en_panne": {
        "fr": "machines de ce type en panne, dégradées ou en entretien dans la commune",
        "en": "machines of this type that are down, degraded or under maintenance in the commune",
    },
    "jours_arret": {
        "fr": "jours depuis lesquels elles le sont, additionnés",
        "en": "days since when they are, added up",
    },
    "besoins": {"fr": "demandes de ce type par les labs de la commune", "en": "labs of the commune look for this type"},
    "labs": {"fr": "labs de la commune", "en": "labs of the commune"},
    "heures_public_semaine": {
        "fr": "leurs heures d'ouverture à tout public par semaine ; vide : non dit",
        "en": "their hours open to the public a week; empty: not said",
    },
    "date": {"fr": "jour du calcul", "en": "day of the computation"},
    "source_communes": {
        "fr": "origine et licence du tableau des communes",
        "en": "origin and licence of the table of communes",
    },
}


def rows(
    survey: Survey, chosen: Sequence[Commune], kinds: Sequence[str], radius: float, told: tuple[str, str]
) -> Iterator[Sequence[Cell]]:
    """In: an area, which communes and types, kilometres, the day and the source. Out: cells in the order of COLUMNS."""
    places = {place.code: number for number, place in enumerate(survey.places)}
    for commune in chosen:
        for kind in kinds:
            reach = reaches(survey, kind)[places[commune.place.code]]
            yield (*_place(commune), *_type(kind), *_way(reach, radius), *_there(survey, commune, kind), *told)


def _place(commune: Commune) -> tuple[Cell, ...]:
    place = commune.place
    return (place.code, place.name, place.epci_code, place.population or None)


def _type(kind: str) -> tuple[Cell, ...]:
    return (labels.code(kind), labels.label(kind, "fr"))


def _way(reach: Reach | None, radius: float) -> tuple[Cell, ...]:
    if reach is None:
        return (None, "", None, radius, False)
    position = reach.lab.position
    return (round(reach.km, 1), reach.lab.slug, bool(position and position.approximate), radius, reach.km <= radius)


def _there(survey: Survey, commune: Commune, kind: str) -> tuple[Cell, ...]:
    down = commune.down_of(kind)
    held = survey.held.get(kind, {})
    return (
        sum(held.get(lab.slug, 0) for lab in commune.labs), len(down), sum(each.days or 0 for each in down),
        commune.needs_of(kind), len(commune.labs), None if commune.hours is None else round(commune.hours, 1),
    )  # fmt: skip
