"""What stands beside a field: its name, what it is for, an example, its unit; made of what the ontology says."""

import json
import re
from collections.abc import Mapping

from server.publish import model, texts
from server.publish.model import Field

#: How a comment tells what only who types JSON must know.
_QUOTES = re.compile(
    r"(, entre guillemets|, in quotes| ?, avec un point| ?, with a point|, chacune? sous son identifiant"
    r"|, each under its (?:own )?identifier)[^.;]*"
)
#: How a rule's sentence and its mend tell it: a piece of a sentence; an example in JSON; signs to be typed.
_TYPED = re.compile(r",? (ou n'est|or is not|n'est) (pas )?(entre guillemets|in quotes)")
_JSON = re.compile(r"\"[^\"]*\": ?|[{}\[\]]|guillemet|quotes|« ?@|“@")
#: The names of classes that are feminine in French, by their first word.
FEMININE = frozenset({
    "adresse", "capacité", "formation", "habilitation", "image", "intervention", "machine", "offre", "organisation",
    "personne", "tâche", "étape",
})  # fmt: skip
_UNITS: Mapping[str, tuple[str, str]] = {
    "MilliM": ("mm", "mm"), "W": ("W", "W"), "DAY": ("jours", "days"), "HR": ("heures", "hours"),
}  # fmt: skip


def label(field: Field, lang: str) -> str:
    """The name of a field, with its unit."""
    text = field.label.get(lang) or field.label.get("fr") or field.key
    units = _UNITS.get(field.unit.rpartition("/")[2])
    named = f"{text[:1].upper()}{text[1:]}"
    return f"{named} ({units[lang == 'en']})" if units else named


def hint(field: Field, lang: str) -> str:
    """What the field is for, without what is said to who types JSON."""
    return _QUOTES.sub("", field.comment.get(lang) or field.comment.get("fr", "")).strip()


def mend(text: str) -> str:
    """How a rule is met, where that helps who fills in a form; empty where it shows what to type in a file."""
    return "" if _JSON.search(text) else text


def example(field: Field, lang: str) -> str:
    """A value to go by, for texts, numbers and addresses; empty where a list or a calendar shows what fits."""
    if field.kind not in ("text", "string", "number", "integer", "link", "duration"):
        return ""
    try:
        value = json.loads(f"{{{field.example.get(lang) or field.example.get('fr', '')}}}")
    except ValueError:
        return ""
    found = next(iter(value.values()), "")
    first = found[0] if isinstance(found, list) and found else found
    return texts.shown(field, first, lang) if isinstance(first, str | int | float) else ""


def one(cls: str, lang: str) -> str:
    """One thing of a class: `une machine`, `an event`; empty when the class has no name."""
    name = called(cls, lang)
    if lang == "en":
        return name and f"{'an' if name[0] in 'aeio' else 'a'} {name}"
    return name and f"{'une' if name.partition(' ')[0] in FEMININE else 'un'} {name}"


def called(cls: str, lang: str) -> str:
    """The name of a class."""
    found = next((term for term in model.ours().terms if term.iri == cls), None)
    return found.label.get(lang, "") if found else ""
