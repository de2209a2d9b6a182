"""Credentials: who issues each, who recognises it, who is only said to, which machines it opens."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.pages import filters
from server.pages.directory import Directory, Lab, by_iri, crowded
from server.pages.rows import Record, Values, alphabetical, first, gather
from server.pages.site import Site
from server.shut import CLOSED
from server.store.task import Term


@dataclass(frozen=True, slots=True)
class Opened:
    """A machine that a credential opens, and its lab."""

    iri: str
    name: Values
    lab: Lab


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential: its issuer, labs that recognise it for sure, labs of which only the issuer says so, machines."""

    record: Record
    issuer: Lab
    confirmed: Sequence[Lab]
    claimed: Sequence[Lab]
    machines: Sequence[Opened]

    @property
    def iri(self) -> str:
        """The IRI of the credential."""
        return self.record.iri


def credentials(site: Site, labs: Directory) -> list[Credential]:
    """Every credential that its own lab issues, by name."""
    rows = site.ask("credentials", crowded=crowded(site))
    machines: dict[str, list[Opened]] = {}
    known = by_iri(labs)
    for machine in gather(rows, "machine"):
        holder = known.get(first(machine["holder"]))
        for credential in machine["credential"] if holder and holder.owns(machine.iri) else ():
            assert holder is not None
            machines.setdefault(first((credential,)), []).append(Opened(machine.iri, machine["machineName"], holder))
    found = (_credential(record, labs, machines.get(record.iri, [])) for record in gather(rows, "credential"))
    return sorted((each for each in found if each), key=lambda each: alphabetical(filters.plain(each.record["name"])))


def _credential(record: Record, labs: Directory, machines: Sequence[Opened]) -> Credential | None:
    """Whoever requires the credential for a machine of its own recognises it; so does whom the registry names."""
    issuer = labs.get(first(record["slug"]))
    if issuer is None or not issuer.owns(record.iri):
        return None
    known = by_iri(labs)
    sure = {machine.lab.slug: machine.lab for machine in machines}
    sure |= {lab.slug: lab for lab in _labs(record["confirmed"], known)}
    said = {lab.slug: lab for lab in _labs(record["claimed"], known) if lab.slug not in sure}
    return Credential(record, issuer, _ordered(sure, issuer), _ordered(said, issuer), _by_lab(machines))


def _labs(values: Sequence[Term], known: Directory) -> list[Lab]:
    return [known[iri] for iri in (first((value,)) for value in values) if iri in known]


def _ordered(labs: Directory, issuer: Lab) -> list[Lab]:
    open_ = [lab for lab in labs.values() if lab.slug != issuer.slug and lab.status != CLOSED]
    return sorted(open_, key=lambda lab: lab.order)


def _by_lab(machines: Sequence[Opened]) -> list[Opened]:
    return sorted(machines, key=lambda each: (each.lab.order, alphabetical(filters.plain(each.name)), each.iri))
