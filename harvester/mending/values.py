"""What a volunteer meant by a value: `18h` → `18:00`, `12/02/2026` → `2026-02-12`, `60 W` → 60. Pure.

Each function gives the right value, or None where nothing is sure.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, time
from zoneinfo import available_timezones

#: Longer values are no slips of the pen.
_LONGEST = 80

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

_UNITS = (
    r"(?:€|euros?|eur|w|watts?|mm|millimetres?|ans?|years?|jours?|days?|heures?|hours?|h|places?|machines?|pieces?)"
)
_NUMBER = re.compile(rf"(\d{{1,9}})(?:[.,](\d{{1,6}}))?\s*{_UNITS}?", re.IGNORECASE)
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


def plain(text: str) -> str:
    """Lower-case, without accents, blanks made single; empty for what is too long to be a slip."""
    if len(text) > _LONGEST:
        return ""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def number(text: str) -> int | float | None:
    """`150 euros` → 150, `2,5 mm` → 2.5."""
    found = _NUMBER.fullmatch(plain(text).removeprefix("€").strip())
    if not found:
        return None
    return float(f"{found[1]}.{found[2]}") if found[2] and int(found[2]) else int(found[1])


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


def _iso(year: str, month: str, number: str) -> str | None:
    try:
        return date(int(year), int(month), int(number)).isoformat()
    except ValueError:
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


def currency(text: str) -> str | None:
    """`€`, `euros` → `EUR`."""
    bare = plain(text)
    if bare in ("€", "euro", "euros", "eur"):
        return "EUR"
    return text.strip().upper() if re.fullmatch(r"[a-z]{3}", text.strip()) else None


def email(text: str) -> str | None:
    """`bonjour arobase monlab.example` → `bonjour@monlab.example`."""
    if len(text) > _LONGEST:
        return None
    found = re.sub(r"\s*(?:@|\(at\)|\[at\]|\barobase\b|\(arobase\)|\bat\b)\s*", "@", text.strip(), flags=re.IGNORECASE)
    found = re.sub(r"\s*(?:\(dot\)|\[dot\]|\(point\)|\bpoint\b|\bdot\b)\s*", ".", found, flags=re.IGNORECASE)
    return found if re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", found, re.ASCII) else None


def time_zone(text: str) -> str | None:
    """`Paris` → `Europe/Paris`."""
    bare = plain(text).replace(" ", "_")
    found = [name for name in available_timezones() if name.casefold().rpartition("/")[2] == bare and "/" in name]
    found = [name for name in found if not name.startswith(("posix/", "right/"))]
    return found[0] if len(found) == 1 else None


def language(text: str) -> str | None:
    """`français` → `fr`."""
    known = {
        "francais": "fr", "french": "fr", "anglais": "en", "english": "en", "allemand": "de", "german": "de",
        "espagnol": "es", "spanish": "es", "italien": "it", "italian": "it", "neerlandais": "nl", "dutch": "nl",
    }  # fmt: skip
    return known.get(plain(text))


def digits(value: object, length: int) -> str | None:
    """A number of an office as a text of so many digits: `42700`, `42 700` → `"42700"`, 1000 → `"01000"`."""
    bare = re.sub(r"[\s\u00a0\u202f.]", "", str(value)[:_LONGEST])
    if not re.fullmatch(r"\d+", bare) or isinstance(value, float | bool):
        return None
    if isinstance(value, int) and len(bare) == length - 1:  # JSON numbers have no zero in front
        bare = f"0{bare}"
    return bare if len(bare) == length and bare != value else None


def rna(text: str) -> str | None:
    """`w421 000 000`, `421000000` → `W421000000`."""
    bare = re.sub(r"[\s.]", "", text[:_LONGEST]).upper().removeprefix("W")
    return f"W{bare}" if re.fullmatch(r"\d{9}", bare) else None


def later(moment: str, hours: int) -> str | None:
    """So many hours after a moment of the form `2026-02-12T18:00`, on the same day; else nothing."""
    found = re.match(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)", moment)
    if not found or int(found[2]) + hours > 23:
        return None
    return f"{found[1]}T{time(int(found[2]) + hours, int(found[3])).isoformat('minutes')}"


Reader = Callable[[str, str], object]
#: Rules on a value typed as a text → who reads what was meant; in: the text, the language of the file.
READERS: Mapping[str, Reader] = {
    "V15-date": day,
    "V15-moment": moment,
    "V15-time": lambda text, _: hour(text),
    "V15-duration": lambda text, _: duration(text),
    "V15-time-zone": lambda text, _: time_zone(text),
    "V12-recurrence": lambda text, _: recurrence(text),
    "V9-currency": lambda text, _: currency(text),
    "V5-rna": lambda text, _: rna(text),
    "V13-consent": day,
    "W1-email": lambda text, _: email(text),
    "W7-guide-language": lambda text, _: language(text),
}
#: Rules on a number → whether it must be whole, the least and the most it may be.
NUMBERS: Mapping[str, tuple[bool, float, float]] = {
    "V9-age": (True, 0, 120), "V9-thickness": (False, 1e-6, 500), "V9-size": (False, 1e-6, 1e9),
    "V9-quantity": (True, 1, 1e9), "V9-in-service": (True, 0, 1e9), "V9-loan-days": (True, 1, 1e9),
    "V9-deposit": (False, 0, 1e9), "V9-price": (False, 0, 1e9), "V9-places": (True, 1, 1e9),
    "V10-interval-days": (True, 1, 3650), "V10-interval-hours": (False, 1e-6, 1e9),
}  # fmt: skip
#: Numbers of offices, which are texts → how many digits.
OFFICES: Mapping[str, int] = {"V5-postcode": 5, "V5-insee": 5, "V5-siret": 14}
