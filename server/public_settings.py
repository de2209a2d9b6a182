"""Settings of the public service: who answers for the hub, its accessibility, its visitors, the notices it gets."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from harvester.settings import Duration
from harvester.telling_settings import TellingSettings
from server.check_settings import CheckSettings
from server.register_settings import RegisterSettings

_ADDRESS = re.compile(r"https?://[^\s/]+(/\S*)?")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_contact(value: str) -> object:
    return _EMAIL.fullmatch(value) or _ADDRESS.fullmatch(value)


_CONTACT = (_is_contact, "an e-mail address or a web address; for instance contact@network.example")

#: What a setting must be, if it is given: a test of its value, and the form in words.
_FORMS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "publisher_url": (_ADDRESS.fullmatch, "an address; for instance https://network.example"),
    "publisher_email": (_EMAIL.fullmatch, "an e-mail address; for instance bonjour@network.example"),
    "accessibility_date": (_is_day, "a day; for instance 2026-11-25"),
    "accessibility_contact": _CONTACT,
    "privacy_contact": _CONTACT,
}

#: What the law wants on `/mentions-legales` and `/confidentialite`; an empty one is told when the hub starts.
WANTED = (
    "publisher_name", "publisher_address", "publisher_email", "publication_director", "hosting_name",
    "hosting_address", "hosting_phone", "privacy_contact", "accessibility_date", "accessibility_contact",
)  # fmt: skip


class PublicSettings(TellingSettings, CheckSettings, RegisterSettings):
    """What visitors are told, and how long the hub keeps anything of theirs."""

    publisher_name: str = Field(
        "",
        description="Who answers for the hub, in the catalogue and the legal notice; empty: the network that the "
        "registry describes, else the hub's address.",
    )
    publisher_url: str = Field("", description="… its web site; empty: the network's, else `contact_url`.")
    publisher_email: str = Field("", description="… its e-mail address; empty: the network's, else none.")
    publisher_address: str = Field("", description="… its postal address, for the legal notice.")
    publisher_phone: str = Field("", description="… its telephone number, for the legal notice.")
    publication_director: str = Field("", description="Who directs the publication, for the legal notice.")
    hosting_name: str = Field("", description="Who hosts the hub's machine, for the legal notice.")
    hosting_address: str = Field("", description="… its postal address.")
    hosting_phone: str = Field("", description="… its telephone number.")

    accessibility_state: Literal["none", "partial", "full"] = Field(
        "none", description="Conformity with RGAA 4.1 as audited, named on every page: none, partial or full."
    )
    accessibility_rate: int = Field(
        0, ge=0, le=100, description="Part of the RGAA criteria that are met, in percent; 0: not told."
    )
    accessibility_date: str = Field("", description="Day of the accessibility audit; for instance 2026-11-25.")
    accessibility_auditor: str = Field("", description="Who made the accessibility audit.")
    accessibility_contact: str = Field(
        "", description="Where to ask for help with something inaccessible; empty: `publisher_email`."
    )
    privacy_contact: str = Field(
        "", description="Where to ask about personal data, for instance of the officer; empty: `publisher_email`."
    )

    access_log: str = Field(
        "",
        description="File in which requests are noted, with shortened addresses and without parameters; - for "
        "standard error, empty: none.",
    )
    access_log_kept: Duration = Field(
        timedelta(days=30), description="How long the access log is kept, in whole days; older files are deleted."
    )

    notice_rate: int = Field(10, ge=0, description="Notices an hour and client; over it: 429. 0: no limit.")
    notice_burst: int = Field(5, gt=0, description="Notices that a client may send at once after a pause.")
    notice_length: int = Field(5000, gt=0, description="Longest explanation of a notice, in characters.")
    notice_contact_length: int = Field(
        200, gt=0, description="Longest name or e-mail address of who sends a notice, in characters."
    )
    notice_page_length: int = Field(2000, gt=0, description="Longest address of a reported page, in characters.")
    notices_waiting: int = Field(
        10_000, gt=0, description="Most notices that wait for a decision; one more: 503, with the way to write."
    )
    notice_kept: Duration = Field(
        timedelta(days=180),
        description="How long after the decision the name, e-mail address and words of a notice are kept.",
    )

    session_kept: Duration = Field(
        timedelta(days=180), description="How long a browser stays signed in after an edit link or a token was used."
    )

    publish_bytes: int = Field(
        2 * 1024 * 1024, gt=0, description="Largest form sent to /publish, its document included; over it: 413."
    )
    publish_fields: int = Field(5000, gt=0, description="Most fields of a form sent to /publish; over it: 413.")
    publish_rows: int = Field(
        50, gt=0, description="Most rows that /publish shows of one group; the file keeps those beyond."
    )
    publish_rate: int = Field(
        30, ge=0, description="Checks and files read for /publish a minute and client; over it: 429. 0: no limit."
    )
    publish_burst: int = Field(15, gt=0, description="Checks of /publish that a client may ask at once after a pause.")

    @field_validator(*_FORMS)
    @classmethod
    def _of_its_form(cls, value: str, field: ValidationInfo) -> str:
        fits, form = _FORMS[str(field.field_name)]
        if value and not fits(value):
            raise ValueError(f"{value!r} is not {form}")
        return value

    @property
    def missing(self) -> list[str]:
        """Names of the settings without which the public pages say that something is not told."""
        fallback = {"privacy_contact", "accessibility_contact"} if self.publisher_email else set()
        return [name for name in WANTED if not getattr(self, name) and name not in fallback]
