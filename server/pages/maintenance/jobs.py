"""The maintenance of several machines as one list: what is late first, dangers first of all. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from server.pages import filters
from server.pages.ask import Row, Rows
from server.pages.due import STATES, Due, due, public
from server.pages.links import fragment
from server.pages.rows import Record, alphabetical, gather

#: Machines in this state are looked after no more.
RETIRED = "reformee"


@dataclass(frozen=True, slots=True)
class Job:
    """A task on a machine, with the machine's record (columns `machineName status`)."""

    machine: Record
    due: Due

    @property
    def thing(self) -> str:
        """What the lab's file calls the machine."""
        return fragment(self.machine.iri)

    @property
    def late(self) -> bool:
        """Whether its day has passed."""
        return self.due.state == "overdue"


def jobs(rows: Rows, base: str, today: date, *, whole: bool) -> list[Job]:
    """What holds for the lab's own machines in service, in the order to do it.

    In: the rows of `upkeep_lab.rq`; whether who asks may see which safety tasks are late (`whole`).
    """
    own = [machine for machine in gather(rows, "machine") if machine.iri.startswith(f"{base}#")]
    kept = [machine for machine in own if filters.code(machine["status"]) != RETIRED]
    return sorted((Job(machine, task) for machine, task in _tasks(rows, kept, today, whole=whole)), key=_order)


def _tasks(rows: Rows, machines: Sequence[Record], today: date, *, whole: bool) -> Iterator[tuple[Record, Due]]:
    by_machine: dict[object, list[Row]] = {}
    for row in rows:
        by_machine.setdefault(row["machine"], []).append(row)
    for machine in machines:
        found = due(tuple(by_machine[machine.thing]), today)
        yield from ((machine, task) for task in (found if whole else public(found)))


def _order(job: Job) -> tuple[object, ...]:
    """Overdue, never noted, planned, by use; dangers first, but for what is planned: that goes by date."""
    task = job.due
    later = task.state == "planned"
    names = (alphabetical(filters.plain(job.machine["machineName"])), alphabetical(filters.plain(task.task["name"])))
    return (STATES.index(task.state), not (task.critical or later), task.day or date.max, *names)


def grouped(found: Iterable[Job]) -> list[tuple[str, list[Job]]]:
    """One group for each state, in the order of the list."""
    return [(state, list(group)) for state, group in groupby(found, key=lambda job: job.due.state)]
