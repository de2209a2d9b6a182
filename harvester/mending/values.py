"""What a volunteer meant by a value: `60 W` → 60, `Paris` → `Europe/Paris`; which rule asks for which. Pure.

Each function gives the right value, or None where nothing is sure.
"""

import re
from collections.abc import Callable, Mapping
from zoneinfo import available_timezones

from harvester.mending.plain import LONGEST, plain
from harvester.mending.times import day, duration, hour, moment, recurrence

_UNITS = (
    r"(?:€|euros?|eur|w|watts?|mm|millimetres?|ans?|years?|jours?|days?|heures?|hours?|h|places?|machines?|pieces?)"
)
_NUMBER = re.compile(rf"(\d{{1,9}})(?:[.,](\d{{1,6}}))?\s*{_UNITS}?", re.IGNORECASE)


def number(text: str) -> int | float | None:
    """`150 euros` → 150, `2,5 mm` → 2.5."""
    found = _NUMBER.fullmatch(plain(text).removeprefix("€").strip())
    if not found:
        return None
    return float(f"{found[1]}.{found[2]}") if found[2] and int(found[2]) else int(found[1])


def currency(text: str) -> str | None:
    """`€`, `euros` → `EUR`."""
    bare = plain(text)
    if bare in ("€", "euro", "euros", "eur"):
        return "EUR"
    return text.strip().upper() if re.fullmatch(r"[a-z]{3}", text.strip()) else None


def email(text: str) -> str | None:
    """`bonjour arobase monlab.example` → `bonjour@monlab.example`."""
    if len(text) > LONGEST:
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
    bare = re.sub(r"[\s\u00a0\u202f.]", "", str(value)[:LONGEST])
    if not re.fullmatch(r"\d+", bare) or isinstance(value, float | bool):
        return None
    if isinstance(value, int) and len(bare) == length - 1:  # JSON numbers have no zero in front
        bare = f"0{bare}"
    return bare if len(bare) == length and bare != value else None


def rna(text: str) -> str | None:
    """`w421 000 000`, `421000000` → `W421000000`."""
    bare = re.sub(r"[\s.]", "", text[:LONGEST]).upper().removeprefix("W")
    return f"W{bare}" if re.fullmatch(r"\d{9}", bare) else None


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
