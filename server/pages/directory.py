"""Every published lab at hand in one answer: what lists, filters and distances of other pages need of labs."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pyoxigraph import Literal

from server.pages import filters
from server.pages.distance import Point, point
from server.pages.labels import code
from server.pages.rows import Record, Values, alphabetical, first, gather
from server.pages.site import Site


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab: its slug, the base of its file, where it is, and what is said of it."""

    slug: str
    base: str
    record: Record
    at: Point | None
    zone: ZoneInfo

    @property
    def iri(self) -> str:
        """The IRI of the lab."""
        return self.record.iri

    @property
    def name(self) -> Values:
        """Its names."""
        return self.record["name"]

    @property
    def commune(self) -> Values:
        """Its commune."""
        return self.record["commune"]

    @property
    def status(self) -> str:
        """The French code of its status; empty when it says none."""
        return code(first(self.record["status"]))

    @property
    def order(self) -> tuple[str, str]:
        """A sorting key: its name in the reader's language."""
        return alphabetical(filters.plain(self.name) or self.slug)

    def owns(self, iri: str) -> bool:
        """Whether a thing stands in the lab's own file."""
        return iri.startswith(f"{self.base}#")


Directory = Mapping[str, Lab]


def directory(site: Site) -> Directory:
    """Every published lab by slug."""
    return {lab.slug: lab for lab in (_lab(site, record) for record in gather(site.ask("directory"), "lab"))}


def _lab(site: Site, record: Record) -> Lab:
    at = point(record["latitude"], record["longitude"])
    return Lab(first(record["slug"]), first(record["base"]), record, at, site.zone_of(first(record["zone"])))


def by_iri(labs: Directory) -> Mapping[str, Lab]:
    """The same labs by IRI."""
    return {lab.iri: lab for lab in labs.values()}


def crowded(site: Site) -> Literal:
    """The bases, between spaces, of files that tell of more than a thousand things of one kind.

    Lists of the whole network leave them out: one file must not leave them without room for the others.
    """
    found = dict.fromkeys(first((row["base"],)) for row in site.ask("crowded"))
    return Literal(f" {' '.join(found)} ")
