"""What moderators' pages list: reviews with their sources, open proposals, acts that can be undone."""

from collections.abc import Iterable
from dataclasses import dataclass

from harvester.desk import acts, proofs, proposals, undo
from harvester.desk.acts import Act
from harvester.desk.reviews import Review
from harvester.registry import Source, all_sources
from server.pages.site import Site


@dataclass(frozen=True, slots=True)
class Waiting:
    """A review with its sources; `other` is None when there is none, or none any more."""

    review: Review
    source: Source
    other: Source | None


def with_sources(site: Site, some: list[Review]) -> list[Waiting]:
    """Reviews with the sources they are about; those of a source that is forgotten are left out."""
    with site.engine.connect() as db:
        known = {each.id: each for each in all_sources(db)} if some else {}
    return [Waiting(each, known[each.source], known.get(each.other or 0)) for each in some if each.source in known]


def open_proposals(site: Site) -> list[proposals.Proposal]:
    """Proposals that nobody has decided on."""
    return proposals.waiting(site.engine, prefixes=proofs.prefixes(site.engine))


def undoable(site: Site, some: Iterable[Act]) -> list[tuple[Act, bool]]:
    """Acts, and whether each can be undone now."""
    undone = {act.undoes for act in acts.on(site.engine, "", 5000)}
    return [(act, undo.can_undo(act) and act.id not in undone) for act in some]
