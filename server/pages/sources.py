"""The sources: how fresh each one is, and for one, what its last file gave and how to mend it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from flask import render_template, request
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.registry import Source
from harvester.schedule import STATES, state
from server.pages import memory, reports
from server.pages.errors import Absent
from server.pages.labs import listed
from server.pages.paging import Part, part
from server.pages.rows import Values
from server.pages.site import Site


def index(site: Site) -> str:
    """`/sources`, with `?state=` those of one state."""
    every = [(state(each, site.clock(), site.settings), each) for each in memory.every_source(site.engine)]
    wanted = request.args.get("state", "")
    if wanted and wanted not in STATES:
        raise Absent(404, gettext("Cet état n'existe pas."))
    cut = part([pair for pair in every if wanted in ("", pair[0])])
    return render_template(
        "pages/sources.html", part=_whole(site, cut), counts=Counter(name for name, _ in every), states=STATES,
        wanted=wanted, names=_names(site), problem=reports.first_problem,
    )  # fmt: skip


def page(site: Site, slug: str) -> str:
    """`/sources/<slug>`."""
    source = memory.source(site.engine, slug)
    if source is None:
        raise Absent(404, gettext("Aucune source n'est inscrite ici sous ce nom."))
    findings = reports.findings(source, site.settings.data)
    return render_template(
        "pages/source.html",
        source=source,
        state=state(source, site.clock(), site.settings),
        name=_names(site).get(slug, ()),
        failure=reports.failure(source),
        findings=findings[: reports.MOST],
        more=max(0, len(findings) - reports.MOST),
        counts=Counter(finding.severity for finding in findings),
        withheld=reports.withheld(source, findings),
        visits=memory.last_visits(site.engine, source.id),
        receipt=memory.last_receipt(site.engine, source.id),
        settings=site.settings,
    )


def _names(site: Site) -> Mapping[str, Values]:
    return {lab.slug: lab.record["name"] for lab in listed(site)}


def _whole(site: Site, cut: Part[tuple[str, Source]]) -> Part[tuple[str, Source]]:
    full = {each.id: each for each in memory.whole(site.engine, [source for _, source in cut.items])}
    return replace(cut, items=[(name, full.get(source.id, source)) for name, source in cut.items])
