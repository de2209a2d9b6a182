"""Settings of what labs already have: how much of a web page, a spreadsheet or a manifest is read."""

from pydantic import Field

from harvester.feed_settings import FeedSettings


class AdapterSettings(FeedSettings):
    """How far the adapters go (`harvester.adapters.received.Limits` has the same names)."""

    unpacked_bytes: int = Field(64 * 1024 * 1024, gt=0, description="Largest spreadsheet once unpacked (XLSX, ODS).")
    unpacked_members: int = Field(5_000, gt=0, description="Most files inside a spreadsheet (XLSX, ODS).")
    table_rows: int = Field(5_000, gt=0, description="Most rows of a sheet.")
    table_columns: int = Field(200, gt=0, description="Most columns of a sheet.")
    table_cells: int = Field(200_000, gt=0, description="Most cells of all sheets together that hold something.")
    page_head: int = Field(
        256 * 1024, gt=0, description="Characters of a web page in which a `<link>` to its lab's file is looked for."
    )
    page_tags: int = Field(
        5_000, gt=0, description="Most tags (script, style, link, meta…) and comments of a web page that are read."
    )
    page_tag: int = Field(4_096, gt=0, description="Longest of these tags, in characters.")
    page_things: int = Field(
        500, gt=0, description="Most things read of what a web page describes in schema.org: its lab, its events."
    )
    manifest_bytes: int = Field(1024 * 1024, gt=0, description="Largest Open Know-How manifest.")
