"""Which dump files a generation has, and whose data each one holds. Pure.

The quads of everybody fit into one file, each source in its own graph. A Turtle file has no graphs: what is to be
shared alike must not be mixed into it, so each such licence has files of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from server.store.dump.licences import code, share_alike
from server.store.dump.members import Member

WHOLE = "fabcommons"


@dataclass(frozen=True, slots=True)
class Planned:
    """A dump file: its name, the syntax of its members, whether the hub's own graphs are in it, and whose are."""

    name: str
    syntax: str
    hub: bool
    licence: str | None
    members: tuple[Member, ...]


def plan(members: Sequence[Member]) -> list[Planned]:
    """In: the members of all sources. Out: the files, the whole first."""
    free = tuple(member for member in members if not _asked(member))
    files = [
        Planned(f"{WHOLE}.nq.gz", "nq", True, None, tuple(members)),
        Planned(f"{WHOLE}.ttl.gz", "ttl", True, None, free),
    ]
    for licence in sorted({iri for member in members for iri in _asked(member)}):
        under = tuple(member for member in members if licence in member.card.licences)
        for syntax in ("nq", "ttl"):
            files.append(Planned(f"{code(licence).lower()}.{syntax}.gz", syntax, False, licence, under))
    return files


def _asked(member: Member) -> list[str]:
    return [iri for iri in member.card.licences if share_alike(iri)]
