"""Days, hours, durations and numbers, as a reader of French or English expects them."""

import math
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

#: British English: days before months and hours to 24, as in the places the hub speaks of.
_LOCALES = {"fr": Locale("fr", "FR"), "en": Locale("en", "GB")}
_DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.ASCII
)
_BEYOND = 1e15  # Babel's decimals have 28 digits, some of them behind the mark
_SIZES = ((1024**2, "M"), (1024, "K"))
_UNITS = ("year", "month", "week", "day", "hour", "minute", "second")


def locale(lang: str) -> Locale:
    """The locale of a language of the site."""
    return _LOCALES[lang]


def as_day(text: str) -> date | None:
    """The day that a date or a date with time begins with; None when it is neither."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def as_moment(text: str) -> datetime | None:
    """A date with time; None for anything else, a day alone included."""
    try:
        return datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        return None


def day(value: date | str, lang: str, *, weekday: bool = False) -> str:
    """`26 novembre 2026`, with the weekday if wanted; what cannot be read comes back as it is."""
    read = as_day(value) if isinstance(value, str) else value
    if read is None:
        return str(value)
    words = format_date(read, "full" if weekday else "long", locale=locale(lang))
    return re.sub(r"\b1 ", "1er ", words, count=1) if lang == "fr" and read.day == 1 else words


def month(value: date, lang: str) -> str:
    """`décembre 2026`."""
    return format_date(value, "MMMM y", locale=locale(lang))


def weekday(value: date, lang: str) -> str:
    """`jeu.`, `Thu`."""
    return format_date(value, "EEE", locale=locale(lang))


def hour(value: time | str, lang: str) -> str:
    """`17 h 30` in French, `17:30` in English."""
    try:
        read = time.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    if lang == "en":
        return format_time(read, "HH:mm", locale=locale(lang))
    return f"{read.hour}\u00a0h\u00a0{read.minute:02}" if read.minute else f"{read.hour}\u00a0h"


def moment(value: datetime, zone: ZoneInfo, lang: str) -> str:
    """A moment of the hub (UTC, without offset) in its time zone: `26 novembre 2026 à 17 h 30`."""
    local = value.replace(tzinfo=UTC).astimezone(zone)
    return f"{day(local.date(), lang)} {_AT[lang]} {hour(local.time(), lang)}"


_AT = {"fr": "à", "en": "at"}
_JUST_NOW = {"fr": "à l'instant", "en": "just now"}


def ago(value: datetime, now: datetime, lang: str) -> str:
    """`il y a 2 h`, `il y a 3 jours`, or `dans 4 h` for what is to come; `à l'instant` within a minute."""
    if timedelta() <= now - value < timedelta(minutes=1):
        return _JUST_NOW[lang]
    form: Literal["short", "long"] = "short" if abs(now - value) < timedelta(days=1) else "long"  # « 2 m. » are months
    return format_timedelta(value - now, "minute", threshold=1.2, add_direction=True, format=form, locale=locale(lang))


def duration(text: str, lang: str) -> str:
    """`PT45M` → `45 min`; what cannot be read comes back as it is."""
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        return text
    parts = zip(match.groups(), _UNITS, strict=True)
    return " ".join(
        format_unit(int(n), f"duration-{unit}", length="short" if unit in _UNITS[4:] else "long", locale=locale(lang))
        for n, unit in parts
        if n
    )


def number(text: str | float, lang: str) -> str:
    """`8.5E0` → `8,5`; what cannot be read comes back as it is."""
    value = _finite(text)
    return str(text) if value is None else format_decimal(value, locale=locale(lang))


def size(count: int, lang: str) -> str:
    """A number of bytes: `12 octets`, `1,5 Ko`, `3 Mo`; a K is 1,024 bytes, as computers show the sizes of files."""
    short, unit = next(((count / many, name) for many, name in _SIZES if count >= many), (count, ""))
    if unit:
        return f"{number(round(short, 1), lang)}\u00a0{unit}{'o' if lang == 'fr' else 'B'}"
    return format_unit(count, "digital-byte", length="long", locale=locale(lang))


def money(amount: str, currency: str, lang: str) -> str:
    """An amount with its currency (three capital letters; anything else is written behind)."""
    value = _finite(amount)
    if value is None:
        return f"{amount} {currency}".strip()
    if not re.fullmatch("[A-Z]{3}", currency):
        return f"{number(value, lang)} {currency}".strip()
    pattern = locale(lang).currency_formats["standard"].pattern
    whole = pattern.replace(".00", "") if value == int(value) else pattern
    return format_currency(value, currency, whole, locale=locale(lang), currency_digits=value != int(value))


def _finite(text: str | float) -> float | None:
    """The number, if it is one that can be formatted; what is beyond all use is shown as it was written."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < _BEYOND else None
