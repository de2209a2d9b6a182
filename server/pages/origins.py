"""Who says what a page shows: the lab's file, when it was fetched, which version it is, and how fresh the source is."""

from dataclasses import dataclass
from datetime import UTC, datetime

from pyoxigraph import NamedNode

from harvester.registry import Source
from harvester.schedule import state
from server.pages.moments import as_moment
from server.pages.rows import Record, first, only
from server.pages.site import Site


@dataclass(frozen=True, slots=True)
class Origin:
    """A source with its state now, and the provenance of the version that is published (columns of `origin.rq`)."""

    source: Source
    state: str
    version: Record

    @property
    def fetched(self) -> datetime | None:
        """When the published version was fetched (UTC, without offset, as the hub stores times)."""
        read = as_moment(first(self.version["fetched"]))
        return read.astimezone(UTC).replace(tzinfo=None) if read and read.tzinfo else read


def origin(site: Site, source: Source) -> Origin:
    """In: a published source. Out: where what is shown of it comes from."""
    base = NamedNode(source.base)
    return Origin(source, state(source, site.clock(), site.settings), only(site.ask("origin", base=base), "base", base))
