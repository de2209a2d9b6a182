"""What is wrong with a parameter of an address, and how to mend it, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

import ontology


@dataclass(frozen=True, slots=True)
class Mistake:
    """A parameter that cannot be read: its French name, what was given (hostile), and how to mend it."""

    name: str
    value: str
    fr: str
    en: str


#: kind → (French, English).
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "code": (
        "Ce code n'est pas dans la liste « {list_fr} ». Choisissez-le dans le formulaire ; exemple : {example_fr}.",
        "This code is not in the list “{list_en}”. Choose it in the form; for example: {example_en}.",
    ),
    "yes": (
        "Écrivez 1 pour oui, ou retirez ce critère.",
        "Write 1 for yes, or take this criterion away.",
    ),
    "number": (
        "Écrivez un nombre entre {least} et {most}, sans unité.",
        "Write a number between {least} and {most}, without a unit.",
    ),
    "range": (
        "Le nombre doit être compris entre {least} et {most}.",
        "The number must be between {least} and {most}.",
    ),
    "day": (
        "Ce jour n'est pas compris. Écrivez une date (2026-11-26), un jour de la semaine (jeudi), « aujourd-hui » ou "
        "« demain ».",
        "This day is not understood. Write a date (2026-11-26), a weekday (thursday), “today” or “tomorrow”.",
    ),
    "hour": (
        "Cette heure n'est pas comprise. Écrivez-la ainsi : 19:00, ou 19h30.",
        "This hour is not understood. Write it like this: 19:00.",
    ),
    "until": (
        "L'heure de fin demande aussi une heure de début : ajoutez « heure », par exemple 18:00.",
        "The hour of the end needs one of the beginning too: add “hour”, for example 18:00.",
    ),
    "place": (
        "Cette commune n'est pas connue ici. Vérifiez son nom, essayez une commune voisine, ou « près de moi ».",
        "This town is not known here. Check its name, try one nearby, or “near me”.",
    ),
    "radius": (
        "Un rayon demande un lieu : indiquez une commune, ou « près de moi ».",
        "A radius needs a place: name a town, or choose “near me”.",
    ),
    "position": (
        "Cette position n'est pas sur la Terre : latitude de -90 à 90, longitude de -180 à 180, avec un point.",
        "This position is not on Earth: latitude from -90 to 90, longitude from -180 to 180, with a point.",
    ),
    "sort": (
        "L'ordre est « distance », « pertinence » ou « nom ».",
        "The order is “distance”, “relevance” or “name”.",
    ),
    "thickness": (
        "L'épaisseur dépend de ce que l'on fait : indiquez aussi un procédé ou un matériau.",
        "The thickness depends on what is made: choose a process or a material too.",
    ),
}


def mistake(kind: str, name: str, value: str, **words: object) -> Mistake:
    """In: which sentence, the French name of the parameter, what was given, the words of the sentence."""
    said = {key: f"{each:g}" if isinstance(each, float | int) else str(each) for key, each in words.items()}
    if "list" in said:
        said |= _of_list(said["list"])
    french, english = _SENTENCES[kind]
    return Mistake(name, value, french.format(**said), english.format(**said))


def _of_list(scheme: str) -> dict[str, str]:
    found = ontology.schemes()[scheme]
    example = next(iter(found.concepts.values()))
    return {
        "list_fr": found.label["fr"], "list_en": found.label["en"],
        "example_fr": example.id, "example_en": example.english_code,
    }  # fmt: skip
