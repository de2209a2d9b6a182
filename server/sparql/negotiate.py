"""Chooses the format of an answer: Accept first (quality, then how precisely it names us), then `?format=`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from server.sparql.formats import Format


@dataclass(frozen=True)
class Choice:
    """The format, and the media type under which it was asked for."""

    format: Format
    media_type: str

    @property
    def content_type(self) -> str:
        """Value of the Content-Type header."""
        return self.format.content_type(self.media_type)


@dataclass(frozen=True, order=True)
class _Range:
    """One media range of an Accept header; the greater, the more precise."""

    precision: int
    quality: float
    type: str
    subtype: str

    def covers(self, media_type: str) -> bool:
        main, _, sub = media_type.partition("/")
        return self.type in ("*", main) and self.subtype in ("*", sub)


def choose(offered: Sequence[Format], accept: str | None, hint: str | None = None) -> Choice | None:
    """The best of `offered` for this Accept header (None or empty: anything); None if nothing is acceptable.

    `hint` (a name, extension or media type) decides between formats that Accept likes equally; an unknown one
    is ignored. Generic media types like application/json count only when no precise one is acceptable.
    """
    ranges = _ranges(accept or "*/*")
    precise = [Choice(each, each.media_type) for each in offered]
    generic = [Choice(each, alias) for each in offered for alias in each.aliases]
    return _best(precise, ranges, hint) or _best(generic, ranges, hint)


def named(offered: Iterable[Format], hint: str) -> Format | None:
    """The format of that name, extension or media type."""
    wanted = hint.strip().lower().removeprefix(".")
    return next((each for each in offered if wanted in {*each.names, each.media_type}), None)


def _best(choices: Sequence[Choice], ranges: Sequence[_Range], hint: str | None) -> Choice | None:
    hinted = named([choice.format for choice in choices], hint) if hint else None
    best, best_rank = None, (0.0, 0, False)
    for choice in choices:
        match = next((each for each in ranges if each.covers(choice.media_type)), None)
        if match is None or match.quality <= 0:
            continue
        rank = (match.quality, match.precision, choice.format is hinted)
        if rank > best_rank:
            best, best_rank = choice, rank
    return best


def _ranges(accept: str) -> list[_Range]:
    """Media ranges, the most precise first; parameters (charset, profile, version) do not narrow what we offer."""
    found = []
    for value, quality in parse_accept_header(accept, MIMEAccept):
        main, _, sub = value.split(";")[0].strip().lower().partition("/")
        if main and sub:
            found.append(_Range((main != "*") + (sub != "*"), quality, main, sub))
    return sorted(found, reverse=True)
