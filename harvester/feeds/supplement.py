"""What feeds add to a lab's file before it is judged: the file's own words win, key by key. Pure."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin

import ontology
from harvester.adapters.fragment import Fragment, read_fragment
from harvester.names import SCHEMA, lab_of
from harvester.pointers import step
from harvester.report import Finding
from harvester.several import items
from harvester.words import fold, folded_keys

_EVENT = f"{SCHEMA}event"
_AGENDAS = ("agenda", "events")


@dataclass(frozen=True, slots=True)
class Supplement:
    """What one feed gives to the thing that links to it: a fragment as text, empty for none; and what is wrong with it.

    `trouble` is the id of a rule, with its `reason`.
    """

    kind: str
    url: str
    subject: str
    content: str = ""
    trouble: str = ""
    reason: str = ""


@dataclass(slots=True)
class Supplemented:
    """A document with what feeds add; `places`: pointer of what was added → address of the feed."""

    document: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)


def mark(supplements: Sequence[Supplement]) -> str:
    """The same for the same supplements; empty for none."""
    return hashlib.sha256(repr(list(supplements)).encode()).hexdigest()[:16] if supplements else ""


def is_fed(iri: str) -> bool:
    """Whether a thing was read in a calendar: such things come and go with the days."""
    return "#ical-" in iri


def supplemented(
    document: Mapping[str, Any], supplements: Sequence[Supplement], base: str, today: date, days: int
) -> Supplemented:
    """The lab's file with what its feeds say.

    In: the document as parsed, what the feeds gave, its base, the day, how many days of calendars are shown from it on.
    """
    made = Supplemented(dict(document))
    until = (today + timedelta(days=days)).isoformat()
    for supplement in supplements:
        made.findings += _troubles(supplement)
        if supplement.content:
            fragment = read_fragment(supplement.content)
            made.findings += [_at(finding, supplement.url) for finding in fragment.findings]
            _add_members(made, fragment, supplement, base)
            _add_events(made, _shown(fragment, today.isoformat(), until), supplement.url)
    return made


def told(findings: Sequence[Finding], places: Mapping[str, str]) -> list[Finding]:
    """Findings with the feed they come from; a remark that many sessions of a feed get is made once."""
    kept, made = [], set()
    for finding in findings:
        url = _place(finding.pointer or "", places)
        repeated = (finding.rule, url) in made and finding.severity != "Violation"
        if url and not repeated:
            made.add((finding.rule, url))
        if not url or not repeated:
            kept.append(_at(finding, url) if url else finding)
    return kept


def _place(pointer: str, places: Mapping[str, str]) -> str:
    while pointer and pointer not in places:
        pointer = pointer.rpartition("/")[0]
    return places.get(pointer, "")


def _at(finding: Finding, url: str) -> Finding:
    return replace(finding, params={**finding.params, "place": url})


def _troubles(supplement: Supplement) -> Iterator[Finding]:
    if supplement.trouble:
        params = {"place": supplement.url, "key": supplement.reason, "limit": supplement.reason}
        yield Finding(supplement.trouble, None, None, None, supplement.url, params)


def _shown(fragment: Fragment, today: str, until: str) -> Mapping[str, Mapping[str, Any]]:
    """The events that are not over; those too far ahead are kept for later days."""
    return {
        name: event
        for name, event in fragment.events.items()
        if max(event["debut"][:10], event.get("fin", "")[:10]) >= today and event["debut"][:10] <= until
    }


def _add_events(made: Supplemented, events: Mapping[str, Mapping[str, Any]], url: str) -> None:
    lab, pointer = _lab(made.document)
    key = next((k for k in (*_written(lab, _EVENT), *_AGENDAS) if isinstance(lab.get(k, {}), dict)), None)
    if key is None or not events:
        return
    agenda = lab[key] = dict(lab.get(key, {}))
    for name, event in events.items():
        if name not in agenda:
            agenda[name] = {**event, "luDans": url}
            made.places[step(step(pointer, key), name)] = url


def _lab(document: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The node of the lab, and its pointer: the document, or the first node of its graph that says so."""
    for number, node in enumerate(items(document.get("@graph"))):
        if isinstance(node, dict) and str(node.get("@id", node.get("id", ""))).endswith("#lab"):
            return node, f"/@graph/{number}"
    return document, ""


def _add_members(made: Supplemented, fragment: Fragment, supplement: Supplement, base: str) -> None:
    found = (
        _lab(made.document) if supplement.subject == lab_of(base) else _find(made.document, supplement.subject, base)
    )
    if found is None:
        return
    node, pointer = found
    said = {iri for written in node for iri in _said(written, node[written])}
    for key, value in fragment.members.items():
        if ontology.keys()[key].iri not in said:
            node[key] = value
            made.places[step(pointer, key)] = supplement.url


def _said(written: str, value: Any) -> Iterator[str]:
    """The properties that a key of a node states; of `contact`, those of the keys in it."""
    key = ontology.keys().get(written) or ontology.keys().get(folded_keys().get(fold(written), ""))
    if key is None:
        yield written
    elif key.nest and isinstance(value, dict):
        for inner, member in value.items():
            yield from _said(inner, member) if member is not value else ()
    else:
        yield key.iri


def _written(node: Mapping[str, Any], iri: str) -> Iterator[str]:
    """The keys of a node that state a property, as they are written."""
    return (written for written in node if iri in _said(written, node[written]) and written != iri)


def _find(node: Any, subject: str, base: str, pointer: str = "", depth: int = 0) -> tuple[dict[str, Any], str] | None:
    """The node that describes `subject`, and its pointer."""
    if isinstance(node, list) and depth < 64:
        inner = ((_find(each, subject, base, step(pointer, i), depth + 1)) for i, each in enumerate(node))
        return next((found for found in inner if found), None)
    if not isinstance(node, dict) or depth >= 64:
        return None
    if _is(node.get("@id", node.get("id")), subject, base) and len(node) > 1:
        return node, pointer
    for written, value in node.items():
        here = step(pointer, written)
        if isinstance(value, dict) and _is(written, subject, base):
            return value, here
        if isinstance(value, dict | list) and (found := _find(value, subject, base, here, depth + 1)):
            return found
    return None


def _is(written: Any, subject: str, base: str) -> bool:
    if not isinstance(written, str):
        return False
    try:
        return subject in (urljoin(base, written), urljoin(base, f"#{written}"))
    except ValueError:
        return False
