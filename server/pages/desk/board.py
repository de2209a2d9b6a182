"""`/desk/<slug>`: a lab's own desk: its file, its machines' states, what visitors report, its edit link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]
from markupsafe import Markup
from pyoxigraph import NamedNode

from harvester.desk import contacts, faults, hosting, logbook
from harvester.desk.contacts import Contact
from harvester.desk.faults import Fault
from harvester.desk.hosting import Version
from harvester.desk.logbook import Entry
from harvester.names import lab_of
from harvester.schedule import state
from server.pages import filters, language
from server.pages.desk import guard
from server.pages.desk.guard import Mine
from server.pages.desk.text import Sent, called
from server.pages.rows import Record, alphabetical, first, gather, only
from server.pages.sender import SECRET, SECRET_FORM
from server.pages.site import Site

_NOTHING = Sent("")
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be done: a sentence for each field, the values as they came, the findings on a file."""

    errors: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    sent: Sent = _NOTHING


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the hub's memory holds of a lab's desk."""

    versions: Sequence[Version]
    text: str
    faults: Sequence[Fault]
    entries: Sequence[Entry]
    contacts: Sequence[Contact]


def page(site: Site, slug: str) -> Response:
    """The desk; `?done=` says what was just done."""
    return shown(site, guard.mine(site, slug), Trouble())


def shown(site: Site, mine: Mine, trouble: Trouble) -> Response:
    """The desk, with what could not be done if anything."""
    source, kept = mine.source, _kept(site, mine)
    shown_page = render_template(
        "pages/desk.html",
        source=source,
        mine=mine.holder,
        name=_name(site, mine, kept.text),
        names=_names(site, mine) if source.graph else {},
        state=state(source, site.clock(), site.settings),
        machines=machines(site, mine) if source.graph else [],
        kept=kept,
        waits=source.id in logbook.waiting(site.engine, site.settings.public_base_url),
        trouble=trouble,
        done=_done().get(request.args.get("done", ""), ""),
        base_url=site.settings.public_base_url,
        moved=source.base == hosting.address(site.settings.public_base_url, source.slug) and not source.hosted,
    )
    headers = SECRET_FORM | {"Content-Language": language.chosen()}
    return make_response(shown_page, 400 if trouble.errors else 200, headers)


def to(slug: str, done: str) -> Response:
    """Back to the desk, with a word on what was done."""
    response = make_response(redirect(url_for("pages.desk", slug=slug, done=done), 303))
    response.headers.update(SECRET)
    return response


def machines(site: Site, mine: Mine) -> list[Record]:
    """The lab's own machines by name."""
    source = mine.source
    rows = site.ask("lab_machines", lab=NamedNode(lab_of(source.base)))
    own = [record for record in gather(rows, "machine") if record.iri.startswith(f"{source.base}#")]
    return sorted(own, key=lambda record: alphabetical(filters.plain(record["name"])))


def _name(site: Site, mine: Mine, kept: str) -> str:
    """What the lab is called: as published, else in the file that the hub keeps."""
    lab = NamedNode(lab_of(mine.source.base))
    found = only(site.ask("lab_name", lab=lab), "lab", lab)["name"] if mine.source.graph else ()
    return filters.plain(found if first(found) else called(kept)) or mine.source.slug


def _names(site: Site, mine: Mine) -> dict[str, Markup]:
    """What the lab's machines and their tasks are called, by their IRIs."""
    rows = site.ask("upkeep_lab", lab=NamedNode(lab_of(mine.source.base)))
    found = {machine.iri: filters.brief(machine["machineName"]) for machine in gather(rows, "machine")}
    return found | {task.iri: filters.brief(task["name"]) for task in gather(rows, "task")}


def _kept(site: Site, mine: Mine) -> _Kept:
    number = mine.source.id
    with site.engine.connect() as db:
        found = hosting.version(db, number) if mine.source.hosted else None
        return _Kept(
            hosting.versions(db, number),
            found[0] if found else "",
            faults.of_lab(db, number, limit=_SHOWN),
            logbook.entries(db, number, limit=_SHOWN),
            contacts.of_lab(db, number),
        )


def _done() -> dict[str, str]:
    return {
        "saved": gettext("Fichier enregistré : il sera visible pour tous dans quelques secondes."),
        "restored": gettext("Cette version est de nouveau celle de la fiche, dans quelques secondes."),
        "moved": gettext("C'est noté : le fichier est désormais lu à sa nouvelle adresse, et l'ancienne y mène."),
        "asked": gettext("C'est noté. Si cette adresse n'est pas encore confirmée, un message vient d'y être envoyé."),
        "removed": gettext("Adresse retirée : nous n'y écrirons plus."),
        "closed": gettext("Signalement clos."),
        "withdrawn": gettext("Retiré : le carnet ne le dit plus, il en garde la trace."),
    }
