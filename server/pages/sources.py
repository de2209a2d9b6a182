"""The page of a source: how fresh it is, what its last file gave, and how to mend it."""

from collections import Counter
from collections.abc import Mapping

from flask import render_template
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.schedule import state
from server.pages import memory, reports
from server.pages.errors import Absent
from server.pages.holder import sees
from server.pages.labs import listed
from server.pages.rows import Values
from server.pages.site import Site

#: Findings for the lab and the moderators alone: a safety task that is late.
_THE_LAB_S = frozenset({"W9"})


def page(site: Site, slug: str) -> str:
    """`/sources/<slug>`."""
    source = memory.source(site.engine, slug)
    if source is None:
        raise Absent(404, gettext("Aucune source n'est inscrite ici sous ce nom."))
    whole = sees(site, source.id)
    findings = [
        found for found in reports.findings(source, site.settings.data) if found.code not in _THE_LAB_S or whole
    ]
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
