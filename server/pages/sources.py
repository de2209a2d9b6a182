"""The page of a source: how fresh it is, what its last file gave, how to mend it, what happened, who reads it."""

from collections import Counter
from datetime import timedelta

from flask import render_template, request

from harvester.desk import events, usage
from harvester.desk.usage import Count
from harvester.registry import Source
from harvester.schedule import state
from server.pages import memory, reports
from server.pages.holder import sees
from server.pages.rows import Values
from server.pages.site import Site
from server.pages.telling import asking, compared, feed, names
from server.pages.telling.changed import changed
from server.pages.telling.said import told
from server.pages.telling.timeline import timeline

#: Visits of which the timeline tells, and those listed one by one.
_VISITS, _LISTED = 400, 10
_SPANS = (7, 30)
_THINGS = 5
#: What was just done, as the address says after a form was sent.
_DONE = ("asked", "written", "confirmed", "left")

#: Findings for the lab and the moderators alone: a safety task that is late.
_THE_LAB_S = frozenset({"W9"})


def page(site: Site, slug: str) -> str:
    """`/sources/<slug>`; `?ok=` says what was just done."""
    source = feed.existing(site, slug)
    whole = sees(site, source.id)
    findings = [
        found for found in reports.findings(source, site.settings.data) if found.code not in _THE_LAB_S or whole
    ]
    visits = memory.last_visits(site.engine, source.id, _VISITS)
    happened = [told(each, site.settings) for each in events.newest(site.engine, source.id, site.settings.feed_entries)]
    return render_template(
        "pages/source.html",
        source=source,
        state=state(source, site.clock(), site.settings),
        name=_name(site, source),
        failure=reports.failure(source),
        findings=reports.once(findings[: site.settings.page_findings]),
        more=max(0, len(findings) - site.settings.page_findings),
        counts=Counter(finding.severity for finding in findings),
        withheld=reports.withheld(source, findings),
        visits=visits[:_LISTED],
        timeline=timeline(visits, happened),
        changed=changed(site, source, happened),
        received=compared.received(site, source),
        served=compared.served(site, source),
        asked=asking.is_waiting(site, source),
        visible=_visible(site, source),
        usage=_usage(site, source),
        most_used=_most_used(site, source),
        may_see=whole,
        done=request.args.get("ok", "") if request.args.get("ok", "") in _DONE else "",
        settings=site.settings,
    )


def _most_used(site: Site, source: Source) -> list[tuple[str, str, usage.Count]]:
    """What was read or asked for most: its IRI, what it is called, how often."""
    since = site.today() - timedelta(days=_SPANS[-1])
    found = usage.most_used(site.engine, source.id, since, _THINGS)
    kept = names.graph(site.settings.data, source.graph)
    return [(iri, names.called(kept, iri), count) for iri, count in found]


def _name(site: Site, source: Source) -> Values:
    return feed.name_of(site, source)


def _visible(site: Site, source: Source) -> object:
    """When a corrected file will be seen at the latest: the next visit, and the round that makes it."""
    now = site.clock()
    if asking.is_waiting(site, source):
        return asking.expected(site, now)
    return max(source.next_visit_at or now, now) + site.settings.harvest_every


def _usage(site: Site, source: Source) -> dict[int, Count]:
    """Days → what was counted in them, today included."""
    return {days: usage.total(site.engine, source.id, site.today() - timedelta(days=days - 1)) for days in _SPANS}
