"""Writes docs/reference/rules.md from the rules, in both languages."""

from collections.abc import Mapping

from shapes.rules import Rule, rules

#: Chapters of the page, in reading order: file stem -> titles.
SUBJECTS = {
    "lab": ("Le lab", "The lab"),
    "position": ("Position", "Position"),
    "address": ("Adresse et numéros", "Address and numbers"),
    "hours": ("Horaires", "Opening hours"),
    "access": ("Accès, frais, services, publics", "Access, fees, services, audience"),
    "prices": ("Tarifs", "Prices"),
    "machine": ("Machine", "Machine"),
    "capability": ("Ce que sait faire une machine", "What a machine can do"),
    "model": ("Modèle de machine", "Machine model"),
    "maintenance": ("Entretien", "Maintenance"),
    "loan": ("Prêt", "Lending"),
    "need": ("Besoin", "Need"),
    "guide": ("Guide", "Guide"),
    "event": ("Agenda", "Agenda"),
    "project": ("Projet", "Project"),
    "person": ("Personne", "Person"),
    "things": ("Noms et identifiants", "Names and identifiers"),
    "images": ("Images", "Images"),
    "licence": ("Licences", "Licences"),
    "links": ("Liens", "Links"),
    "dates": ("Dates, heures, durées", "Dates, times, durations"),
    "document": ("Le fichier entier", "The whole file"),
    "transport": ("Aller chercher le fichier", "Fetching the file"),
    "feeds": ("Ce que le lab publie déjà ailleurs", "What the lab publishes elsewhere already"),
    "page": ("Une page web au lieu d'un fichier", "A web page instead of a file"),
    "table": ("Un tableur au lieu d'un fichier", "A spreadsheet instead of a file"),
}

SEVERITIES = {
    "Violation": ("à corriger", "to be mended"),
    "Warning": ("à améliorer", "to be improved"),
    "Info": ("pour information", "for information"),
}

IN_CELLS = {"fr": "Dans un tableur :", "en": "In a spreadsheet:"}

_HEAD = """<!-- Written by `python -m shapes` from shapes/*.ttl; edit there. -->
# Règles / Rules

Chaque fichier est vérifié à chaque visite, et par `fabcommons check` avant publication. La lettre et le numéro nomment
la règle ; sa gravité dit ce qui se passe :

- **Violation**, à corriger : la fiche concernée n'est pas publiée, ni les liens qui y mènent ; sur le lab lui-même ou
  sur le fichier entier, le nouveau fichier est refusé et la dernière bonne version reste en ligne.
- **Warning**, à améliorer : publié, signalé au lab et à l'équipe du réseau.
- **Info**, pour information : publié, un conseil.

Every file is checked at each visit, and by `fabcommons check` before you publish it. Letter and number name the rule;
its severity says what happens:

- **Violation**, to be mended: the record is not published, nor are links to it; on the lab itself or on the whole file,
  the new file is refused and the last good version stays online.
- **Warning**, to be improved: published, shown to the lab and to the network's team.
- **Info**, for information: published, a piece of advice.

Les règles marquées ◷ dépendent de la date du jour : le réseau les revoit chaque jour.
Rules marked ◷ depend on today's date: the network runs them again every day.
"""


def rules_page() -> str:
    """Give the whole page of rules, as Markdown."""
    by_subject: dict[str, list[Rule]] = {subject: [] for subject in SUBJECTS}
    for rule in rules().values():
        by_subject[rule.subject].append(rule)
    return "\n".join([_HEAD, *(_chapter(*SUBJECTS[subject], found) for subject, found in by_subject.items())])


def _chapter(french: str, english: str, found: list[Rule]) -> str:
    title = french if french == english else f"{french} / {english}"
    return "\n".join([f"## {title}\n", *map(_block, found)])


def _block(rule: Rule) -> str:
    clock = " ◷" if rule.dated else ""
    facts = f"**{rule.severity}**, {' / '.join(SEVERITIES[rule.severity])}{clock}"
    return f'<a id="{rule.id}"></a>\n### {rule.id}\n\n{facts}\n\n{_text(rule, "fr")}\n\n{_text(rule, "en")}\n'


def _text(rule: Rule, lang: str) -> str:
    hints = [f"> {_shown(rule.hint, lang)}"]
    if rule.cell:
        hints.append(f"> {IN_CELLS[lang]} {_shown(rule.cell, lang)}")
    return "\n\n".join([_shown(rule.message, lang), "\n>\n".join(hints)])


def _shown(texts: Mapping[str, str], lang: str) -> str:
    """`{?value}` becomes `…`: on this page there is no value yet; `_` in an example is no emphasis."""
    text = texts[lang]
    for name in ("value", "key", "suggestion", "line", "column", "limit", "before", "after"):
        text = text.replace(f"{{?{name}}}", "…")
    return text.replace("_", "\\_").replace("*", "\\*")
