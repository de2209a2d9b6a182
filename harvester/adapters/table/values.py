"""What a cell says, as JSON: what cannot be read stays the text it is, and the rules name it with its cell."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from babel.dates import get_month_names

import ontology
from harvester.adapters.table.cells import Value, written
from harvester.words import codes, fold, folded_codes

_YES = frozenset({"oui", "vrai", "yes", "true", "x", "o", "y", "1", "✓", "✔", "☑"})
_NO = frozenset({"non", "faux", "no", "false", "n", "0", "✗", "☐"})
_NUMBER = re.compile(
    r"([+-]?\d[\d\s\u202f\u00a0]*(?:[.,]\d+)?)\s*(?:mm|cm²|w|kw|€|eur|euros?|h|heures?|jours?|days?|ans)?", re.I
)
_NUMERIC = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDED = re.compile(r"(?:[^\W\d]+\.?,?\s+)?(\d{1,2})(?:er|st|nd|rd|th)?\s+([^\W\d]+)\.?,?\s+(\d{4})")
_TIME = re.compile(r"(\d{1,2})\s*(?:h|:|heures?)\s*(\d{2})?(?::\d{2})?\s*(?:min)?", re.I)
_BETWEEN = re.compile(r"(?:\s*,)?(?:\s+(?:à|a|at|de)\s+|\s+|T)")
_LENGTH = re.compile(r"(?:(\d{1,4})\s*(?:h|heures?|hours?))?\s*(?:(\d{1,4})\s*(?:min|mn|minutes?|m)?)?", re.I)
_LONG = re.compile(r"(\d{1,4})\s*(jours?|days?|j|semaines?|weeks?|mois|months?|ans?|années?|years?)", re.I)
_LIST = re.compile(r"\s*[;|\n]\s*")
_LIST_OF_CODES = re.compile(r"\s*[,;|\n]\s*")
_LIST_OF_LINKS = re.compile(r"\s*[;|\n]\s*|,?\s+(?=https?://|#)|\s*,\s+")
_BARE = re.compile(r"(?!\d+\.)[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?", re.I)

_FIVE_DIGITS = re.compile(r"\s*[0-9]{5}\s*")
#: Dates of 1990 to 2099, as spreadsheets count them; a number that is none of them is no date.
_BEGINNING, _FROM, _TO = datetime(1899, 12, 30), 32_874, 73_051


def read(key: ontology.Key, value: Value) -> Any:
    """What a cell says under a key: text, number, truth, or a list of them where the key takes several."""
    if {"set", "list"} & set(key.container) and isinstance(value, str):
        return [_one(key, part) for part in _parts(key, value.strip()) if part]
    return [_one(key, value)] if {"set", "list"} & set(key.container) else _one(key, value)


def _parts(key: ontology.Key, text: str) -> list[str]:
    if key.kind == "code":
        return [text] if _code(key, text) != text else _LIST_OF_CODES.split(text)
    return (_LIST_OF_LINKS if key.kind == "link" else _LIST).split(text)


def _one(key: ontology.Key, value: Value) -> Any:
    reader = _READERS.get(key.kind)
    return reader(key, value) if reader else written(value)


def _code(key: ontology.Key, value: Value) -> str:
    """The code itself, or what it is called; anything else stays, for the rules to say."""
    text = written(value)
    if text in codes(key.scheme):
        return text
    word = fold(text)
    return folded_codes(key.scheme).get(word) or _other_labels(key.scheme).get(word, text)


@cache
def _other_labels(scheme: str) -> Mapping[str, str]:
    """Folded synonyms that only one concept of a list has → its code."""
    found: dict[str, set[str]] = {}
    for concept in ontology.schemes()[scheme].concepts.values():
        for labels in concept.alt_labels.values():
            for label in labels:
                found.setdefault(fold(label), set()).add(concept.id)
    return {word: next(iter(meant)) for word, meant in found.items() if len(meant) == 1}


def _number(_key: ontology.Key, value: Value) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value
    found = _NUMBER.fullmatch(written(value))
    if found is None or len(found[1]) > 20:
        return written(value)
    number = float(re.sub(r"\s", "", found[1]).replace(",", "."))
    return int(number) if number.is_integer() else number


def _boolean(_key: ontology.Key, value: Value) -> Any:
    text = written(value)
    word = fold(text) or text
    return True if word in _YES else False if word in _NO else text


def _date(_key: ontology.Key, value: Value) -> str:
    found = day(value)
    return found.isoformat() if found else written(value)


def _time_of_day(_key: ontology.Key, value: Value) -> str:
    found = hour(value)
    return f"{found:%H:%M}" if found else written(value)


def _moment(_key: ontology.Key, value: Value) -> str:
    """A day, or a day and an hour; a time alone stays a time."""
    value = counted(value)
    if isinstance(value, str):
        text = value.strip()
        for split in _BETWEEN.finditer(text):
            found, at = day(text[: split.start()]), hour(text[split.end() :])
            if found and at:
                return f"{found.isoformat()}T{at:%H:%M}"
    elif isinstance(value, datetime) and value.time() != time():
        return value.isoformat(timespec="minutes")
    found, at = day(value), hour(value)
    return found.isoformat() if found else f"{at:%H:%M}" if at else written(value)


def _duration(_key: ontology.Key, value: Value) -> str:
    """`2 h`, `1h30`, `90 min`, `6 mois` → PT2H, PT1H30M, PT90M, P6M."""
    if isinstance(value, time | timedelta):
        seconds = value.total_seconds() if isinstance(value, timedelta) else value.hour * 3600 + value.minute * 60
        return f"PT{int(seconds // 60)}M"
    text = written(value)
    if found := _LONG.fullmatch(text):
        unit = {"j": "D", "d": "D", "s": "W", "w": "W", "m": "M", "a": "Y", "y": "Y"}[found[2][0].lower()]
        return f"P{int(found[1])}{unit}"
    found = _LENGTH.fullmatch(text)
    if found is None or text.isdecimal() or not (found[1] or found[2]):
        return text
    hours, minutes = (f"{int(part)}{unit}" if part else "" for part, unit in ((found[1], "H"), (found[2], "M")))
    return f"PT{hours}{minutes}"


def _link(key: ontology.Key, value: Value) -> str:
    """An address of which only the beginning lacks gets it; names are looked up by who builds the file."""
    text = written(value)
    return f"https://{text}" if not key.vocab and _BARE.fullmatch(text) else text


def day(value: Value) -> date | None:
    """A date, the day before the month, as it is written in France and in the dates of spreadsheets."""
    value = counted(value)
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    text = value.strip() if isinstance(value, str) else ""
    if found := _ISO.fullmatch(text):
        return _real(found[1], found[2], found[3])
    if found := _NUMERIC.fullmatch(text):
        return _real(found[3] if len(found[3]) == 4 else f"20{found[3]}", found[2], found[1])
    found = _WORDED.fullmatch(text)
    month = _months().get(fold(found[2])) if found else None
    return _real(found[3], month, found[1]) if found and month else None


def counted(value: Value) -> Value:
    """A date whose cell lost its format, counted in days since the end of 1899; any other value as it is.

    Source: OpenDocument 1.3, part 4, §4.3.3 (https://docs.oasis-open.org/office/OpenDocument/v1.3/os/part4-formula/).
    """
    if isinstance(value, str) and _FIVE_DIGITS.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and _FROM <= value < _TO:
        return _BEGINNING + timedelta(minutes=round(value * 1440))
    return value


def _real(year: str, month: str | int, of_month: str) -> date | None:
    try:
        return date(int(year), int(month), int(of_month))
    except ValueError:
        return None


def hour(value: Value) -> time | None:
    """An hour of the day: `14h`, `14h30`, `14:30`, a time, the part of a day that a spreadsheet counts in."""
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    if isinstance(value, float | int) and not isinstance(value, bool):
        return _of_day(value * 1440) if 0 < value < 1 else None
    if isinstance(value, timedelta):
        return _of_day(value.total_seconds() / 60)
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    return _of_day(int(found[1]) * 60 + int(found[2] or 0)) if found and int(found[2] or 0) < 60 else None


def _of_day(minutes: float) -> time | None:
    whole = round(minutes)
    return time(whole // 60, whole % 60) if 0 <= whole < 1440 else None


@cache
def _months() -> Mapping[str, int]:
    """Folded names of the months, whole and short, in both languages."""
    found: dict[str, int] = {}
    for language in ("fr", "en"):
        for width in ("wide", "abbreviated"):
            found |= {fold(name): number for number, name in get_month_names(width, locale=language).items()}
    return found


_READERS: Mapping[str, Callable[[ontology.Key, Value], Any]] = {
    "code": _code,
    "number": _number,
    "integer": _number,
    "boolean": _boolean,
    "date": _date,
    "time": _time_of_day,
    "dateTime": _moment,
    "duration": _duration,
    "link": _link,
}
