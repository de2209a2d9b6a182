"""Settings of the whole hub: gathering's, the public service's, and how it is served."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator

import ontology
from harvester.settings import Duration
from server import outlines
from server.hosting_settings import HostingSettings
from server.public_settings import PublicSettings
from server.store.limits import QueryLimits


def _is_proxy(value: str) -> bool:
    try:
        return value == "*" or bool(ip_address(value))
    except ValueError:
        return False


def _is_licence(value: str) -> bool:
    return ontology.schemes()["licence"].find(value) is not None


def _is_tiles(value: str) -> bool:
    found = re.fullmatch(r"https://[A-Za-z0-9.-]+(:\d+)?/[^\s'\"<>;\\]+", value)
    return bool(found) and all(f"{{{letter}}}" in value for letter in "zxy")


#: What a setting may be, if anything: a test of its value, and the form in words.
_FORMS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "trusted_proxy": (_is_proxy, "an IP address; for instance 127.0.0.1, or * for any"),
    "hub_licence": (_is_licence, "a licence of the list; for instance etalab-2.0, CC-BY-4.0"),
    "map_tiles_url": (_is_tiles, "an https address with {z}, {x} and {y} of a host that is written out"),
}  # fmt: skip


class Settings(HostingSettings, PublicSettings):
    """Everything an operator may set."""

    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the web server listens on; 0 takes a free one.")
    harvest_every: Duration = Field(
        timedelta(minutes=10), description="How often `serve` looks for sources that are due."
    )
    listen_every: Duration = Field(
        timedelta(seconds=2), description="How often `serve` looks for visits that somebody asked for."
    )
    web_threads: int = Field(64, gt=0, description="Requests answered at the same time; most of them wait.")
    web_connections: int = Field(1000, gt=0, description="Connections held open at the same time; others wait.")
    web_idle: Duration = Field(timedelta(seconds=60), description="After so long without a request a connection ends.")
    request_bytes: int = Field(8 * 1024 * 1024, gt=0, description="Largest body of a request; over it: 413.")
    request_head_bytes: int = Field(
        1024**2, gt=0, description="Longest address and headers of a request; over it: 431."
    )
    trusted_proxy: str = Field(
        "", description="Address of the proxy whose X-Forwarded-* headers are believed; nobody's by default."
    )
    query_workers: int = Field(2, gt=0, description="Processes that run quick SPARQL queries.")
    page_workers: int = Field(1, gt=0, description="Processes kept for the site's own pages, whatever is queried.")

    agenda_days: int = Field(90, gt=0, description="Days ahead for which the agenda unfolds what repeats.")
    agenda_turns: int = Field(
        1000, gt=0, description="Turns of one recurrence that the agenda counts; later ones are not shown."
    )
    agenda_recurrences: int = Field(
        50, gt=0, description="Recurrences of one lab that the agenda unfolds; others show their first time only."
    )

    query_time: Duration = Field(timedelta(seconds=10), description="Longest a query may run; over it: 503.")
    query_rows: int = Field(100_000, gt=0, description="Most rows or triples of an answer; over it: 413.")
    query_bytes: int = Field(50 * 1024 * 1024, gt=0, description="Largest answer; over it: 413.")
    query_memory_bytes: int = Field(
        1024**3, gt=0, description="Memory of a query worker above the opened dataset; over it: 503."
    )
    query_length: int = Field(64 * 1024, gt=0, description="Longest query text in bytes; over it: 413.")
    query_waiting: Duration = Field(
        timedelta(seconds=10), description="Longest a query waits for a free worker; over it: 503."
    )
    jsonld_triples: int = Field(
        2_000, gt=0, description="Most triples that JSON-LD nests, with keys for people; larger data are written flat."
    )

    query_quick: Duration = Field(
        timedelta(seconds=2), description="From this time on a query is long and leaves its place to others."
    )
    query_long: int = Field(
        1, ge=0, description="Long queries that may run at once, each in a process of its own; one more: 503."
    )

    query_rest: Duration = Field(
        timedelta(minutes=1),
        description="So long without a query, a worker closes the dataset and frees its memory.",
    )
    query_rate: int = Field(60, ge=0, description="Queries a minute and client; over it: 429. 0: no limit.")
    query_burst: int = Field(20, gt=0, description="Queries that a client may ask at once after a pause.")
    answer_cache_bytes: int = Field(
        32 * 1024 * 1024, ge=0, description="Memory for recent answers, and as much for their compressed forms."
    )

    export_bytes: int = Field(
        512 * 1024 * 1024, gt=0, description="Temporary disk space for built exports; over it the oldest go first."
    )
    export_builds: int = Field(
        2, gt=0, description="Exports built at the same time; over it, after `query_waiting`: 503 with Retry-After."
    )

    map_outlines: tuple[Path, ...] = Field(
        (),
        description="GeoJSON files whose lines and areas the map draws above the countries, such as the departments; "
        "none: the communes that `places load` keeps, when there are no more than `coverage_communes`.",
    )
    map_tiles_url: str = Field(
        "",
        description="Address of map tiles with {z}, {x} and {y}; visitors then ask that host for pictures, and their "
        "browsers may ask no other. Empty: outlines only.",
    )
    map_tiles_attribution: str = Field(
        "", description="Whom the tiles come from, as their terms want it said on the map; plain text."
    )
    map_tiles_zoom: int = Field(19, gt=0, le=22, description="Largest zoom for which there are tiles.")

    coverage_radius: int = Field(
        10,
        gt=0,
        le=200,
        description="Kilometres within which /coverage calls a machine near, until a reader chooses.",
    )
    coverage_communes: int = Field(
        1000, gt=0, description="Most communes that /coverage measures at once; over it: 400, choose a smaller area."
    )

    hub_licence: str = Field(
        "",
        description="SPDX code of the licence of the catalogue itself (not of the labs' data, which have their own); "
        "empty: none is stated.",
    )

    @field_validator(*_FORMS)
    @classmethod
    def _fitting(cls, value: str, field: ValidationInfo) -> str:
        fits, form = _FORMS[str(field.field_name)]
        if value and not fits(value):
            raise ValueError(f"{value!r} is not {form}")
        return value

    @field_validator("map_outlines")
    @classmethod
    def _with_outlines(cls, paths: tuple[Path, ...]) -> tuple[Path, ...]:
        outlines.read(paths)
        return paths

    @property
    def map_tiles_host(self) -> str:
        """Scheme and host of the tiles, for the page's policy; empty when there are none."""
        parts = urlsplit(self.map_tiles_url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    @property
    def query_limits(self) -> QueryLimits:
        """The limits of one query, for the guard pool."""
        return QueryLimits(
            seconds=self.query_time.total_seconds(),
            rows=self.query_rows,
            bytes=self.query_bytes,
            memory=self.query_memory_bytes,
            query_bytes=self.query_length,
            waiting=self.query_waiting.total_seconds(),
            quick=self.query_quick.total_seconds(),
            long=self.query_long,
            rest=self.query_rest.total_seconds(),
        )
