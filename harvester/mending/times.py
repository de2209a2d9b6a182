"""What a volunteer meant by a time: `18h` → `18:00`, `12/02/2026` → `2026-02-12`, `3 heures` → `PT3H`. Pure."""

import re
from collections.abc import Mapping
from datetime import date, time

from harvester.mending.plain import plain

_MONTHS = {
    name: number
    for names in (
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "january february march april may june july august september october november december",
        "janv fevr mars avr mai juin juil aout sept oct nov dec",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), 1)
}
_DAYS = {
    name: code
    for names in (
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "monday tuesday wednesday thursday friday saturday sunday",
    )
    for name, code in zip(names.split(), ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True)
}
_SHORT_DAYS = {"fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
               "en": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]}  # fmt: skip
_TIME = re.compile(
    r"(\d{1,2})\s*(?:h|:|\.)\s*(\d{2})?(?:\s*min)?|(\d{1,2})(?::(\d{2}))?\s*([ap])\.?m\.?", re.IGNORECASE
)
_DMY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_YMD = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
_WORDY = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+)\.? (\d{4})")
_ENGLISH = re.compile(r"(?:[a-z]+,? )?([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_MOMENT = re.compile(
    r"(.+?)(?:\s*,\s*|\s+a\s+|\s+at\s+|\s+|t)(\d{1,2}\s*[h:.].*|\d{1,2}(?::\d\d)?\s*[ap]m)", re.IGNORECASE
)
_LONG = re.compile(r"(\d{1,3})\s*(ans?|years?|mois|months?|semaines?|weeks?|jours?|days?)")
_SPENT = re.compile(r"(\d{1,3})\s*(?:h|heures?|hours?)\s*(?:(\d{1,2})\s*(?:m|mn|min|minutes?)?)?")
_MINUTES = re.compile(r"(\d{1,4})\s*(?:mn|min|minutes?)")
_EVERY = re.compile(r"(?:tous les|toutes les|chaque|le|every|each|on)? ?([a-z]+?)s?")
_LETTERS: Mapping[str, str] = {
    "ans": "Y",
    "an": "Y",
    "year": "Y",
    "years": "Y",
    "mois": "M",
    "month": "M",
    "months": "M",
}


def hour(text: str) -> str | None:
    """`18h` → `18:00`, `9h30` → `09:30`, `6 pm` → `18:00`."""
    found = _TIME.fullmatch(plain(text))
    if not found:
        return None
    hours, minutes = int(found[1] or found[3]), int(found[2] or found[4] or 0)
    if found[5]:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if found[5] == "p" else 0)
    return f"{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else None


def day(text: str, lang: str) -> str | None:
    """`12/02/2026`, `12 février 2026` → `2026-02-12`; in English, where either part may be the month, nothing."""
    bare = plain(text)
    if found := _YMD.fullmatch(bare):
        return _iso(found[1], found[2], found[3])
    if found := _DMY.fullmatch(bare):
        unsure = lang == "en" and int(found[1]) <= 12 and found[1] != found[2]
        return None if unsure else _iso(found[3], found[2], found[1])
    if (found := _WORDY.fullmatch(bare)) and found[2] in _MONTHS:
        return _iso(found[3], str(_MONTHS[found[2]]), found[1])
    if (found := _ENGLISH.fullmatch(bare)) and found[1] in _MONTHS:
        return _iso(found[3], str(_MONTHS[found[1]]), found[2])
    return None


def moment(text: str, lang: str, around: str = "") -> str | None:
    """A day, with a time if one is given; `around` is a day (ISO) that a time alone belongs to."""
    alone = hour(text)
    if alone:
        return f"{around}T{alone}" if around else None
    whole = day(text, lang)
    if whole:
        return whole
    found = _MOMENT.fullmatch(plain(text))
    on, at = (day(found[1], lang), hour(found[2])) if found else (None, None)
    return f"{on}T{at}" if on and at else None


def duration(text: str) -> str | None:
    """`3 heures` → `PT3H`, `1h30` → `PT1H30M`, `24 mois` → `P24M`."""
    bare = plain(text)
    if found := _MINUTES.fullmatch(bare):
        return f"PT{int(found[1])}M"
    if found := _SPENT.fullmatch(bare):
        return f"PT{int(found[1])}H" + (f"{int(found[2])}M" if found[2] and int(found[2]) else "")
    if found := _LONG.fullmatch(bare):
        times = 7 if found[2].startswith(("semaine", "week")) else 1  # xsd:duration has no weeks
        return f"P{int(found[1]) * times}{_LETTERS.get(found[2], 'D')}"
    return None


def recurrence(text: str) -> str | None:
    """`tous les jeudis` → `FREQ=WEEKLY;BYDAY=TH`."""
    found = _EVERY.fullmatch(plain(text))
    return f"FREQ=WEEKLY;BYDAY={_DAYS[found[1]]}" if found and found[1] in _DAYS else None


def weekday(text: str, lang: str) -> str | None:
    """`jeu.` → `jeudi`, `thu` → `thursday`; codes are left to the lists."""
    bare = plain(text).rstrip(". ")
    found = [name for name in _SHORT_DAYS[lang] if len(bare) >= 2 and name.startswith(bare)]
    return found[0] if len(found) == 1 else None


def later(moment: str, hours: int) -> str | None:
    """So many hours after a moment of the form `2026-02-12T18:00`, on the same day; else nothing."""
    found = re.match(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)", moment)
    if not found or int(found[2]) + hours > 23:
        return None
    return f"{found[1]}T{time(int(found[2]) + hours, int(found[3])).isoformat('minutes')}"


def _iso(year: str, month: str, number: str) -> str | None:
    try:
        return date(int(year), int(month), int(number)).isoformat()
    except ValueError:
        return None
