"""The guides among which moderators choose the one of reference, model by model."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.pages import filters
from server.pages.rows import Record, alphabetical, first, gather
from server.pages.site import Site


@dataclass(frozen=True, slots=True)
class Model:
    """A shared model, the guides that labs show for it, the IRI of the one of reference (empty: none)."""

    record: Record
    guides: Sequence[Record]
    reference: str


def models(site: Site) -> list[Model]:
    """The shared models that have guides, by brand and name."""
    rows = site.ask("shared_models")
    found = [
        Model(
            record, gather([row for row in rows if row["model"] == record.thing], "guide"), first(record["reference"])
        )
        for record in gather(rows, "model")
    ]
    return sorted(found, key=lambda each: alphabetical(_name(each.record)))


def _name(record: Record) -> str:
    return f"{filters.plain(record['brandName'])} {filters.plain(record['modelName'])}"
