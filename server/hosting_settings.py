"""Settings of the labs' own desk: files that the hub keeps, edit links, log books, faults that visitors report."""

from datetime import timedelta
from typing import Literal

from pydantic import Field

from harvester.settings import Duration, HarvestSettings


class HostingSettings(HarvestSettings):
    """What labs may leave with the hub, and how far."""

    hosting_policy: Literal["accepted", "pending"] = Field(
        "accepted",
        description="What becomes of a file that the hub is asked to keep: accepted at once, or pending until a "
        "moderator accepts it.",
    )
    hosted_most: int = Field(2000, ge=0, description="Most files that the hub keeps for labs; one more: 503. 0: none.")
    hosted_bytes: int = Field(1024**2, gt=0, description="Largest file that the hub keeps for a lab; over it: 413.")
    hosted_versions: int = Field(50, gt=0, description="Versions kept of each file that the hub keeps.")
    hosting_rate: int = Field(
        10, ge=0, description="Files an hour that one client may ask the hub to keep; over it: 429. 0: no limit."
    )
    hosting_burst: int = Field(5, gt=0, description="… and at once after a pause.")

    desk_rate: int = Field(
        240, ge=0, description="Changes an hour by one client at the desk of a lab; over it: 429. 0: no limit."
    )
    desk_burst: int = Field(60, gt=0, description="… and at once after a pause.")
    log_length: int = Field(2000, gt=0, description="Longest note on an intervention, in characters.")

    reissue_rate: int = Field(
        6, ge=0, description="Lost edit links that one client may ask for in an hour; over it: 429. 0: no limit."
    )
    reissue_burst: int = Field(3, gt=0, description="… and at once after a pause.")
    reissue_kept: Duration = Field(
        timedelta(days=1), description="How long the e-mail that brings a new edit link can be used."
    )

    reissue_most: int = Field(
        3, gt=0, description="Most e-mails that bring one contact of a lab a new edit link in a day."
    )

    fault_rate: int = Field(
        10, ge=0, description="Faults an hour that one client may report; over it: 429. 0: no limit."
    )
    fault_burst: int = Field(5, gt=0, description="… and at once after a pause.")
    fault_length: int = Field(1000, gt=0, description="Longest words on a fault, in characters.")
    fault_contact_length: int = Field(200, gt=0, description="Longest contact of who reports a fault, in characters.")
    faults_open: int = Field(200, gt=0, description="Most faults of one lab that wait for an answer; one more: 503.")
    fault_kept: Duration = Field(
        timedelta(days=30), description="How long the contact of who reported a fault is kept after it was closed."
    )
