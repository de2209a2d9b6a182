"""What readers of other directories share: clean texts, whole addresses, names that are free, empty fields left out."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harvester.errors import FabcommonsError
from harvester.expand import is_iri

#: Control characters, soft hyphens, zero-width spaces, orders to write from right to left, halves of characters.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,20})?")
_LARGEST = 1e12  # beyond it nothing that we read is meant; no comparison holds for what is no number


class ImportRecordError(FabcommonsError):
    """A line of the file is not a record (for the operator)."""

    hint = 'Each line is one JSON object, for instance {"slug": "gier", "name": "Fablab du Gier"}.'


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file; empty lines are skipped. Errors: ImportRecordError naming the line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ImportRecordError(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _object(line, f"{path}, line {number}")


def _object(line: str, place: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ImportRecordError(f"{place}: not JSON ({error})") from error
    if not isinstance(record, dict):
        raise ImportRecordError(f"{place}: not an object")
    return record


def text(value: Any) -> str:
    """A string without needless white space and invisible characters; a number as written; else nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return " ".join(_INVISIBLE.sub("", value).split()) if isinstance(value, str) else ""


def number(value: Any) -> float | None:
    """A finite number, also one written as a text."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return value if known and abs(value) < _LARGEST else None


def unspoken(words: str) -> dict[str, str]:
    """A text whose language nobody told, as a language map."""
    return {"@none": words} if words else {}


def links(values: Iterable[Any]) -> list[str]:
    """The whole http and https addresses among these values, each once."""
    return list(dict.fromkeys(word for word in map(text, values) if _is_web(word)))


def _is_web(word: str) -> bool:
    """A public host, no user name: a bare word, a sentence or a script behind a colon is no address."""
    try:
        parts = urlsplit(word)
        host = parts.hostname or ""
        return parts.scheme in ("http", "https") and "." in host and "@" not in parts.netloc and is_iri(word)
    except ValueError:
        return False


def free(wanted: str, taken: set[str]) -> str:
    """`wanted`, or with a number after it when it is taken; the choice is added to `taken`."""
    chosen, number = wanted, 1
    while chosen in taken:
        number += 1
        chosen = f"{wanted}-{number}"
    taken.add(chosen)
    return chosen


def without_empty(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members that say something."""
    return {key: value for key, value in members.items() if value not in ("", None, [], {})}
