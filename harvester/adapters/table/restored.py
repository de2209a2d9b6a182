"""What spreadsheets take off names made of digits, taking them for numbers: put back where it is sure. Pure.

| typed | kept by the spreadsheet | read |
|---|---|---|
| `01500`, a postcode or an Insee code | 1500 | `01500` |
| `0465710000`, a telephone | 465710000 | `0465710000` |
| `+33465710000` | 33465710000 | `+33465710000` |
| `08212345600012`, a SIRET | 8212345600012 | `08212345600012` |
"""

import re

import phonenumbers

from harvester.names import FAB, SCHEMA

#: What has so many digits in France, and at most so many zeros before them.
_FRENCH = {f"{SCHEMA}postalCode": (5, 1), f"{FAB}inseeCode": (5, 1), f"{FAB}siret": (14, 2)}
_TELEPHONE = f"{SCHEMA}telephone"
_DIGITS = re.compile(r"[0-9]{3,15}")


def restored(iri: str, text: str, *, in_france: bool) -> str:
    """A value as it was typed; the same text where nothing is known to be lost.

    In: the property, the value as a text, whether the place is known to be in France.
    """
    if not _DIGITS.fullmatch(text):
        return text
    if iri == _TELEPHONE:
        return _telephone(text, in_france=in_france)
    length, zeros = _FRENCH.get(iri, (0, 0))
    return text.zfill(length) if in_france and length - zeros <= len(text) else text


def _telephone(digits: str, *, in_france: bool) -> str:
    """A number of France without its zero, or of any country without its `+`."""
    if in_france and len(digits) == 9 and _is_number(f"+33{digits}"):
        return f"0{digits}"
    return f"+{digits}" if digits[0] != "0" and len(digits) > 9 and _is_number(f"+{digits}") else digits


def _is_number(international: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(international))
    except phonenumbers.NumberParseException:
        return False
