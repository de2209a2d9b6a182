"""When there is nothing to send: the sentence in the language of the request, as page or problem+json."""

from collections.abc import Iterable
from typing import Any

from server.catalog import words
from server.catalog.words import Words, filled
from server.pages.errors import Absent
from server.pages.language import chosen

_RETRY_AFTER = 60  # seconds; a dump of 10,000 sources takes about as long


class NotYet(Absent):
    """The dump of the first generation is being written."""

    def __init__(self) -> None:
        super().__init__(503, words.NOT_YET[chosen()])

    def get_headers(self, *args: Any, **named: Any) -> list[tuple[str, str]]:
        """When to ask again."""
        return [*super().get_headers(*args, **named), ("Retry-After", str(_RETRY_AFTER))]


def absent(status: int, sentence: Words, slug: str = "", **values: str) -> Absent:
    """In: status, sentence, its values. Out: what to raise; `slug` names the source that may say more."""
    return Absent(status, filled(sentence, slug=slug, **values)[chosen()], slug)


def not_acceptable(offered: Iterable[str]) -> Absent:
    """406 that says what there is."""
    return absent(406, words.NOT_ACCEPTABLE, formats=", ".join(offered))
