"""What a key of a document holds: one value or several, put and removed as the file had it."""

from typing import Any

from harvester.pointers import follow
from server.publish import tree

Document = dict[str, Any]


def put(document: Document, at: str, value: Any) -> None:
    """Put a value at a pointer; none, or an empty list, removes what is there."""
    if value is None or value == []:
        pop(document, at)
    else:
        tree.put(document, at, value)


def pop(document: Document, at: str) -> None:
    """Remove one value and nothing around it: rows keep their numbers until all is read."""
    above, token = tree.split(at)
    here = follow(document, above)
    if isinstance(here, list) and token.isdigit() and int(token) < len(here):
        del here[int(token)]
    elif isinstance(here, dict):
        here.pop(token, None)


def as_before(old: Any, values: list[Any], *, many: bool) -> Any:
    """One value stands alone unless the key takes several, or the file had a list."""
    if not values:
        return None
    return values if many or isinstance(old, list) or len(values) > 1 else values[0]


def first(value: Any) -> Any:
    """The first of them; None when there is none."""
    return next(iter(value), None) if isinstance(value, list) else value
