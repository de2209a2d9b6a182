"""Reads a query without evaluating it: what form it has, what it must not contain, what its answer depends on.

The engine has no tokens: it tries rule after rule on the characters, so `SERVICEex:a {}` is a SERVICE for it, and so is
`ex:SERVICE ?x {}` when `ex:SERVICE` happens not to be a valid IRI. Hence a name that contains « service » and could be
followed by a name and a brace is refused too, and so is a `<` that could open an IRI or compare.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.sparql.terminals import Token, decoded, place, tokens
from server.store.refusals import QueryRefused

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
CLOCK_AND_CHANCE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
MAX_DEPTH = 100  # the engine's parser recurses: some thousands of levels end its process

_PAIRS = {")": "(", "}": "{", "]": "["}
_NO_OPERAND_BEFORE = frozenset("(,/|^!=<>&-;.{[")
_NAMES_A_HOST = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")  # no comparison goes on with `://`
_ANY_NAME_MAY_FOLLOW = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?://[^/?#\\]*[/?#]|[^/\\])")
_SERVICE = re.compile("service", re.IGNORECASE | re.ASCII)
_SILENT = re.compile("silent", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Scan:
    """What the text of a query says about itself."""

    form: str
    volatile: bool
    """Whether it calls NOW, RAND, UUID, STRUUID or BNODE: the same query then has different answers."""
    from_default: tuple[str, ...] = ()
    from_named: tuple[str, ...] = ()
    """Graphs of FROM and FROM NAMED: IRIs, or prefixed names as written."""

    @property
    def has_from(self) -> bool:
        """Whether the query chooses its own dataset."""
        return bool(self.from_default or self.from_named)


def scan(text: str, prefixes: Mapping[str, str] | None = None) -> Scan | QueryRefused:
    """What the query is, or why it is refused; `prefixes` are those it may use without declaring them."""
    found = list(tokens(text))
    start, declared = _prologue(found)
    problem = (
        _refuse_unreadable(text, found)
        or _refuse_form(text, found, start)
        or _refuse_structure(text, found)
        or _refuse_service(text, found, {**(prefixes or {}), **declared})
    )
    if problem:
        return problem
    words = {token.text.upper() for token in found if token.kind == "word"}
    default, named = _from(found[start:])
    return Scan(found[start].text.upper(), bool(words & CLOCK_AND_CHANCE), default, named)


def _refused(text: str, reason: str, token: Token, found: str = "") -> QueryRefused:
    line, column = place(text, token.at)
    return QueryRefused(reason, found or token.text[:40], line, column)


def _prologue(found: Sequence[Token]) -> tuple[int, dict[str, str]]:
    """Index of the first token after BASE and PREFIX lines, and the prefixes (`ex` → IRI) they declare."""
    at, declared = 0, dict[str, str]()
    while at < len(found) and found[at].kind == "word":
        kinds = tuple(token.kind for token in found[at : at + 3])
        word = found[at].text.upper()
        if word == "PREFIX" and kinds == ("word", "prefixed", "iri"):
            declared[found[at + 1].text[:-1]] = decoded(found[at + 2].text[1:-1])
            at += 3
        elif word == "BASE" and kinds[:2] == ("word", "iri"):
            at += 2
        else:
            break
    return at, declared


def _refuse_unreadable(text: str, found: Sequence[Token]) -> QueryRefused | None:
    for token in found:
        if token.kind == "unreadable":
            escape = re.match(r"\\[uU][0-9a-fA-F]*", text[token.at : token.at + 10])
            return _refused(text, "escape", token, escape[0]) if escape else _refused(text, "unreadable", token)
    return None


def _refuse_form(text: str, found: Sequence[Token], start: int) -> QueryRefused | None:
    first = found[start] if start < len(found) else Token("end", "", len(text))
    word = first.text.upper()
    if first.kind == "word" and word in UPDATES:
        return _refused(text, "update", first, word)
    return None if first.kind == "word" and word in FORMS else _refused(text, "no-form", first)


def _refuse_structure(text: str, found: Sequence[Token]) -> QueryRefused | None:
    """Brackets in pairs, not too deep, and each `<` of one reading only."""
    open_brackets: list[Token] = []
    for before, token in zip([None, *found], found, strict=False):
        if token.kind == "iri" and _could_compare(text, before, token, open_brackets):
            return _refused(text, "ambiguous", token)
        if token.kind != "operator":
            continue
        if token.text in "([{":
            open_brackets.append(token)
            if len(open_brackets) > MAX_DEPTH:
                return _refused(text, "nested", token, str(MAX_DEPTH))
        elif token.text in _PAIRS and (not open_brackets or open_brackets.pop().text != _PAIRS[token.text]):
            return _refused(text, "unbalanced", token)
    return _refused(text, "unbalanced", open_brackets[-1]) if open_brackets else None


def _could_compare(text: str, before: Token | None, iri: Token, open_brackets: Sequence[Token]) -> bool:
    """Whether `<…>` might be « less than … greater than », and strings and comments begin elsewhere then."""
    if before is None or text[iri.at - 1] == "<":
        return before is not None
    in_expression = bool(open_brackets) and open_brackets[-1].text == "("
    after_operand = before.kind != "operator" or before.text not in _NO_OPERAND_BEFORE
    return (
        in_expression and after_operand and not _NAMES_A_HOST.match(iri.text) and not set("'#()[]").isdisjoint(iri.text)
    )


def _refuse_service(text: str, found: Sequence[Token], prefixes: Mapping[str, str]) -> QueryRefused | None:
    for index, token in enumerate(found):
        if token.kind not in ("word", "prefixed") or not _SERVICE.search(token.text):
            continue
        if token.kind == "word" and token.text.upper() == "SERVICE":
            return _refused(text, "service", token)
        before = found[index - 1] if index else None
        after = [other.text for other in found[index + 1 : index + 4]]
        if _reads_as_service(before, token, after, prefixes):
            return _refused(text, "service-like", token)
    return None


def _reads_as_service(before: Token | None, token: Token, after: list[str], prefixes: Mapping[str, str]) -> bool:
    """Whether the engine could cut `token` so that SERVICE, perhaps SILENT, a name and a brace come out."""
    if token.kind == "prefixed" and before and before.kind == "word" and before.text.upper() == "GRAPH":
        return False
    for occurrence in _SERVICE.finditer(token.text):
        rest = [part for part in (token.text[occurrence.end() :], *after) if part]
        if rest and _SILENT.match(rest[0]):
            rest = [part for part in (rest[0][len("silent") :], *rest[1:]) if part]
        if rest[1:2] == ["{"] and not _cannot_be_cut(token, occurrence.start(), prefixes):
            return True
    return False


def _cannot_be_cut(token: Token, at: int, prefixes: Mapping[str, str]) -> bool:
    """In the local part of a name that is sure to be a valid IRI, the engine takes the name whole."""
    prefix, _, local = token.text.partition(":")
    if token.kind != "prefixed" or at <= len(prefix) or set(local) & set("\\."):
        return False
    return bool(_ANY_NAME_MAY_FOLLOW.match(prefixes.get(prefix, "")))


def _from(found: Sequence[Token]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """IRIs after FROM and FROM NAMED; both stand before the first brace, or after a CONSTRUCT template."""
    default, named, depth = list[str](), list[str](), 0
    for index, token in enumerate(found):
        depth += (token.text in "([{") - (token.text in ")]}") if token.kind == "operator" else 0
        if depth == 0 and token.kind == "word" and token.text.upper() == "FROM":
            is_named = [other.text.upper() for other in found[index + 1 : index + 2]] == ["NAMED"]
            graph = found[index + 1 + is_named : index + 2 + is_named]
            (named if is_named else default).extend(_graph_name(token) for token in graph)
    return tuple(default), tuple(named)


def _graph_name(token: Token) -> str:
    return decoded(token.text[1:-1]) if token.kind == "iri" else token.text
