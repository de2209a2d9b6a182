"""A value of a file as the text of a field, and what was typed there as a value; the untouched comes back the same."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from server.publish.model import Field

_NUMBER = re.compile(r"[+-]?\d{1,15}([.,]\d{1,12})?")
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_DIGITS = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_DURATION = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?)?")
_SPOKEN = re.compile(r"(\d{1,4})\s*([a-zàé]+)")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)

#: Units of a duration as people write them, in both languages, by their place in the ISO 8601 form: Y, M, D, TH, TM.
_UNITS: Mapping[str, int] = {
    "an": 0, "ans": 0, "année": 0, "années": 0, "y": 0, "year": 0, "years": 0,
    "mois": 1, "month": 1, "months": 1,
    "j": 2, "jour": 2, "jours": 2, "d": 2, "day": 2, "days": 2,
    "h": 3, "heure": 3, "heures": 3, "hour": 3, "hours": 3,
    "min": 4, "mn": 4, "minute": 4, "minutes": 4,
}  # fmt: skip
_WORDS = {"fr": ("an(s)", "mois", "jour(s)", "h", "min"), "en": ("year(s)", "month(s)", "day(s)", "h", "min")}


def shown(field: Field, value: Any, lang: str = "fr") -> str:
    """A value as its field shows it; empty for nothing. What is no text, number or yes-no is shown as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(_spoken(value, lang) if field.kind == "duration" else value)
    return clean(json.dumps(value, ensure_ascii=False))


def clean(text: str) -> str:
    """A text as a field can hold it: line ends of one kind, without signs that no page may have."""
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def escaped(text: str) -> str:
    """JSON without signs that no page may have: each as an escape, which says the same."""
    return _UNFIT.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def typed(field: Field, text: str) -> Any:
    """What was typed as a value of that field; what cannot be read stays a text, for the check to tell."""
    text = clean(text).strip()
    reader = _READERS.get(field.kind)
    return reader(field, text) if reader and text else text


def same(one: str, other: str) -> bool:
    """Whether what came back is what was shown: browsers write line ends their own way, and trim some fields."""
    return clean(one).strip() == clean(other).strip()


def _number(_field: Field, text: str) -> Any:
    bare = _SPACES.sub("", text)
    if not _NUMBER.fullmatch(bare):
        return text
    value = float(bare.replace(",", "."))
    return int(value) if value.is_integer() else value


def _boolean(_field: Field, text: str) -> Any:
    return {"true": True, "false": False}.get(text, text)


def _duration(_field: Field, text: str) -> Any:
    """`1 h 30` and `24 mois` as ISO 8601 (https://en.wikipedia.org/wiki/ISO_8601#Durations)."""
    if text.startswith("P"):
        return text
    plain = re.sub(r"(\d+\s*h)\s*(\d{1,2})$", r"\1 \2 min", text.lower())  # 1 h 30
    plain = plain.replace("(s)", "s").replace(" et ", " ").replace(" and ", " ").replace(",", " ")
    found = _SPOKEN.findall(plain)
    units = [_UNITS.get(unit) for _, unit in found]
    if not found or _SPOKEN.sub("", plain).strip() or None in units or len(set(units)) != len(units):
        return text
    parts = {place: number for place, (number, _) in zip(units, found, strict=True)}
    day = "".join(f"{parts[place]}{letter}" for place, letter in enumerate("YMD") if place in parts)
    time = "".join(f"{parts[place + 3]}{letter}" for place, letter in enumerate("HM") if place + 3 in parts)
    return f"P{day}{'T' if time else ''}{time}"


def _spoken(value: str, lang: str) -> str:
    """`PT1H30M` as `1 h 30 min`; what would not come back the same is shown as it is."""
    found = _DURATION.fullmatch(value)
    if not found or not any(found.groups()):
        return value
    words = [_counted(int(number), word) for number, word in zip(found.groups(), _WORDS[lang], strict=True) if number]
    text = " ".join(words)
    return text if _duration(_ANY, text) == value else value


def _counted(number: int, word: str) -> str:
    return f"{number} {word.replace('(s)', 's' if number > 1 else '')}"


def _link(field: Field, text: str) -> Any:
    """`gier.example/plan` is an address of the web, where one is expected."""
    return f"https://{text}" if not field.leads_to and _HOST.fullmatch(text) else text


_READERS: Mapping[str, Callable[[Field, str], Any]] = {
    "number": _number, "integer": _number, "boolean": _boolean, "duration": _duration, "link": _link,
}  # fmt: skip
_ANY = Field("", "", "", "", "duration", "", (), False, "", {}, {}, {}, "")


def is_moment(text: str) -> bool:
    """Whether it is a day or a day and time that exists."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return bool(_DIGITS.fullmatch(text))
