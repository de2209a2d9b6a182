"""The terminals of SPARQL 1.1 as one regular expression, and the tokens it cuts a text into.

https://www.w3.org/TR/sparql11-query/#sparqlGrammar, rules [139] to [173]. Every quantifier that could go back is
possessive: the time is linear in the text, whatever the text.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_U = _BASE + "_"
_CHARS = _U + "0-9\u00b7\u0300-\u036f\u203f-\u2040\\-"
# Escapes of what is no character (surrogates, above 10FFFF) are left out: the engine, when it cannot decode
# a long string, reads its first two quotes as an empty string and the rest as code.
_UCHAR = r"\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|\\U(?!0000[dD][89a-fA-F])00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}"
_IN_STRING = rf"\\[tbnrf\\\"']|{_UCHAR}"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_NAME = rf"[{_BASE}](?:[{_CHARS}]|\.+(?=[{_CHARS}]))*+"
_LOCAL = rf"(?:[{_U}0-9:]|{_PLX})(?:[{_CHARS}:]|{_PLX}|\.+(?=[{_CHARS}:%\\]))*+"

_TERMINALS = {
    "space": r"[ \t\r\n]++",
    "name": rf"{_NAME}(?::(?:{_LOCAL})?+)?+|:(?:{_LOCAL})?+",
    "comment": r"#[^\r\n]*+",
    "iri": rf"<(?:[^\x00-\x20<>\"{{}}|^`\\]|{_UCHAR})*+>",
    # A quote before two more opens a long string or nothing: never an empty one followed by code.
    "string": rf"'''(?:'{{0,2}}(?:[^'\\]|{_IN_STRING}))*+'''"
    rf'|"""(?:"{{0,2}}(?:[^"\\]|{_IN_STRING}))*+"""'
    rf"|'(?!'')(?:[^'\\\r\n]|{_IN_STRING})*+'"
    rf'|"(?!"")(?:[^"\\\r\n]|{_IN_STRING})*+"',
    "variable": rf"[?$][{_U}0-9][{_U}0-9\u00b7\u0300-\u036f\u203f-\u2040]*+",
    "blank": rf"_:[{_U}0-9](?:[{_CHARS}]|\.+(?=[{_CHARS}]))*+",
    "language": r"@[a-zA-Z]++(?:-[a-zA-Z0-9]++)*+(?:--[a-zA-Z]++)?+",
    "number": r"(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)(?:\.?[eE][+\-]?[0-9]++)?+",
    "operator": r"[{}()\[\];,.=<>!&|+\-*/^?~]",
    "unreadable": r"[\s\S]",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _TERMINALS.items()))
_WORD = re.compile(r"[A-Za-z0-9_]+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")


class Token(NamedTuple):
    """A piece of the text that is not space or comment; `at` is its offset, `text` is as written."""

    kind: str
    text: str
    at: int


def tokens(text: str) -> Iterator[Token]:
    """Cut `text`; keywords are of kind `word`, and a character that begins no terminal is `unreadable`."""
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind == "name":
            yield from _name(found[0], found.start())
        elif kind not in ("space", "comment"):
            yield Token(str(kind), found[0], found.start())


def _name(text: str, at: int) -> Iterator[Token]:
    if ":" in text:
        yield Token("prefixed", text, at)
    else:
        for word in _WORD.finditer(text):
            yield Token("word", word[0], at + word.start())


def decoded(text: str) -> str:
    """`text` of an IRI or string with its \\u and \\U escapes replaced by the characters they stand for."""
    return _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)


def place(text: str, at: int) -> tuple[int, int]:
    """Offset → line and column, from 1."""
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
