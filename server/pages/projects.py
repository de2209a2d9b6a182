"""`/projects`: the documented projects of all labs, by theme, process, licence and lab."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from pyoxigraph import NamedNode

import ontology
from ontology import Concept
from server.pages import filters
from server.pages.choices import concept, concepts, lab_slug
from server.pages.directory import Directory, Lab, crowded, directory
from server.pages.paging import part
from server.pages.rows import Record, alphabetical, first, gather
from server.pages.site import Site


@dataclass(frozen=True, slots=True)
class Project:
    """A project and its lab."""

    record: Record
    lab: Lab


@dataclass(frozen=True, slots=True)
class Chosen:
    """The choices of an address; what is empty is not chosen."""

    lab: str
    theme: Concept | None
    process: Concept | None
    licence: Concept | None

    def keeps(self, project: Project) -> bool:
        """Whether a project is among what is chosen; a process holds what is narrower."""
        scheme = ontology.schemes()["process"]
        wanted = scheme.narrower_or_self(self.process.id) if self.process else ()
        return (
            self.lab in ("", project.lab.slug)
            and (self.theme is None or NamedNode(self.theme.iri) in project.lab.record["theme"])
            and (self.licence is None or NamedNode(self.licence.iri) in project.record["licence"])
            and (not wanted or any(first((process,)) in wanted for process in project.record["process"]))
        )


def index(site: Site) -> str:
    """`/projects`."""
    labs = directory(site)
    every = projects(site, labs)
    choice = Chosen(
        lab_slug(labs), concept("theme", "theme"), concept("procede", "process"), concept("licence", "licence")
    )
    kept = [project for project in every if choice.keeps(project)]
    return render_template(
        "pages/projects.html",
        part=part(kept),
        choice=choice,
        any_choice=any((choice.lab, choice.theme, choice.process, choice.licence)),
        labs=sorted({project.lab.slug: project.lab for project in every}.values(), key=lambda lab: lab.order),
        themes=concepts(first((value,)) for project in every for value in project.lab.record["theme"]),
        processes=_with_broader(every),
        licences=concepts(first((value,)) for project in every for value in project.record["licence"]),
    )


def projects(site: Site, labs: Directory) -> list[Project]:
    """Every project that its own lab describes, by name."""
    records = gather(site.ask("projects", crowded=crowded(site)), "project")
    found = [
        Project(record, lab) for record in records if (lab := labs.get(first(record["slug"]))) and lab.owns(record.iri)
    ]
    return sorted(found, key=lambda each: alphabetical(filters.plain(each.record["name"])))


def _with_broader(every: Sequence[Project]) -> list[Concept]:
    """The processes that some project needs, and what is broader."""
    scheme = ontology.schemes()["process"]
    needed = concepts(first((value,)) for project in every for value in project.record["process"])
    return concepts(iri for each in needed for iri in scheme.broader_or_self(each.id))
