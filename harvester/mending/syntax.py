"""Slips of JSON: a comma too many or forgotten, curly quotes, a key without quotes. Pure.

Each guess is tried: it is a mend only if the text is JSON afterwards, or at least can be read on for some lines.
"""

import json
import re
from collections.abc import Iterator
from json import JSONDecodeError

from harvester.mending.edits import Edit, Edits, applied
from harvester.spans import Span, members, whole

_BARE = re.compile(r"[^\s\"{}\[\],:]+")
_LITERALS = {"True": "true", "False": "false", "None": "null", "vrai": "true", "faux": "false", "oui": "true"}
_QUOTES = "'’‘“”„«»"
_QUOTED = re.compile(rf"[{_QUOTES}]\s?([^{_QUOTES}\n\"]*?)\s?[{_QUOTES}]")
#: A text of JSON, to the end of its line where it is not closed; possessive, so that time grows with the text alone.
_STRING = r'"(?:[^"\\\n]|\\.)*+"?'
#: Such a text, or one between curly quotes that ends where JSON goes on.
_TEXT = re.compile(
    rf"{_STRING}|[“”„«»][ \xa0\u202f]?([^\n“”„«»]{{0,2000}}?)[ \xa0\u202f]?[“”»](?=\s{{0,99}}(?:[,:}}\]]|\Z))"
)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_NEAR = 400  # characters around the place that are looked at
_DEEPEST = 64  # each step deeper costs one more reading


def mend_syntax(text: str) -> Edits:
    """The edit that makes a text JSON, if one does; else nothing."""
    error = _error(text)
    if error is None or text.lstrip()[:1] not in ("{", "["):
        return ()
    for edits in _guesses(text, error):
        further = _error(applied(text, edits))
        if further is None or further.lineno > error.lineno + 1:
            return edits
    return ()


def _error(text: str) -> JSONDecodeError | None:
    try:
        json.loads(text)
    except JSONDecodeError as error:
        return error
    except (ValueError, RecursionError):
        return None
    return None


def _guesses(text: str, error: JSONDecodeError) -> Iterator[Edits]:
    at, told = min(error.pos, len(text)), error.msg
    before = len(text[:at].rstrip())  # where the last thing that was understood ends
    here = text[at : at + 1]
    if comment := _COMMENT.match(text, at):
        yield (Edit(at, comment.end(), ""),)
    if told.startswith("Expecting ',' delimiter"):
        yield from _forgotten(text, at, before)
    if text[before - 1 : before] == "," and here in ("}", "]", "", ","):
        yield (Edit(before - 1, before, ""),)
    if here == ",":
        yield (Edit(at, at + 1, ""),)
    yield from _curly(text, at)
    if told.startswith("Expecting ':' delimiter"):
        yield (Edit(before, before, ":"),)
        yield (Edit(at, at + 1, ":"),)
    if told.startswith("Invalid control character"):
        yield (Edit(at, at + 1, {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(here, " ")),)
    if told.startswith("Invalid \\"):
        yield (Edit(at, at, "\\"),)
    if told.startswith(("Unterminated", "Invalid control")):
        yield from _unclosed(text, at)
    if told.startswith(("Expecting value", "Expecting property", "Illegal trailing comma")):
        yield from _unquoted(text, at)
    if told.startswith("Extra data"):
        yield (Edit(at, len(text), ""),)
    if at >= len(text.rstrip()):
        yield from _unfinished(text)


def _curly(text: str, at: int) -> Iterator[Edits]:
    """All texts between curly quotes, as word processors and websites change them, in one edit; or this one."""
    if quoted := _QUOTED.match(text, at):
        straight = _TEXT.sub(lambda found: found[0] if found[1] is None else _json(found[1]), text)
        yield (Edit(0, len(text), straight),)
        yield (Edit(at, quoted.end(), _json(quoted[1])),)


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _forgotten(text: str, at: int, before: int) -> Iterator[Edits]:
    yield (Edit(before, before, ","),)
    if text[at : at + 1] in ("]", "}"):
        yield (Edit(at, at + 1, "]" if text[at] == "}" else "}"),)


def _unquoted(text: str, at: int) -> Iterator[Edits]:
    """`{nom: …}`, `True`, a decimal comma: `45,44`."""
    if found := _BARE.match(text, at, at + _NEAR):
        yield (Edit(at, found.end(), _LITERALS.get(found[0], json.dumps(found[0], ensure_ascii=False))),)
        yield (Edit(at, found.end(), json.dumps(found[0], ensure_ascii=False)),)
    comma = text.rfind(",", max(0, at - 3), at)
    if comma > 0 and text[comma - 1].isdigit() and text[comma + 1 : comma + 2].isdigit():
        yield (Edit(comma, comma + 1, "."),)


def _unclosed(text: str, at: int) -> Iterator[Edits]:
    """A text whose last quote was forgotten: it ends with its line, before the comma."""
    stop = text.find("\n", at)
    stop = len(text) if stop < 0 else stop
    start = max(text.rfind("\n", 0, at) + 1, stop - _NEAR)
    for ends in (", \t\r", ", \t\r}]"):
        end = start + len(text[start:stop].rstrip(ends))
        yield (Edit(end, end, '"'),)


def _unfinished(text: str) -> Iterator[Edits]:
    """What was opened and not closed, closed at the end."""
    end = len(text.rstrip().rstrip(","))
    yield (Edit(end, len(text), closing(text)),)


def closing(text: str) -> str:
    """The brackets that a text lacks at its end."""
    waiting: list[str] = []
    for token in re.finditer(rf"{_STRING}|[{{}}\[\]]", text):
        if token[0] in "{[":
            waiting.append("}" if token[0] == "{" else "]")
        elif token[0] in "}]" and waiting:
            waiting.pop()
    return "".join(reversed(waiting))[:64]


def mend_duplicate(text: str, key: str) -> Edits:
    """One of two members of the same name goes: the first, for most readers of JSON hear the last.

    Two that hold more than a value are left alone, unless they are the same.
    """
    try:
        place = _twice(text, key)
    except (ValueError, RecursionError, IndexError):
        return ()
    if place is None:
        return ()
    held = list(members(text, place))
    one, *_, other = [number for number, (name, _) in enumerate(held) if name == key]
    texts = [text[held[n][1].start : held[n][1].end] for n in (one, other)]
    if texts[0] != texts[1] and texts[0][0] in "{[" and texts[1][0] in "{[":
        return ()
    return (Edit(held[one][1].key, held[one + 1][1].key, ""),)


def _twice(text: str, key: str) -> Span | None:
    """The first object that has a key twice."""
    waiting = [(whole(text), 0)]
    while waiting:
        place, depth = waiting.pop()
        held = list(members(text, place))
        if text[place.start] == "{" and sum(name == key for name, _ in held) > 1:
            return place
        waiting += [(s, depth + 1) for _, s in reversed(held) if text[s.start] in "{[" and depth < _DEEPEST]
    return None
