"""Settings of what labs are told: e-mail, visits that are asked for, what happened, how often their things are read."""

import re
from datetime import timedelta
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from harvester.settings import Duration, HarvestSettings

_EMAIL = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+\.[^\s@<>\"',;]+")


class TellingSettings(HarvestSettings):
    """How labs are told, and how far; without `smtp_host` no e-mail is written or offered."""

    smtp_host: str = Field("", description="Mail server that takes the hub's e-mails; empty: none are sent or offered.")
    smtp_port: int = Field(
        587, gt=0, le=65535, description="… its port; 587 with STARTTLS, 465 with TLS, 25 with none."
    )
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="… how it is spoken to: starttls, tls (from the first byte) or none (this machine only).",
    )
    smtp_user: str = Field("", description="… the name to log in with; empty: no login.")
    smtp_password: SecretStr = Field(SecretStr(""), description="… and its password; better in the environment.")
    smtp_time: Duration = Field(timedelta(seconds=20), description="… the longest it may take over one answer.")
    mail_from: str = Field(
        "", description="Sender of the hub's e-mails; empty: `publisher_email`, else fabcommons@ host."
    )
    mail_back_off: tuple[Duration, ...] = Field(
        (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)),
        min_length=1,
        description="Waits after the first, second, … time that an e-mail could not be sent; the last one repeats.",
    )
    mail_given_up: Duration = Field(
        timedelta(days=5), description="After so long an e-mail that cannot be sent is given up."
    )
    mail_kept: Duration = Field(
        timedelta(days=30),
        description="How long it is kept that an e-mail was sent, and the address of who wants no more; the text of an "
        "e-mail is erased once it is sent.",
    )
    digest_every: Duration = Field(
        timedelta(days=7), description="While something is wrong, a contact is told that often, and no more."
    )
    trouble_every: Duration = Field(
        timedelta(days=1), description="A new trouble is told at once, but so long after the last e-mail about one."
    )
    confirm_within: Duration = Field(
        timedelta(days=7), description="How long the link works by which a contact confirms an e-mail address."
    )
    confirm_most: int = Field(3, gt=0, description="Most confirmations that one e-mail address is asked for in a day.")

    again_every: Duration = Field(
        timedelta(minutes=5), description="A visit of one source may be asked for that often (ping, «look again now»)."
    )
    again_rate: int = Field(
        30, ge=0, description="Visits that a client may ask for in an hour; over it: 429. 0: no limit."
    )
    again_burst: int = Field(10, gt=0, description="Visits that a client may ask for at once after a pause.")
    feed_entries: int = Field(50, gt=0, description="Entries in the Atom feed of a source, and on its page.")
    badge_kept: Duration = Field(timedelta(minutes=5), description="How long browsers keep the badge of a source.")
    usage_every: Duration = Field(timedelta(seconds=30), description="How often counted views are written down.")
    usage_kept: Duration = Field(timedelta(days=400), description="How long daily counts of views are kept.")

    @field_validator("mail_from")
    @classmethod
    def _is_email(cls, value: str) -> str:
        if value and not _EMAIL.fullmatch(value):
            raise ValueError(f"{value!r} is not an e-mail address; for instance hub@network.example")
        return value
