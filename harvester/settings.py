"""Settings of gathering: every limit, with its default and a help text."""

import os
import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from pydantic_settings import SettingsError as UnreadableError

from harvester.adapter_settings import AdapterSettings
from harvester.durations import Duration
from harvester.errors import SettingsError

__all__ = ["Duration", "HarvestSettings"]


class HarvestSettings(AdapterSettings):
    """What the harvester may do and how far; read once at the top, passed down, never changed."""

    model_config = SettingsConfigDict(frozen=True, env_prefix="FABCOMMONS_", extra="ignore")

    data: Path = Field(Path("data"), description="Folder of the hub's data: registry, graphs, receipts, index.")
    public_base_url: str = Field(
        "http://127.0.0.1:8000",
        description="Public address of the hub, without a final slash; hub graphs live under it.",
    )
    contact_url: str = Field(
        "https://w3id.org/fabcommons/", description="Address given in the User-Agent, for the sources' webmasters."
    )
    time_zone: str = Field("Europe/Paris", description="Time zone of labs that state none (IANA name).")
    area: tuple[float, float, float, float] = Field(
        (-90.0, -180.0, 90.0, 180.0),
        description="The network's area as south, west, north, east in degrees; a lab outside gets a Warning.",
    )

    max_document_bytes: int = Field(5 * 1024 * 1024, gt=0, description="Largest document, compressed and plain.")
    fetch_time: Duration = Field(timedelta(seconds=20), description="Whole time of one fetch, redirects included.")
    max_redirects: int = Field(5, ge=0, description="Redirects followed, each checked again.")
    allow_loopback: bool = Field(False, description="Accept sources on 127.0.0.0/8 and ::1 (the demo, the tests).")
    max_depth: int = Field(64, gt=0, description="Deepest nesting of a JSON document.")
    max_quads: int = Field(200_000, gt=0, description="Most quads a document may give.")
    judge_time: Duration = Field(
        timedelta(seconds=30), description="Whole time to read, validate and canonicalise one document."
    )
    judge_memory_bytes: int = Field(1024**3, gt=0, description="Memory of one judging process.")
    fetch_threads: int = Field(16, gt=0, description="Sources fetched at the same time, never two from one host.")
    judge_processes: int = Field(
        default_factory=lambda: len(os.sched_getaffinity(0)), gt=0, description="Documents judged at the same time."
    )

    visit_every: Duration = Field(timedelta(hours=6), description="Time between two visits of a healthy source.")
    back_off: tuple[Duration, ...] = Field(
        (timedelta(hours=1), timedelta(hours=4), timedelta(days=1), timedelta(days=4)),
        min_length=1,
        description="Waits after the first, second, … failure in a row; the last one repeats.",
    )
    stale_after: Duration = Field(
        timedelta(days=3), description="Without a publishable file for so long, a source is stale."
    )
    silent_after: Duration = Field(timedelta(days=14), description="… and then silent.")
    gone_after: Duration = Field(timedelta(days=30), description="… and then gone: withdrawn, with tombstones.")
    receipts_kept: int = Field(3, ge=1, description="Receipts (files as received) kept per source.")
    history_kept: Duration = Field(
        timedelta(days=180), description="How long the graphs named by the change log are kept."
    )
    check_findings: int = Field(500, gt=0, description="Most findings that a check tells; the gravest come first.")
    check_at_once: int = Field(4, gt=0, description="Checks that run at the same time for the web; one more: 503.")
    check_mend_bytes: int = Field(
        1024**2, gt=0, description="Largest document of which a check shows lines and works out mends, in bytes."
    )
    shrink_minimum: int = Field(4, ge=1, description="The shrink guard watches sources with at least so many entities.")

    proof_every: Duration = Field(
        timedelta(days=7), description="How often the hub looks whether a lab still shows the token of a proved prefix."
    )
    proof_lapses: Duration = Field(
        timedelta(days=30), description="Without its token for so long, a prefix is no longer the lab's."
    )
    dns_time: Duration = Field(
        timedelta(seconds=5), description="Whole time to ask name servers for the token of a domain name."
    )

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is not an IANA time zone; for instance Europe/Paris, Indian/Reunion, UTC")
        return value

    @field_validator("public_base_url")
    @classmethod
    def _http_address(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/]+(/[^\s]*)?", value):
            raise ValueError(f"{value!r} is not an address; for instance https://commons.example")
        return value.rstrip("/")

    @property
    def zone(self) -> ZoneInfo:
        """The default time zone, ready for use."""
        return ZoneInfo(self.time_zone)

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_rest: Any, **named: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags win over the environment, the environment over the TOML file named by FABCOMMONS_CONFIG."""
        environment = named["env_settings"]
        config = os.environ.get("FABCOMMONS_CONFIG")
        file = (TomlConfigSettingsSource(settings_cls, Path(config)),) if config else ()
        return (init_settings, environment, *file)

    @classmethod
    def read(cls, **flags: Any) -> Self:
        """Settings from flags, FABCOMMONS_* variables and the TOML file.

        In: flags that were given (None means not given). Out: the settings.
        Errors: SettingsError naming the setting, the value and what is allowed.
        """
        _check_file(cls)
        try:
            return cls(**{name: value for name, value in flags.items() if value is not None})
        except ValidationError as error:
            raise SettingsError("; ".join(_problem(cls, e["loc"], e["msg"]) for e in error.errors())) from error
        except UnreadableError as error:  # a list that is not JSON
            raise SettingsError(f"{error}: lists are written as JSON, for instance [1, 2]") from error


def _problem(settings: type[BaseSettings], place: tuple[int | str, ...], message: str) -> str:
    """What is wrong with which setting, and what the setting is for."""
    field = settings.model_fields.get(str(place[0])) if place else None
    told = f" ({field.description})" if field else ""
    return f"{'.'.join(map(str, place))}: {message.removeprefix('Value error, ')}{told}"


def _check_file(settings: type[BaseSettings]) -> None:
    """A file that is not there, or a word in it that is no setting, would be passed over in silence."""
    config = os.environ.get("FABCOMMONS_CONFIG")
    if not config:
        return
    try:
        words = tomllib.loads(Path(config).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"FABCOMMONS_CONFIG: {config} cannot be read: {error}") from error
    unknown = sorted(words.keys() - settings.model_fields.keys())
    if unknown:
        raise SettingsError(
            f"{config}: no setting is called {unknown[0]!r}; they are {', '.join(settings.model_fields)}"
        )
