"""Days, hours, numbers and amounts of money in words, in the language of the reader, as templates ask for them."""

from datetime import date

from server.pages import moments
from server.pages.language import chosen as lang
from server.pages.rows import Values, clean, first


def day(value: date | str | Values, *, weekday: bool = False) -> str:
    """A day in words."""
    return clean(moments.day(_lexical(value), lang(), weekday=weekday))


def hour(value: Values) -> str:
    """An hour in words."""
    return clean(moments.hour(first(value), lang()))


def clock(value: str) -> str:
    """An hour of ours, `HH:MM`, in words."""
    return moments.hour(value, lang())


def duration(value: Values) -> str:
    """A duration in words."""
    return clean(moments.duration(first(value), lang()))


def number(value: float | str | Values) -> str:
    """A number with the decimal mark and the spaces of the language."""
    return clean(moments.number(first(value) if isinstance(value, tuple) else value, lang()))


def size(count: int) -> str:
    """A number of bytes in words."""
    return moments.size(count, lang())


def money(amount: Values | str, currency: Values | str = "EUR") -> str:
    """An amount with its currency."""
    return clean(moments.money(str(_lexical(amount)), str(_lexical(currency)) or "EUR", lang()))


def kilometres(km: float) -> str:
    """A distance; short ones with a decimal."""
    return moments.number(round(km, 1) if km < 9.95 else round(km), lang())


def month_name(day: date) -> str:
    """The month of a day, with its year."""
    return moments.month(day, lang())


def weekday(day: date) -> str:
    """The name of the day of the week."""
    return moments.weekday(day, lang())


def _lexical(value: date | str | Values) -> date | str:
    return first(value) if isinstance(value, tuple) else value
