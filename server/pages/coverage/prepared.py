"""An area with what is known of it, measured once for each generation, table of communes and day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from flask_babel import gettext  # type: ignore[import-untyped]

from server.pages.coverage import area
from server.pages.coverage.area import Choice
from server.pages.coverage.communes import Commune, communes
from server.pages.coverage.drawing import Drawing, drawing
from server.pages.coverage.facts import Facts, facts
from server.pages.coverage.survey import Survey, survey
from server.pages.coverage.wanted import Wanted
from server.pages.errors import Absent
from server.pages.site import Site
from server.places.place import Place, key


@dataclass(frozen=True, slots=True)
class Surveyed:
    """An area with what is known of it, and its map where outlines are loaded."""

    facts: Facts
    choices: Sequence[Choice]
    zone: str
    name: str
    survey: Survey
    communes: Sequence[Commune]
    drawing: Drawing | None

    @property
    def slugs(self) -> frozenset[str]:
        """The labs of the area."""
        return frozenset(lab.slug for commune in self.communes for lab in commune.labs)

    @property
    def hosts(self) -> frozenset[str]:
        """The codes of communes that have an open lab."""
        return frozenset(each.place.code for each in self.communes if any(lab.open for lab in each.labs))


def surveyed(site: Site, asked: Wanted) -> tuple[Surveyed, Wanted]:
    """Measured once a generation, table of communes and day.

    In: what is asked for. Out: the area, and what is asked for with the commune's code in place of its name; a commune
    outside of the area leads to its own EPCI. Errors: Absent where there is nothing.
    """
    stamp = (site.ask.stamp(), site.places.stamp(), site.today())
    if not asked.commune:
        return _measured(site, stamp, asked.zone, asked.unsure), asked
    code = _code(site, asked.commune)
    for zone in ([asked.zone] if asked.zone else []) + [_zone_of(site, code)]:
        found = _measured(site, stamp, zone, asked.unsure)
        if any(each.place.code == code for each in found.communes):
            return found, replace(asked, commune=code, zone=zone)
    raise Absent(404, _no_such(site, asked.commune))


def _code(site: Site, text: str) -> str:
    """The code of the commune that a text means; without a table, what labs' communes are known by."""
    found = site.places.by_code(text) or site.places.find(text)
    return found.code if found else text if text.isdecimal() else key(text)


def _no_such(site: Site, text: str) -> str:
    offered = ", ".join(f"{place.name} ({place.code})" for place in site.places.suggest(text, 4))
    if not offered:
        return str(gettext("Aucune commune de ce nom n'est connue ici."))
    return str(gettext("Aucune commune de ce nom n'est connue ici. Vouliez-vous dire : %(names)s ?", names=offered))


def _zone_of(site: Site, commune: str) -> str:
    """The EPCI of a commune; else its department; else what is shown when nothing is chosen."""
    place = site.places.by_code(commune)
    if place is None:
        return ""
    return f"epci-{place.epci_code}" if place.epci_code else f"dep-{place.department}"


@lru_cache(maxsize=8)
def _measured(site: Site, stamp: tuple[str, str, date], zone: str, unsure: bool) -> Surveyed:
    known = _facts(site, stamp)
    labs = known.labs.values()
    offered = area.choices(labs, site.places)
    code = zone or (offered[0].code if offered else area.OF_LABS)
    places = area.chosen(code, site.places, labs, site.settings.area)
    if not places and zone:
        raise Absent(404, gettext("Aucune commune connue dans cette zone."))
    if len(places) > site.settings.coverage_communes:
        raise Absent(400, _too_many(len(places), site.settings.coverage_communes))
    places = sorted(places, key=lambda place: key(place.name))
    drawn = drawing(places, site.places.outlines())
    measured = survey(known, places, unsure=unsure)
    return Surveyed(known, offered, code, _named(code, places), measured, communes(known, places), drawn)


@lru_cache(maxsize=2)
def _facts(site: Site, stamp: tuple[str, str, date]) -> Facts:
    return facts(site, stamp[2])


def _too_many(count: int, most: int) -> str:
    return str(
        gettext(
            "Cette zone compte %(count)d communes ; cette page en mesure %(most)d au plus. Choisissez plus petit.",
            count=count,
            most=most,
        )
    )


def _named(code: str, places: Sequence[Place]) -> str:
    """The name of an area; empty for the network's and the labs' own, which the templates put in words."""
    kind, _, number = code.partition("-")
    if kind == "epci":
        return next((place.epci for place in places if place.epci), number)
    return number if kind == "dep" else ""
