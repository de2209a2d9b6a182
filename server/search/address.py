"""Criteria from the parameters of an address, and back. Pure.

Names and codes are French or English; `written` gives the French ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from server.search.criteria import Criteria
from server.search.places import Places, nowhere


class Args(Protocol):
    """The parameters of an address, such as `request.args`."""

    def getlist(self, key: str) -> list[str]:
        """Every value of a parameter."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A parameter that cannot be read: its French name, what was given, and how to mend it in both languages."""

    name: str
    value: str
    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What could be read, and what could not: a page shows the form as filled and the mistakes, with status 400."""

    criteria: Criteria
    mistakes: Sequence[Mistake] = ()


def read(args: Args, places: Places = nowhere) -> Asked:
    """The criteria of an address; `places` finds the commune named by `lieu`."""
    raise NotImplementedError


def written(criteria: Criteria) -> Mapping[str, list[str]]:
    """The canonical parameters, for `url_for`; nothing for what is not asked."""
    raise NotImplementedError
