"""The timeline of a source: what happened, and between it the visits that found nothing new, as one line. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from server.pages.telling.said import Told


class Visit(Protocol):
    """A row of `visits`."""

    at: datetime
    outcome: str
    rule: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """Visits in a row that ended alike. `outcome` as in `harvester.report.Outcome`; `last` is the newest of them."""

    outcome: str
    first: datetime
    last: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline: an event, or a run of visits; never both."""

    at: datetime
    told: Told | None = None
    run: Run | None = None


def timeline(visits: Iterable[Visit], told: Sequence[Told]) -> list[Entry]:
    """Newest first. In: visits and events, in any order. A visit that made an event is told by it."""
    made = {each.at for each in told}
    steps: list[Entry] = [Entry(each.at, told=each) for each in told]
    steps += [Entry(v.at, run=Run(_alike(v.outcome), v.at, v.at, 1)) for v in visits if v.at not in made]
    joined: list[Entry] = []
    for step in sorted(steps, key=lambda each: (each.at, each.told.id if each.told else 0)):
        before = joined[-1].run if joined else None
        if step.run and before and before.outcome == step.run.outcome:
            joined[-1] = Entry(step.at, run=Run(before.outcome, before.first, step.at, before.count + 1))
        else:
            joined.append(step)
    return joined[::-1]


def _alike(outcome: str) -> str:
    """A file that was judged anew and says the same has changed nothing."""
    return "UNCHANGED" if outcome in ("LOADED", "QUARANTINED", "UNCHANGED") else outcome
