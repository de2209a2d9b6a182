"""A search in words: one piece for each criterion, and the search that is left when it is dropped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext  # type: ignore[import-untyped]

from server.pages import filters, labels, moments
from server.pages.finder.choices import weekday
from server.pages.language import chosen as lang
from server.search.criteria import Criteria


@dataclass(frozen=True, slots=True)
class Piece:
    """A criterion in words, and the search without it."""

    words: str
    without: Criteria


def said(criteria: Criteria) -> Sequence[Piece]:
    """Every criterion of a search, in the order in which one would say it. What visitors typed is plain text."""
    return tuple(Piece(piece.words, _sound(piece.without)) for piece in _pieces(replace(criteria, page=1)))


def _sound(criteria: Criteria) -> Criteria:
    """A thickness says nothing without what is done, or with what."""
    return criteria if criteria.process or criteria.material else replace(criteria, thickness=None)


def _pieces(asked: Criteria) -> Iterator[Piece]:
    if asked.text:
        yield Piece(gettext("« %(text)s »", text=filters.plain(asked.text)[:120]), replace(asked, text=""))
    yield from _concepts(asked, ("process", "type", "material"))
    yield from _sizes(asked)
    yield from _concepts(asked, ("status",))
    if asked.loanable:
        yield Piece(gettext("empruntable"), replace(asked, loanable=False))
    if asked.no_training:
        yield Piece(gettext("sans formation obligatoire"), replace(asked, no_training=False))
    yield from _where(asked)
    yield from _when(asked)
    yield from _concepts(asked, ("access", "accessibility", "audience"))
    if asked.age is not None:
        yield Piece(gettext("à %(age)d ans", age=asked.age), replace(asked, age=None))


def _concepts(asked: Criteria, names: Sequence[str]) -> Iterator[Piece]:
    for name in names:
        values: tuple[str, ...] = getattr(asked, name)
        for value in values:
            left: dict[str, Any] = {name: tuple(other for other in values if other != value)}
            yield Piece(labels.label(value, lang()), replace(asked, **left))


def _sizes(asked: Criteria) -> Iterator[Piece]:
    if asked.thickness is not None:
        yield Piece(gettext("%(size)s mm d'épaisseur", size=_number(asked.thickness)), replace(asked, thickness=None))
    if asked.width is not None:
        yield Piece(gettext("%(size)s mm de large", size=_number(asked.width)), replace(asked, width=None))
    if asked.depth is not None:
        yield Piece(gettext("%(size)s mm de profondeur", size=_number(asked.depth)), replace(asked, depth=None))


def _where(asked: Criteria) -> Iterator[Piece]:
    for commune in asked.commune:
        left = tuple(other for other in asked.commune if other != commune)
        yield Piece(gettext("à %(commune)s", commune=filters.plain(commune)[:120]), replace(asked, commune=left))
    if asked.near is None:
        return
    place = gettext("moi") if asked.near.mine else filters.plain(asked.near.label)[:120]
    if asked.radius_km is None:
        words = gettext("près de %(place)s", place=place)
    else:
        words = gettext("à moins de %(km)s km de %(place)s", km=_number(asked.radius_km), place=place)
    yield Piece(words, replace(asked, near=None, radius_km=None))


def _when(asked: Criteria) -> Iterator[Piece]:
    if asked.day or asked.weekday is not None or asked.days_ahead is not None:
        yield Piece(_day(asked), replace(asked, day=None, weekday=None, days_ahead=None))
    if asked.hour:
        yield Piece(_hour(asked), replace(asked, hour="", until=""))


def _day(asked: Criteria) -> str:
    if asked.day is not None:
        return str(gettext("ouvert le %(day)s", day=moments.day(asked.day, lang(), weekday=True)))
    if asked.weekday is not None:
        return str(gettext("ouvert %(weekday)s", weekday=weekday(asked.weekday)))
    known = {0: gettext("ouvert aujourd'hui"), 1: gettext("ouvert demain")}
    return str(known.get(asked.days_ahead or 0) or gettext("ouvert dans %(days)d jours", days=asked.days_ahead))


def _hour(asked: Criteria) -> str:
    start = moments.hour(asked.hour, lang())
    if not asked.until:
        return str(gettext("à %(hour)s", hour=start))
    return str(gettext("entre %(start)s et %(end)s", start=start, end=moments.hour(asked.until, lang())))


def _number(value: float) -> str:
    return moments.number(value, lang())
