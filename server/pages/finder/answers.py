"""A search and its answers, ready for the page; what to drop when nothing answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request
from werkzeug.exceptions import NotFound

from server.pages.finder.said import Piece, said
from server.pages.site import Site
from server.search.address import Asked, read
from server.search.criteria import Criteria
from server.search.found import NOTHING, Found

_MOST_TRIED = 12


@dataclass(frozen=True, slots=True)
class Loosened:
    """A search with one criterion less, and how many labs answer it."""

    piece: Piece
    labs: int


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked and what was found; `pieces` are the criteria in words."""

    asked: Asked
    found: Found
    pieces: Sequence[Piece]
    loosened: Sequence[Loosened] = ()

    @property
    def criteria(self) -> Criteria:
        """What could be read."""
        return self.asked.criteria


def asked(site: Site) -> Asked:
    """The search that the address of this request asks for."""
    return read(request.args, site.place)


def answers(site: Site) -> Answers:
    """Search; nothing is searched while a parameter cannot be read. Errors: NotFound for a page that does not exist."""
    wanted = asked(site)
    pieces = said(wanted.criteria)
    if wanted.mistakes:
        return Answers(wanted, NOTHING, pieces)
    found = site.finder.find(wanted.criteria, site.clock())
    if wanted.criteria.page > found.last:
        raise NotFound
    return Answers(wanted, found, pieces, () if found.total else _loosened(site, pieces))


def _loosened(site: Site, pieces: Sequence[Piece]) -> Sequence[Loosened]:
    """The criteria that keep all labs out by themselves, those that give most first; for a radius, a search without."""
    tried = [Loosened(piece, _total(site, piece.without)) for piece in pieces[:_MOST_TRIED] if len(pieces) > 1]
    return sorted((each for each in tried if each.labs), key=lambda each: -each.labs)


def _total(site: Site, criteria: Criteria) -> int:
    return site.finder.find(replace(criteria, page=1), site.clock()).total
