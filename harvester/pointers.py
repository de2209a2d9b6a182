"""JSON pointers (RFC 6901, https://www.rfc-editor.org/rfc/rfc6901): build them, follow them, find their line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import ontology
from harvester.spans import Span, members, spans, whole

#: Larger texts take too long to be searched for line numbers.
_SEARCHED = 512 * 1024


def step(pointer: str, token: str | int) -> str:
    """One step deeper: `/machines` and `#laser/1` → `/machines/#laser~11`."""
    return f"{pointer}/{str(token).replace('~', '~0').replace('/', '~1')}"


def tokens(pointer: str) -> list[str]:
    """The steps of a pointer, unescaped."""
    return [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]


def follow(document: Any, pointer: str) -> Any:
    """The value a pointer leads to, or None."""
    for token in tokens(pointer):
        if isinstance(document, dict):
            document = document.get(token)
        elif isinstance(document, list) and token.isdigit() and int(token) < len(document):
            document = document[int(token)]
        else:
            return None
    return document


def along(document: Any, pointer: str, path: Sequence[str], value: str | None) -> str:
    """The pointer of the key that says `path` (property IRIs) of the node at `pointer`, as deep as the file has it."""
    for iri in path:
        found = _key_for(follow(document, pointer), pointer, iri)
        if found is None:
            break
        pointer = found
    return _item(follow(document, pointer), pointer, value) if path else pointer


def _key_for(node: Any, pointer: str, iri: str) -> str | None:
    if isinstance(node, list):
        return next((found for i, item in enumerate(node) if (found := _key_for(item, step(pointer, i), iri))), None)
    if not isinstance(node, dict):
        return None
    keys = ontology.keys()
    for written in node:
        key = keys.get(written)
        if (key is not None and key.iri == iri) or (key is None and _foreign(written, iri)):
            return step(pointer, written)
        if key is not None and key.nest and (found := _key_for(node[written], step(pointer, written), iri)):
            return found
    return None


def _foreign(written: str, iri: str) -> bool:
    """A key of another vocabulary, whole or with a prefix of the file's own: `schema:slogan`."""
    return written == iri or (":" in written and iri.endswith(written.partition(":")[2]))


def _item(found: Any, pointer: str, value: str | None) -> str:
    """In a list of codes or links, the item a finding's value came from."""
    if isinstance(found, list) and value is not None:
        for i, item in enumerate(found):
            if isinstance(item, str) and (value == item or value.endswith((f"/{item}", item))):
                return step(pointer, i)
    return pointer


def lines(text: str, pointers: Iterable[str]) -> Mapping[str, int]:
    """Pointer → line (1 is the first) of its key, or of its value where it has none."""
    starts = sorted((span.key, pointer) for pointer, span in spans(text, pointers).items())
    found, line, at = {}, 1, 0
    for start, pointer in starts:
        line, at = line + text.count("\n", at, start), start
        found[pointer] = line
    return found


class Lines(Mapping[str, int]):
    """Pointer → line, looked for when it is first asked.

    In: the text of a JSON document, how many lines stand before it, the pointer of the part that is spoken of.
    """

    def __init__(self, text: str, before: int = 0, prefix: str = "") -> None:
        self._text, self._before, self._prefix = text, before, prefix

    def __getitem__(self, pointer: str) -> int:
        """Errors: KeyError."""
        return self._known[pointer]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    @cached_property
    def _known(self) -> Mapping[str, int]:
        """Every pointer of the part."""
        if len(self._text) > _SEARCHED:
            return {}
        try:
            known = dict(self._below("", whole(self._text)))
        except (ValueError, RecursionError, IndexError):
            return {}
        part = len(self._prefix)
        return {name[part:]: line for name, line in known.items() if name.startswith(self._prefix)}

    def _below(self, pointer: str, span: Span) -> Iterator[tuple[str, int]]:
        yield pointer, self._text.count("\n", 0, span.key) + 1 + self._before
        for name, each in members(self._text, span):
            yield from self._below(step(pointer, name), each)
