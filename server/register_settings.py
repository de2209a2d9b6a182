"""Settings of registration and of moderation."""

import re
from datetime import timedelta
from typing import Literal

from pydantic import Field, field_validator

from harvester.settings import Duration, HarvestSettings

_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+")


class RegisterSettings(HarvestSettings):
    """Who may register a lab, and how often somebody may try."""

    registration_policy: Literal["accept", "review", "closed"] = Field(
        "review",
        description="What becomes of a lab on /register: accept, review (a moderator decides) or closed.",
    )
    registration_trusted: tuple[str, ...] = Field(
        (),
        description="Domains whose labs, on any of their hosts, are accepted without review.",
    )
    registration_rate: int = Field(
        10, ge=0, description="Registrations and proofs of control an hour and client; over it: 429. 0: no limit."
    )
    registration_burst: int = Field(5, gt=0, description="Registrations that a client may send at once after a pause.")
    registration_length: int = Field(
        2000, gt=0, description="Longest address or note of a registration, in characters."
    )
    registrations_waiting: int = Field(
        1000, gt=0, description="Most registrations that wait for a moderator; one more: 503."
    )
    claim_kept: Duration = Field(
        timedelta(days=90), description="How long who asked to prove a prefix may use what the proof opens."
    )
    claims_waiting: int = Field(
        20, gt=0, description="Requests to prove a prefix that are kept for each source; the oldest go first."
    )
    moderation_rate: int = Field(
        30, ge=0, description="Tries an hour and client to sign in as a moderator; over it: 429. 0: no limit."
    )

    @field_validator("registration_trusted")
    @classmethod
    def _domains(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if not _DOMAIN.fullmatch(name):
                raise ValueError(f"{name!r} is not a domain; for instance network.example")
        return names
