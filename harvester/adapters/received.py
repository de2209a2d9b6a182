"""What an adapter gets and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Protocol, Self

from harvester.adapter_settings import AdapterSettings
from harvester.report import Finding


def _default(name: str) -> int:
    found: int = AdapterSettings.model_fields[name].default
    return found


@dataclass(frozen=True, slots=True)
class Limits:
    """How far an adapter goes; the settings of the same names say what for."""

    unpacked_bytes: int = _default("unpacked_bytes")
    unpacked_members: int = _default("unpacked_members")
    table_rows: int = _default("table_rows")
    table_columns: int = _default("table_columns")
    table_cells: int = _default("table_cells")
    page_head: int = _default("page_head")
    page_tags: int = _default("page_tags")
    page_tag: int = _default("page_tag")
    page_things: int = _default("page_things")
    manifest_bytes: int = _default("manifest_bytes")

    @classmethod
    def of(cls, settings: AdapterSettings) -> Self:
        """As the settings say."""
        return cls(**{limit.name: getattr(settings, limit.name) for limit in fields(cls)})


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Received:
    """What came from an address: the bytes without content coding, the media type as stated, the address."""

    content: bytes
    content_type: str = ""
    url: str = ""
    limits: Limits = DEFAULT

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters; empty when none was stated."""
        return self.content_type.partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Adapted:
    """A lab file made of it: its bytes (JSON-LD), the adapter's name, what the adapter has to say.

    `places`: JSON pointer in the lab file → where its publisher finds it, such as «Machines, C4»; `lines`: the same,
    as a line of what came. `cells`: its publisher types in cells, and is told what to type there.
    """

    content: bytes
    kind: str
    findings: tuple[Finding, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    cells: bool = False


class Adapter(Protocol):
    """One form of what labs already have."""

    name: str

    def recognises(self, received: Received) -> bool:
        """Whether this is its form; quick, and never an error."""

    def adapt(self, received: Received, base: str) -> Adapted:
        """The lab file. Errors: DocumentError."""
