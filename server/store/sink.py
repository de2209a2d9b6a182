"""Where an answer is written: grows to the limits of bytes and rows and not past them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from server.store.answers import QueryTooLarge, Stopped

_Row = TypeVar("_Row")


@dataclass(frozen=True)
class RowMark:
    """How rows show in the bytes of a result format: count of `mark` + `extra`, outside of what `quoted` matches."""

    mark: bytes
    extra: int
    quoted: re.Pattern[bytes] | None = None


# The mark can also stand inside a quoted value: then its count is an upper bound, and the quoted parts are cut out
# (also an unfinished one, at the end) before counting again.
ROW_MARKS = {
    "application/sparql-results+json": RowMark(b"},{", 1, re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)),
    "application/sparql-results+xml": RowMark(b"<result>", 0),
    "text/csv": RowMark(b"\n", -1, re.compile(rb'"[^"]*"?')),
    "text/tab-separated-values": RowMark(b"\n", -1),
}


@dataclass
class Sink:
    """A binary file that refuses to grow past `limit` bytes, or past `rows` rows told by `mark`."""

    limit: int
    rows: int
    mark: RowMark | None = None
    body: bytearray = field(default_factory=bytearray)
    _seen: int = 0
    _doubt: int = 0

    def write(self, chunk: bytes) -> int:
        """Keep `chunk`; raises Stopped."""
        if len(self.body) + len(chunk) > self.limit:
            raise Stopped(QueryTooLarge("bytes", self.limit))
        before = len(self.body)
        self.body += chunk
        if self.mark:
            self._count(self.mark, before)
        return len(chunk)

    def flush(self) -> None:
        """Nothing to do: the body is memory."""

    def whole(self) -> bytes:
        """The finished answer; raises Stopped if doubtful rows turn out to be too many."""
        if self._doubt and self._rows_outside_quotes() > self.rows:
            raise Stopped(QueryTooLarge("rows", self.rows))
        return bytes(self.body)

    def _count(self, mark: RowMark, before: int) -> None:
        self._seen += self.body.count(mark.mark, max(0, before - len(mark.mark) + 1))
        if self._seen + mark.extra > max(self.rows, self._doubt):
            if self._rows_outside_quotes() > self.rows:
                raise Stopped(QueryTooLarge("rows", self.rows))
            self._doubt = 2 * self._seen  # counting exactly again at every chunk would be quadratic

    def _rows_outside_quotes(self) -> int:
        assert self.mark is not None
        body = self.mark.quoted.sub(b"", self.body) if self.mark.quoted else self.body
        return body.count(self.mark.mark) + self.mark.extra


def counted(rows: Iterable[_Row], limit: int) -> Iterator[_Row]:
    """The same rows; raises Stopped at the first one over `limit`."""
    for number, row in enumerate(rows, start=1):
        if number > limit:
            raise Stopped(QueryTooLarge("rows", limit))
        yield row
