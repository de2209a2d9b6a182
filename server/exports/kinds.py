"""The exports there are: one table, which the web site, the command line and the reference page read."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from server.exports import network
from server.exports.labs import LABS, LabRow, licence
from server.exports.machines import MACHINES, MachineRow
from server.exports.mednum import MEDNUM, Place, places
from server.exports.reading import Reading
from server.exports.write import National, Row, csv_pieces, geojson_pieces

CSV, GEOJSON, JSON = "text/csv", "application/geo+json", "application/json"

#: Media type → the value of Content-Type.
CONTENT_TYPES = {CSV: "text/csv; charset=utf-8; header=present", GEOJSON: GEOJSON, JSON: JSON}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an export tells of: machines of a type (an IRI) and its sub-types, labs under some licences (codes).

    An empty string stands for labs that state no licence; no licence at all for every lab.
    """

    type: str = ""
    licences: frozenset[str] = frozenset()

    def takes(self, lab: network.Lab) -> bool:
        """Whether a lab is told of."""
        return not self.licences or licence(lab) in self.licences


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Hub:
    """What an export knows of the hub: its public address, the day it is in the network's time zone."""

    address: str
    today: date


Write = Callable[[Reading, Wanted, Hub], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """An export: its name for the command line, its address, its media type, its title, how its text is written.

    `filters` are the parameters it takes.
    """

    name: str
    path: str
    media_type: str
    title: Mapping[str, str]
    write: Write
    filters: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """Value of the Content-Type header."""
        return CONTENT_TYPES[self.media_type]

    @property
    def file_name(self) -> str:
        """The name under which a browser saves it."""
        return f"fabcommons-{self.path.rpartition('/')[2]}"


def _labs(reading: Reading, wanted: Wanted, hub: Hub) -> Iterator[Row]:
    found = (lab for lab in network.labs(reading) if wanted.takes(lab))
    return (LABS.cells(LabRow(lab, hub.today, hub.address)) for lab in found)


def _machines(reading: Reading, wanted: Wanted, hub: Hub) -> Iterator[Row]:
    for machine in network.machines(reading, wanted.type, wanted.takes):
        yield MACHINES.cells(MachineRow(machine, hub.address))


def _mednum(reading: Reading, _wanted: Wanted, hub: Hub) -> Iterator[Row]:
    return (MEDNUM.cells(place) for place in places(reading, hub.today) if isinstance(place, Place))


def _report(reading: Reading, _wanted: Wanted, hub: Hub) -> Iterator[str]:
    """Which labs the national list tells of, and which not and why."""
    exported, left_out = [], []
    for place in places(reading, hub.today):
        if isinstance(place, Place):
            exported.append(place.lab.origin.slug)
        else:
            left_out.append(place.as_json())
    yield json.dumps({"exported": exported, "left_out": left_out}, ensure_ascii=False, indent=1) + "\n"


KINDS: tuple[Kind, ...] = (
    Kind(
        "labs-csv", "/labs.csv", CSV,
        {"fr": "Les labs, en tableau", "en": "The labs, as a table"},
        lambda reading, wanted, hub: csv_pieces(LABS.names, _labs(reading, wanted, hub)), ("licence",),
    ),
    Kind(
        "labs-geojson", "/labs.geojson", GEOJSON,
        {"fr": "Les labs, pour une carte", "en": "The labs, for a map"},
        lambda reading, wanted, hub: geojson_pieces(_labs(reading, wanted, hub)), ("licence",),
    ),
    Kind(
        "machines-csv", "/machines.csv", CSV,
        {"fr": "Les machines, en tableau", "en": "The machines, as a table"},
        lambda reading, wanted, hub: csv_pieces(MACHINES.names, _machines(reading, wanted, hub)), ("type", "licence"),
    ),
    Kind(
        "machines-geojson", "/machines.geojson", GEOJSON,
        {"fr": "Les machines, pour une carte", "en": "The machines, for a map"},
        lambda reading, wanted, hub: geojson_pieces(_machines(reading, wanted, hub)), ("type", "licence"),
    ),
    Kind(
        "mediation-numerique", "/exports/lieux-mediation-numerique.csv", CSV,
        {
            "fr": "Lieux de médiation numérique, au schéma national français",
            "en": "Digital mediation places, in the French national schema",
        },
        lambda reading, wanted, hub: csv_pieces(MEDNUM.names, _mednum(reading, wanted, hub), National),
    ),
    Kind(
        "mediation-numerique-report", "/exports/lieux-mediation-numerique.json", JSON,
        {
            "fr": "Lieux de médiation numérique : labs retenus, labs écartés et pourquoi",
            "en": "Digital mediation places: labs told of, labs left out and why",
        },
        _report,
    ),
)  # fmt: skip


def kind(name: str) -> Kind:
    """The export of that name. Errors: StopIteration when there is none."""
    return next(each for each in KINDS if each.name == name)
