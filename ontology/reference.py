"""Writes the reference pages docs/reference/{terms,lists}.md from the terms and lists, in both languages."""

from collections.abc import Iterator

from ontology.model import Concept, Key, Scheme, Term, Texts
from ontology.names import shorten
from ontology.read_lists import schemes
from ontology.read_terms import all_keys, terms

#: Chapters of the page, in reading order: file of terms/ -> titles.
SUBJECTS = {
    "lab": ("Le lab", "The lab"),
    "contact": ("Joindre le lab", "Reaching the lab"),
    "contents": ("Ce que contient le lab", "What a lab holds"),
    "network": ("Réseau et organisations", "Network and organisations"),
    "place": ("Lieu et adresse", "Place and address"),
    "hours": ("Horaires", "Opening hours"),
    "price": ("Tarifs", "Prices"),
    "machine": ("Machine", "Machine"),
    "capability": ("Ce que sait faire une machine", "What a machine can do"),
    "model": ("Modèle de machine", "Machine model"),
    "maintenance": ("Entretien", "Maintenance"),
    "loan": ("Prêt", "Lending"),
    "guide": ("Guide", "Guide"),
    "training": ("Formation et habilitation", "Training and credential"),
    "event": ("Agenda", "Agenda"),
    "project": ("Projet", "Project"),
    "person": ("Personne", "Person"),
    "works": (
        "Commun aux guides, projets, formations et événements",
        "Shared by guides, projects, trainings and events",
    ),
    "media": ("Images, licences et crédits", "Pictures, licences and credits"),
    "common": ("Noms, textes et liens", "Names, texts and links"),
    "derived": ("Calculé par le hub", "Computed by the hub"),
    "provenance": ("Provenance et registre", "Provenance and registry"),
    "lists": ("Ajouts aux listes", "Additions to the lists"),
    "words": ("Comment ces pages se décrivent", "How these pages describe themselves"),
}

KINDS = {
    "text": ("texte", "text"),
    "string": ("chaîne entre guillemets", "string in quotes"),
    "code": ("code de la liste", "code from the list"),
    "link": ("adresse, ou « #identifiant »", 'address, or "#identifier"'),
    "node": ("fiche entre accolades", "record in braces"),
    "graph": ("fiche entre accolades", "record in braces"),
    "date": ("date AAAA-MM-JJ", "date YYYY-MM-DD"),
    "time": ("heure HH:MM", "time HH:MM"),
    "dateTime": ("jour et heure AAAA-MM-JJTHH:MM", "day and time YYYY-MM-DDTHH:MM"),
    "duration": ("durée, ex. PT20M", "duration, e.g. PT20M"),
    "boolean": ("true ou false", "true or false"),
    "number": ("nombre", "number"),
    "integer": ("nombre entier", "whole number"),
    "class": ("valeur de « @type »", 'value of "@type"'),
    "nest": ("tiroir", "drawer"),
    "id": ("identifiant", "identifier"),
}

UNITS = {"MilliM": "mm", "W": "W", "DAY": "jours / days", "HR": "heures / hours"}

_TERMS_HEAD = """<!-- Written by `python -m ontology` from ontology/terms; edit there. -->
# Clés et termes / Keys and terms

Chaque clé s'écrit en français ou en anglais, au choix ; les deux veulent dire la même chose.
Each key is written in French or in English, as you like; both mean the same thing.
"""

_LISTS_HEAD = """<!-- Written by `python -m ontology` from ontology/lists; edit there. -->
# Listes / Lists

On écrit le code français ou le code anglais.
Write the French code or the English code.
"""


def terms_page() -> str:
    """Give the whole page of keys and terms, as Markdown."""
    chapters = [_chapter(subject, *titles) for subject, titles in SUBJECTS.items()]
    return "\n".join([_TERMS_HEAD, *chapters, _drawers()])


def lists_page() -> str:
    """Give the whole page of lists and codes, as Markdown."""
    return "\n".join([_LISTS_HEAD, *map(_list, schemes().values())])


def _chapter(subject: str, french: str, english: str) -> str:
    blocks = [block for term in terms() if term.subject == subject for block in _term(term)]
    return "\n".join([_heading("##", french, english), *blocks])


def _term(term: Term) -> Iterator[str]:
    """Give one block for each key of a term, or one for the term when it has no key."""
    pairs = [key for key in term.keys if key.lang in ("fr", "")]
    for key in pairs:
        yield _block(_spelling(key), key.comment or term.comment, key.example or term.example, _facts(term, key))
    if not pairs:
        yield _block(f"`{shorten(term.iri)}`", term.comment, term.example, "", typed=False)


def _block(title: str, comment: Texts, example: Texts, facts: str, typed: bool = True) -> str:
    shown = _both(example, "`{}`") if typed else _both(example, "_{}_")
    return "\n\n".join(part for part in (f"### {title}", facts, _both(comment, "{}"), shown) if part) + "\n"


def _facts(term: Term, key: Key) -> str:
    french, english = KINDS[key.kind]
    listed = f" [{key.scheme}](lists.md#{key.scheme})" if key.scheme else ""
    unit = f", {UNITS[term.unit.rsplit('/', 1)[-1]]}" if term.unit else ""
    bearers = ", ".join(shorten(domain) for domain in term.domains)
    return f"{french} / {english}{listed}{unit} · `{shorten(key.iri)}`" + (f" · {bearers}" if bearers else "")


def _drawers() -> str:
    loose = [key for key in all_keys() if not key.iri and key.lang in ("fr", "")]
    blocks = [_block(_spelling(key), key.comment, key.example, " / ".join(KINDS[key.kind])) for key in loose]
    return "\n".join([_heading("##", "Identifiant et tiroirs", "Identifier and drawers"), *blocks])


def _list(scheme: Scheme) -> str:
    title = _heading("##", scheme.label["fr"], scheme.label["en"])
    rows = [_row(concept) for concept in scheme.concepts.values()]
    notes = [_note(concept) for concept in scheme.concepts.values() if concept.definition]
    return "\n".join(
        [f'<a id="{scheme.id}"></a>', title, _both(scheme.definition, "{}"), "", _LIST_HEAD, *rows, "", *notes]
    )


_LIST_HEAD = """\
| code | English code | français | English | dans / in | aussi / also | d'ordinaire / usually |
|---|---|---|---|---|---|---|"""


def _note(concept: Concept) -> str:
    return f"- `{concept.id}` / `{concept.english_code}`: {concept.definition['fr']} {concept.definition['en']}\n"


def _row(concept: Concept) -> str:
    above = _codes(concept.broader)
    usually = _codes((*concept.typical_processes, *concept.typical_materials))
    also = ", ".join(dict.fromkeys([*concept.alt_labels.get("fr", ()), *concept.alt_labels.get("en", ())]))
    codes = f"`{concept.id}` | `{concept.english_code}`"
    return f"| {codes} | {concept.labels['fr']} | {concept.labels['en']} | {above} | {also} | {usually} |"


def _codes(iris: tuple[str, ...]) -> str:
    return ", ".join(f"`{iri.rsplit('/', 1)[-1]}`" for iri in iris)


def _heading(level: str, french: str, english: str) -> str:
    return f"{level} {french}\n" if french == english else f"{level} {french} / {english}\n"


def _spelling(key: Key) -> str:
    return f"`{key.key}`" if key.key == key.twin else f"`{key.key}` / `{key.twin}`"


def _both(texts: Texts, form: str) -> str:
    lines = dict.fromkeys(form.format(texts[lang]) for lang in ("fr", "en") if lang in texts)
    return "  \n".join(lines)
