"""`/`: the finder with its map and its answers; below it, on a first visit, what the network is and what comes."""

from dataclasses import replace
from urllib.parse import quote

from flask import Response, make_response, render_template

from server.pages import live, maps
from server.pages.finder.address import address, results
from server.pages.finder.answers import Answers, answers
from server.pages.finder.examples import examples
from server.pages.finder.exports import literals
from server.pages.finder.form import MORE, form
from server.pages.labs import listed
from server.pages.language import chosen as lang
from server.pages.planning.announced import Announced, announced
from server.pages.rows import Record, Values, first, gather
from server.pages.site import Site, literal
from server.search.found import Found

_EVENTS, _MACHINES = 6, 4


def page(site: Site) -> Response:
    """`/`; with criteria, the labs that answer them. 400 with the form as it was filled when one cannot be read."""
    found = answers(site)
    response = make_response(
        render_template(
            "pages/home.html",
            network=_network(site),
            form=form(found.asked, lang()),
            more=MORE,
            answers=found,
            live=live.now(site),
            searching=bool(found.pieces or found.asked.mistakes),
            address=address,
            results=results,
            turned=lambda number: results(replace(found.criteria, page=number)),
            sparql=_query(site, found),
            map=_map(site, found),
            examples=examples(site.place),
            literals=literals,
            today=site.today(),
            most=_MACHINES,
            **({} if found.pieces or found.asked.mistakes else _below(site, found.found)),
        ),
        400 if found.asked.mistakes else 200,
    )
    response.headers["Content-Security-Policy"] = maps.policy(site)
    if found.asked.mistakes:
        response.headers["Cache-Control"] = "no-store"
    return response


def upcoming(site: Site) -> Announced:
    """Events of all labs that are not over."""
    today = site.today()
    return announced(gather(site.ask("upcoming", today=literal(today)), "event"), today)


def _below(site: Site, found: Found) -> dict[str, object]:
    """What stands below the finder when nothing is asked."""
    counts = site.ask("counts")
    coming = upcoming(site)
    return {
        "counts": counts[0] if counts else {},
        "agenda": coming,
        "shown": _EVENTS,
        "names": _names(site, found, {first(event["slug"]) for event in coming.dated[:_EVENTS]}),
        "endpoint": f"{site.settings.public_base_url}/sparql",
    }


def _names(site: Site, found: Found, slugs: set[str]) -> dict[str, Values]:
    """The names of some labs: the map has most of them at hand."""
    known = {point.slug: literals(point.name) for point in found.points if point.slug in slugs}
    if slugs <= known.keys():
        return known
    return {lab.slug: lab.record["name"] for lab in listed(site) if lab.slug in slugs}


def _map(site: Site, found: Answers) -> dict[str, object] | None:
    """What the map needs; none where there is nothing to show on it."""
    if not found.found.points or not maps.built():
        return None
    return maps.described(site, address(replace(found.criteria, page=1), "pages.places"))


def _query(site: Site, found: Answers) -> dict[str, str] | None:
    """The search as SPARQL, and where the editor opens it."""
    if not found.pieces or found.asked.mistakes:
        return None
    text = site.finder.sparql(found.criteria, site.clock(), lang())
    return {"text": text, "fragment": f"#query={quote(text)}"}


def _network(site: Site) -> Record | None:
    """The network this hub serves, when the registry describes exactly one."""
    found = gather(site.ask("network"), "network")
    return found[0] if len(found) == 1 else None
