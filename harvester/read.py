"""From bytes to a JSON value: UTF-8 only, no duplicate key, no constant that JSON lacks.

Source: RFC 8259 (https://www.rfc-editor.org/rfc/rfc8259).
"""

import json
import math
import re
from collections import Counter
from typing import Any

from harvester.errors import DocumentError

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
#: What word processors and websites make of straight quotes.
_QUOTES = frozenset("“”„«»‘’")


def read_json(content: bytes) -> Any:
    """Parse one JSON document.

    In: the bytes as received, without transfer coding. Out: dicts, lists, strings, numbers, booleans, None.
    Errors: DocumentError naming D1-encoding, D1-syntax and D1-quotes (with line and column), D1-duplicate-key,
    D1-empty, L1-depth.
    """
    text = _decode(content)
    if not text.strip():
        raise DocumentError("D1-empty")
    try:
        document = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        rule = "D1-quotes" if text[error.pos : error.pos + 1] in _QUOTES else "D1-syntax"
        raise DocumentError(rule, value=error.msg, line=str(error.lineno), column=str(error.colno)) from error
    except RecursionError as error:
        raise DocumentError("L1-depth") from error
    except _DuplicateKeyError as error:
        line = str(_line_of_second(text, error.key))
        raise DocumentError("D1-duplicate-key", value=error.key, key=error.key, line=line) from error
    except _ConstantError as error:
        raise DocumentError("D1-syntax", value=error.constant, line="?", column="?") from error
    except ValueError as error:  # a whole number longer than Python reads
        raise DocumentError("D1-syntax", value="number", line="?", column="?") from error
    _check_characters(document, text)
    return document


class _DuplicateKeyError(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class _ConstantError(Exception):
    def __init__(self, constant: str) -> None:
        super().__init__(constant)
        self.constant = constant


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DocumentError("D1-encoding", value=f"0x{content[error.start]:02x}", line=str(line)) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        written = Counter(key for key, _ in pairs)
        raise _DuplicateKeyError(next(key for key, times in written.items() if times > 1))
    return members


def _no_constant(name: str) -> Any:
    raise _ConstantError(name)


def _finite(number: str) -> float:
    """A number too large to be one (`1e999`) would be written back as a constant that JSON lacks."""
    value = float(number)
    if not math.isfinite(value):
        raise _ConstantError(number[:40])
    return value


def _check_characters(document: Any, text: str) -> None:
    """Half of a surrogate pair, written as an escape, is no character: nothing could be printed of it."""
    found = _SURROGATE.search(text)
    if found is None:
        return
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        line = str(text.count("\n", 0, found.start()) + 1)
        raise DocumentError("D1-encoding", value=found[0], line=line) from error


def _line_of_second(text: str, key: str) -> int:
    """The line of the key's second appearance: exact for most files, and near enough for the rest."""
    found = [m.start() for m in re.finditer(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:", text)]
    return text.count("\n", 0, found[1]) + 1 if len(found) > 1 else 1
