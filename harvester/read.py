"""From bytes to a JSON value: UTF-8 only, no duplicate key, no constant that JSON lacks.

Source: RFC 8259 (https://www.rfc-editor.org/rfc/rfc8259).
"""

import json
import re
from collections import Counter
from typing import Any

from harvester.errors import DocumentError


def read_json(content: bytes) -> Any:
    """Parse one JSON document.

    In: the bytes as received, without transfer coding. Out: dicts, lists, strings, numbers, booleans, None.
    Errors: DocumentError naming D1-encoding, D1-syntax (with line and column), D1-duplicate-key, D1-empty, L1-depth.
    """
    text = _decode(content)
    if not text.strip():
        raise DocumentError("D1-empty")
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise DocumentError("D1-syntax", value=error.msg, line=str(error.lineno), column=str(error.colno)) from error
    except RecursionError as error:
        raise DocumentError("L1-depth") from error
    except _DuplicateKeyError as error:
        line = str(_line_of_second(text, error.key))
        raise DocumentError("D1-duplicate-key", value=error.key, key=error.key, line=line) from error
    except _ConstantError as error:
        raise DocumentError("D1-syntax", value=error.constant, line="?", column="?") from error


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


def _line_of_second(text: str, key: str) -> int:
    """The line of the key's second appearance: exact for most files, and near enough for the rest."""
    found = [m.start() for m in re.finditer(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:", text)]
    return text.count("\n", 0, found[1]) + 1 if len(found) > 1 else 1
