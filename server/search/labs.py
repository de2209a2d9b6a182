"""A lab as it is kept in memory: what every search looks at; written as JSON in the index."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from server.search.found import Texts
from server.search.opening import Slot


@dataclass(frozen=True, slots=True)
class Light:
    """A lab; `machines` are profiles as text, in the order of their places 1…; IRIs of lists everywhere."""

    number: int
    slug: str
    iri: str
    name: Texts
    commune: str
    insee: str
    country: str
    lat: float | None
    lon: float | None
    status: str
    modes: tuple[str, ...]
    features: tuple[str, ...]
    audience: tuple[str, ...]
    min_age: int | None
    zone: str
    slots: tuple[Slot, ...]
    machines: tuple[str, ...]
    credentials: Mapping[str, Texts]
    postcode: str = ""
    approximate: bool = False
    """Whether the position is that of the commune."""


_TUPLES = ("modes", "features", "audience", "machines")


def written(lab: Light) -> bytes:
    """As JSON."""
    return json.dumps(asdict(lab), ensure_ascii=False, separators=(",", ":")).encode()


def read(text: bytes) -> Light:
    """The way back."""
    values = json.loads(text)
    slots = tuple(_slot(slot) for slot in values["slots"])
    return Light(**{**values, **{name: tuple(values[name]) for name in _TUPLES}, "slots": slots})


def _slot(values: Mapping[str, Any]) -> Slot:
    read: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    return Slot(**read)
