"""Numbers in sentences: sizes, counts and durations as a French and an English reader writes them."""

from server.store.limits import GIB, KIB, MIB

_UNITS = {"fr": ((GIB, "Gio"), (MIB, "Mio"), (KIB, "Kio")), "en": ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB"))}
_BYTES = {"fr": "octets", "en": "bytes"}
_NARROW_NO_BREAK_SPACE = "\u202f"
_NO_BREAK_SPACE = "\u00a0"


def count(number: int, lang: str) -> str:
    """100000 → `100 000` in French (narrow no-break space), `100,000` in English."""
    text = f"{number:,}"
    return text.replace(",", _NARROW_NO_BREAK_SPACE) if lang == "fr" else text


def decimal(number: float, lang: str) -> str:
    """0.5 → `0,5` in French, `0.5` in English; 10.0 → `10`."""
    text = f"{number:g}"
    return text.replace(".", ",") if lang == "fr" else text


def seconds(number: float, lang: str) -> str:
    """10.0 → `10 s`."""
    return f"{decimal(number, lang)}{_NO_BREAK_SPACE}s"


def size(number: int, lang: str) -> str:
    """52428800 → `50 Mio` in French, `50 MiB` in English; no unit is used for less than one of it."""
    for unit, name in _UNITS[lang]:
        if number >= unit:
            return f"{decimal(round(number / unit, 1), lang)}{_NO_BREAK_SPACE}{name}"
    return f"{count(number, lang)}{_NO_BREAK_SPACE}{_BYTES[lang]}"
