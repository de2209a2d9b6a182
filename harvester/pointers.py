"""JSON pointers (RFC 6901, https://www.rfc-editor.org/rfc/rfc6901): build them, follow them, find their line."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ontology
from harvester.spans import spans


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
