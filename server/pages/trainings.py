"""`/trainings`: trainings with their next sessions, and credentials with who recognises whose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from pyoxigraph import NamedNode

import ontology
from ontology import Concept
from server.pages import filters
from server.pages.choices import concept, concepts, lab_slug
from server.pages.credentials import credentials
from server.pages.directory import Directory, Lab, crowded, directory
from server.pages.paging import part
from server.pages.planning.events import Occurrence, by_amount
from server.pages.planning.said import span
from server.pages.planning.upcoming import sessions
from server.pages.rows import Record, alphabetical, first, gather
from server.pages.site import Site


@dataclass(frozen=True, slots=True)
class Training:
    """A training: its lab, its prices, its sessions to come."""

    record: Record
    lab: Lab
    prices: Sequence[Record]
    sessions: Sequence[Occurrence]


def index(site: Site) -> str:
    """`/trainings`."""
    labs = directory(site)
    every = trainings(site, labs)
    process, lab = concept("procede", "process"), lab_slug(labs)
    kept = [training for training in every if lab in ("", training.lab.slug) and _teaches(training, process)]
    return render_template(
        "pages/trainings.html",
        part=part(kept),
        credentials=credentials(site, labs),
        chosen_process=process,
        chosen_lab=lab,
        processes=concepts(first((value,)) for training in every for value in training.record["process"]),
        labs=sorted({training.lab.slug: training.lab for training in every}.values(), key=lambda lab: lab.order),
        span=span,
    )


def trainings(site: Site, labs: Directory) -> list[Training]:
    """Every training that its own lab describes: those with a session to come first, soonest first; then by name."""
    rows, coming = site.ask("trainings", crowded=crowded(site)), sessions(site, labs)
    prices: dict[str, list[Record]] = {}
    for price in by_amount(gather(rows, "price")):
        prices.setdefault(first(price["training"]), []).append(price)
    found = [
        Training(record, lab, prices.get(record.iri, ()), coming.get(record.iri, ()))
        for record in gather(rows, "training")
        if (lab := labs.get(first(record["slug"]))) and lab.owns(record.iri)
    ]
    return sorted(found, key=_order)


def _order(training: Training) -> tuple[object, ...]:
    soonest = training.sessions[0].order if training.sessions else ()
    return not training.sessions, soonest, alphabetical(filters.plain(training.record["name"]))


def _teaches(training: Training, process: Concept | None) -> bool:
    """Whether a training teaches a process, or a narrower one."""
    wanted = ontology.schemes()["process"].narrower_or_self(process.id) if process else ()
    return not process or any(first((value,)) in wanted for value in training.record["process"])


def giving(found: Sequence[Training], credential: NamedNode) -> list[Training]:
    """The trainings that give a credential."""
    return [training for training in found if credential in training.record["credential"]]


def credential_parts(site: Site, iri: str) -> Mapping[str, object]:
    """What the page of a credential shows beside its facts."""
    labs: Directory = directory(site)
    found = next((each for each in credentials(site, labs) if each.iri == iri), None)
    return {"credential": found, "trainings": giving(trainings(site, labs), NamedNode(iri)), "span": span}
