"""`GET /api/v1/proposals`: which proposals of labs await the decision of a record's owner (question 31)."""

import json
from typing import Any

import pyoxigraph as ox
from flask import Response, request
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.clock import stamp
from harvester.desk import proofs, proposals
from harvester.desk.proposals import REGISTRY, Proposal
from server.api.answers import answer
from server.pages import memory
from server.pages.errors import Absent
from server.pages.site import Site

_LONGEST = 2000


def awaiting(site: Site) -> Response:
    """`?owner=` a lab's slug, the IRI of its file or of any of its things, or `registry`; without it, all that wait."""
    asked = request.args.get("owner", "").strip()[:_LONGEST]
    owner = _owner(site, asked) if asked else ""
    prefixes = proofs.prefixes(site.engine)
    found = proposals.waiting(site.engine, owner, prefixes)
    if "#" in asked:
        found = [each for each in found if each.about == asked]
    return answer({"proposals": [_told(site, each) for each in found]})


def _owner(site: Site, asked: str) -> str:
    """The slug of who owns what was named. Errors: Absent for nobody."""
    if asked == REGISTRY:
        return REGISTRY
    source = memory.source(site.engine, asked) or memory.by_base(site.engine, asked.partition("#")[0])
    if source is None:
        raise Absent(404, gettext("Aucun lab n'est inscrit ici sous ce nom ou cette adresse."))
    return source.slug


def _told(site: Site, each: Proposal) -> dict[str, Any]:
    hub = site.settings.public_base_url
    return {
        "graph": each.graph,
        "about": each.about,
        "owner": each.owner,
        "proposedBy": {"slug": each.slug, "source": f"{hub}/sources/{each.slug}"},
        "since": stamp(each.since),
        "triples": each.triples,
        "statements": _json_ld(each.triples),
    }


def _json_ld(triples: str) -> Any:
    """The same as expanded JSON-LD."""
    quads = list(ox.parse(triples, ox.RdfFormat.N_TRIPLES))
    return json.loads(ox.serialize(quads, format=ox.RdfFormat.JSON_LD) or b"[]")
