"""The filters of the templates, by name: texts and links (`filters`), figures, and what depends on the clock."""

from collections.abc import Callable, Mapping
from datetime import datetime

from server.pages import figures, filters, moments
from server.pages.language import chosen as lang
from server.pages.planning import words
from server.pages.rows import Record, first
from server.pages.site import Site


def when(event: Record) -> str:
    """When an event is, in words."""
    return words.when(event, lang())


def rhythm(event: Record) -> str:
    """How often a recurrence comes, in words."""
    return words.since(event, lang())


def webcal(address: str) -> str:
    """The address of a calendar that a program subscribes to."""
    return f"webcal://{address.partition('://')[2]}"


_PLAINLY: tuple[Callable[..., object], ...] = (
    filters.plain, filters.said, filters.brief, filters.paragraphs, filters.concepts, filters.label, filters.short,
    filters.named, filters.outside, filters.web, filters.written, filters.mail, filters.phone, filters.licence,
    filters.ours, filters.step, filters.code, figures.day, figures.hour, figures.clock, figures.duration,
    figures.number, figures.size, figures.money, figures.kilometres, figures.month_name, figures.weekday, when, rhythm,
    webcal,
)  # fmt: skip


def template_filters(site: Site) -> Mapping[str, Callable[..., object]]:
    """All of them, by the name that templates use."""

    def ago(value: datetime) -> str:
        return moments.ago(value, site.clock(), lang())

    def moment(value: datetime) -> str:
        return moments.moment(value, site.settings.zone, lang())

    named = {each.__name__: each for each in (*_PLAINLY, ago, moment)}
    return {**named, "lexical": first}  # `first` is Jinja's own
