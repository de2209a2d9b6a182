"""An occurrence in words: its hours, its rhythm, its kind."""

from datetime import datetime

from flask_babel import gettext  # type: ignore[import-untyped]

from server.pages import moments
from server.pages.language import chosen as language
from server.pages.planning import words
from server.pages.planning.events import Event, Occurrence
from server.pages.planning.rules import parts


def hours(found: Occurrence) -> str:
    """`de 18 h à 21 h`, `toute la journée`, or from day to day for what lasts longer."""
    starts, ends = found.starts, found.ends
    if found.last_day > found.first_day:
        return span(found)
    if not isinstance(starts, datetime):
        return str(gettext("toute la journée"))
    if not isinstance(ends, datetime):
        return str(gettext("à partir de %(hour)s", hour=moments.hour(starts.time(), language())))
    return words.hours(starts, ends, language())


def span(found: Occurrence) -> str:
    """Day and hours: `jeudi 26 novembre 2026, de 18 h à 21 h`."""
    return words.span(found.starts.isoformat(), found.ends.isoformat() if found.ends else "", language())


def rhythm(event: Event) -> str:
    """How often it comes; a rule that is not unfolded has to be asked about. Empty for what does not repeat."""
    if not event.rule:
        return ""
    if parts(event.rule) is None:
        return str(gettext("revient ensuite : demandez les dates au lab"))
    return words.rhythm(event.rule)


def kind_name(kind: str) -> str:
    """What a kind of event is called."""
    names = {"atelier": gettext("Atelier"), "formation": gettext("Séance de formation")}
    return str(names.get(kind) or gettext("Rendez-vous"))
