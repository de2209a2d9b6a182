"""What a search asks for: frozen criteria, independent of addresses and of the index."""

from dataclasses import dataclass, fields
from datetime import date, timedelta

from server.search.places import Place

#: Labs on a page of answers.
PAGE = 20


@dataclass(frozen=True, slots=True)
class Criteria:
    """All criteria hold together; several values of one are alternatives, but for `accessibility` (all are needed).

    Concepts are IRIs of our lists, narrower ones included. Lengths in mm. `hour` and `until` are `HH:MM`: open at
    that hour, or at some moment between both. A day is a date, a weekday (0 is Monday: the next one, today included) or
    so many days from today. Without `status`, machines to come or gone (en-commande, reformee) are left out. With a
    day or an hour, `access` says who may come: without it, slots of the public.
    """

    text: str = ""
    process: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    material: tuple[str, ...] = ()
    thickness: float | None = None
    width: float | None = None
    depth: float | None = None
    status: tuple[str, ...] = ()
    loanable: bool = False
    no_training: bool = False
    access: tuple[str, ...] = ()
    day: date | None = None
    weekday: int | None = None
    days_ahead: int | None = None
    hour: str = ""
    until: str = ""
    near: Place | None = None
    radius_km: float | None = None
    commune: tuple[str, ...] = ()
    accessibility: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    age: int | None = None
    sort: str = ""
    page: int = 1

    @property
    def of_machines(self) -> bool:
        """Whether they say anything of machines."""
        asked = (self.process, self.type, self.material, self.status, self.loanable, self.no_training)
        return any(asked) or self.width is not None or self.depth is not None

    @property
    def of_opening(self) -> bool:
        """Whether they ask for a day or an hour."""
        return bool(self.day or self.hour) or self.weekday is not None or self.days_ahead is not None

    @property
    def empty(self) -> bool:
        """Whether nothing is asked, paging and sorting apart."""
        return all(getattr(self, f.name) == f.default for f in fields(self) if f.name not in ("sort", "page"))

    def asked_day(self, today: date) -> date | None:
        """The concrete day, or None; an hour alone is of today."""
        if self.day is not None:
            return self.day
        if self.weekday is not None:
            return today + timedelta(days=(self.weekday - today.weekday()) % 7)
        if self.days_ahead is not None:
            return today + timedelta(days=self.days_ahead)
        return today if self.hour else None
