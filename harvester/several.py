"""One value or a list of them: JSON-LD lets files write both, and means the same."""

from typing import Any


def each(value: Any) -> list[Any]:
    """A list as it is; anything else as the only item."""
    return value if isinstance(value, list) else [value]


def held(value: Any) -> list[Any]:
    """The same, but null holds nothing."""
    return [] if value is None else each(value)


def items(value: Any) -> list[Any]:
    """A list as it is; nothing for anything else."""
    return value if isinstance(value, list) else []
