"""Settings of the check on the web: how often, how much a page shows of a file."""

from pydantic import Field

from harvester.settings import HarvestSettings


class CheckSettings(HarvestSettings):
    """How much checking a visitor may ask of the hub."""

    check_rate: int = Field(
        20, ge=0, description="Checks a minute and client, page and API; over it: 429. 0: no limit."
    )
    check_burst: int = Field(10, gt=0, description="Checks that a client may ask for at once after a pause.")
    check_preview_bytes: int = Field(
        2 * 1024**2, gt=0, description="Largest graph, as N-Quads in bytes, of which a check shows the page to come."
    )
    check_page_bytes: int = Field(
        512 * 1024,
        gt=0,
        description="Longest text, typed or made of a table, that the page of a check holds, in bytes.",
    )
    page_findings: int = Field(200, gt=0, description="Findings of one file that a page shows; the gravest come first.")
