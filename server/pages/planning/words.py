"""When an event is, in words, as its file states it: day, hours, rhythm. Times are the lab's own."""

from datetime import datetime, timedelta

from flask_babel import gettext, ngettext  # type: ignore[import-untyped]

from server.pages import moments
from server.pages.planning.rules import written
from server.pages.rows import Record, first


def rhythm(rule: str) -> str:
    """How often a recurrence comes: `chaque semaine`, `toutes les 2 semaines`."""
    parts = written(rule)
    interval = parts.get("INTERVAL", "1")
    count = int(interval) if interval.isdecimal() and len(interval) < 4 else 1
    words = {
        "DAILY": lambda: ngettext("chaque jour", "tous les %(num)d jours", count),
        "WEEKLY": lambda: ngettext("chaque semaine", "toutes les %(num)d semaines", count),
        "MONTHLY": lambda: ngettext("chaque mois", "tous les %(num)d mois", count),
        "YEARLY": lambda: ngettext("chaque année", "tous les %(num)d ans", count),
    }
    known = words.get(parts.get("FREQ", ""))
    return str(known()) if known else str(gettext("régulièrement"))


def since(event: Record, lang: str) -> str:
    """`chaque semaine, depuis le mercredi 7 octobre 2026, de 14 h à 16 h 30`."""
    return str(
        gettext("%(rhythm)s, première fois : %(first)s", rhythm=rhythm(first(event["rrule"])), first=when(event, lang))
    )


def when(event: Record, lang: str) -> str:
    """`jeudi 26 novembre 2026, de 18 h à 21 h`; times are the lab's own, as its file states them."""
    return span(first(event["start"]), first(event["end"]), lang)


def span(start: str, end: str, lang: str) -> str:
    """The same, of two dates or dates with time as files write them; the end may be empty."""
    begins, ends = moments.as_moment(start), moments.as_moment(end)
    opening = moments.day(start, lang, weekday=True)
    closing = moments.day(end, lang, weekday=True)
    if begins is None:
        several = end and end[:10] != start[:10]
        return (
            _said("du %(start)s au %(end)s", opening, closing)
            if several
            else _said("%(start)s, toute la journée", opening)
        )
    if ends is None:
        return _said("%(start)s, à partir de %(end)s", opening, moments.hour(begins.time(), lang))
    if ends.date() > begins.date() and ends - begins >= timedelta(hours=12):
        return _said("du %(start)s au %(end)s", _at(opening, begins, lang), _at(closing, ends, lang))
    return f"{opening}, {hours(begins, ends, lang)}"


def hours(begins: datetime, ends: datetime, lang: str) -> str:
    """`de 18 h à 21 h`."""
    return _said("de %(start)s à %(end)s", moments.hour(begins.time(), lang), moments.hour(ends.time(), lang))


def _at(day: str, moment: datetime, lang: str) -> str:
    return f"{day}, {moments.hour(moment.time(), lang)}"


def _said(sentence: str, start: str, end: str = "") -> str:
    return str(gettext(sentence, start=start, end=end))
