"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request
from werkzeug.exceptions import NotFound

#: Longer lists are cut: a page is for people, and a file may hold anything.
MOST = 200

T = TypeVar("T")
SIZE = 100


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """Some items of a list of `total`; pages are numbered from 1 to `last`."""

    items: Sequence[T]
    number: int
    last: int
    total: int


def part(items: Sequence[T]) -> Part[T]:
    """The page that `?page=` asks for. Errors: NotFound for one that does not exist."""
    asked = request.args.get("page", "1")
    last = max(1, -(-len(items) // SIZE))
    if not asked.isdecimal() or len(asked) > 6 or not 1 <= int(asked) <= last:
        raise NotFound
    number = int(asked)
    return Part(items[(number - 1) * SIZE : number * SIZE], number, last, len(items))
