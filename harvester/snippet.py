"""Some lines of a document, as they stand and as they should be; shown line by line, whatever they hold."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

#: A file may hold orders to a terminal, marks that turn the direction of what follows, and what is no character.
_NONE = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ud800-\udfff"
    f"{_NONE}]"
)


class Row(NamedTuple):
    """A line: `mark` is `-` (goes), `+` (comes) or a space; `number` is 0 for a line that comes."""

    mark: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """`line` is the number of the first line; `after` is None where nobody knows.

    `example`: it holds a value which the lab must replace by its own.
    """

    line: int
    before: str
    after: str | None = None
    example: bool = False

    def as_json(self) -> dict[str, Any]:
        """The snippet as `mend` of `check --json` and of the API."""
        return {"line": self.line, "before": self.before, "after": self.after, "example": self.example}

    def rows(self) -> Iterator[Row]:
        """The lines as they stand, and what comes in place of those that go."""
        before, after = self._lines()
        number = self.line
        for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            for text in before[a:b]:
                yield Row(" " if kind == "equal" else "-", number, printable(text))
                number += 1
            for text in after[c:d] if kind != "equal" else ():
                yield Row("+", 0, printable(text))

    def _lines(self) -> tuple[list[str], list[str]]:
        """Both forms as lines, without the margin that all have; it matters to nobody, and phones are narrow."""
        texts = [self.before, self.before if self.after is None else self.after]
        both = [[line.rstrip("\r").expandtabs(2) for line in text.split("\n")] for text in texts]
        margin = min((len(line) - len(line.lstrip()) for lines in both for line in lines if line.strip()), default=0)
        return [line[margin:] for line in both[0]], [line[margin:] for line in both[1]]


def printable(text: str) -> str:
    """A text with its control characters made visible."""
    return _CONTROLS.sub("\ufffd", text)
