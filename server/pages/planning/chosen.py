"""What an address chooses in the agenda: lab, theme, kind, audience, price, place. Each choice has its own address."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

from ontology import Concept
from server.pages.choices import concept, given, lab_slug, one_of, refused, shown, ticked
from server.pages.directory import Directory
from server.pages.distance import Point, kilometres
from server.pages.planning.events import Event
from server.search.places import Places

KINDS = ("atelier", "formation", "rendez-vous")
#: Kilometres around a commune, when the address does not say.
RADIUS = 20
_FARTHEST = 1000


@dataclass(frozen=True, slots=True)
class Chosen:
    """The choices of an address; what is empty is not chosen."""

    lab: str = ""
    theme: Concept | None = None
    kind: str = ""
    audience: Concept | None = None
    free: bool = False
    online: bool = False
    near: str = ""
    radius: int = RADIUS
    centre: Point | None = None

    @property
    def query(self) -> dict[str, str]:
        """The same choices for another address."""
        found = {
            "lab": self.lab,
            "theme": self.theme.id if self.theme else "",
            "genre": self.kind,
            "public": self.audience.id if self.audience else "",
            "gratuit": "oui" if self.free else "",
            "en-ligne": "oui" if self.online else "",
            "lieu": self.near,
            "rayon": str(self.radius) if self.near and self.radius != RADIUS else "",
        }
        return {name: value for name, value in found.items() if value}

    def keeps(self, event: Event) -> bool:
        """Whether an event is among what is chosen."""
        return (
            self.lab in ("", event.lab.slug)
            and self.kind in ("", event.kind)
            and (not self.free or event.free)
            and (not self.online or event.online)
            and (self.theme is None or NamedNode(self.theme.iri) in event.lab.record["theme"])
            and (self.audience is None or NamedNode(self.audience.iri) in event.record["audience"])
            and (self.centre is None or self._within(event))
        )

    def distance(self, event: Event) -> float | None:
        """Kilometres from the chosen commune."""
        return kilometres(self.centre, event.at)

    def _within(self, event: Event) -> bool:
        km = self.distance(event)
        return km is not None and km <= self.radius


def chosen(labs: Directory, place: Places) -> Chosen:
    """The choices of this request. In: the labs, and what knows where communes are. Errors: Absent (400)."""
    near = given("lieu")[:80]
    commune = place(near) if near else None
    centre = Point(commune.lat, commune.lon) if commune else None
    if near and centre is None:
        raise refused(
            gettext(
                "La commune « %(commune)s » n'est pas connue ici : vérifiez son nom, ou prenez celle d'un lab.",
                commune=shown(near),
            )
        )
    return Chosen(
        lab=lab_slug(labs),
        theme=concept("theme", "theme"),
        kind=one_of("genre", KINDS),
        audience=concept("public", "audience"),
        free=ticked("gratuit"),
        online=ticked("en-ligne"),
        near=near,
        radius=_radius(),
        centre=centre,
    )


def _radius() -> int:
    value = given("rayon")
    if not value:
        return RADIUS
    if not (value.isascii() and value.isdecimal()) or not 1 <= int(value[:6]) <= _FARTHEST:
        raise refused(
            gettext(
                "« rayon » est un nombre de kilomètres, de 1 à %(most)d, par exemple %(example)d.",
                most=_FARTHEST, example=RADIUS,
            )
        )  # fmt: skip
    return int(value)


def of(events: Iterable[Event], choice: Chosen) -> list[Event]:
    """The events that are chosen."""
    return [event for event in events if choice.keeps(event)]
