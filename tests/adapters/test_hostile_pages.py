"""Web pages made to keep the reader busy: an outcome each, in a time that grows with their length and no faster."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace

import pytest
from adapters_kit import BASE, PROFILE, sentences
from support.labs import lab

from harvester.adapters.received import Limits
from harvester.judge import judge
from harvester.report import Outcome

LARGE = 2 * 1024**2
HEAD, SCRIPT, END = b"<!doctype html><title>x</title>", b'<script type="application/ld+json">', b"</script>"
SPACES = b" " * LARGE

PAGES: Mapping[str, bytes] = {
    "spaces before a wrapper that never comes": SCRIPT + SPACES + b"x" + END,
    "spaces before a wrapper that never ends": SCRIPT + b"<!-- x" + SPACES + b"x" + END,
    "spaces after slashes": SCRIPT + b"//" + SPACES + b"x" + END,
    "spaces inside a closing wrapper": SCRIPT + b"<!-- {} //" + SPACES + b"--" + END,
    "thousands of scripts, far down": (SCRIPT + b"{}" + b"\n" * (LARGE // 5_000) + END) * 5_000,
    "an attribute without end": (b"<meta " + b"a" * 4_090) * (LARGE // 4_096),
    "comments without end": b"<!--" * (LARGE // 4),
    "scripts without end": b"<script" * (LARGE // 7),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_told_an_outcome_soon(name: str) -> None:
    started = time.perf_counter()
    verdict = judge(HEAD + PAGES[name], BASE, PROFILE, content_type="text/html")
    rule = "H1-tags" if name.startswith("thousands") else "H1-none"
    assert (verdict.outcome, [finding.rule for finding in verdict.findings]) == (Outcome.REJECTED, [rule])
    assert time.perf_counter() - started < 3


RECORD = SCRIPT + json.dumps(lab(machines=1)).encode() + END
LINK = b'<link rel="alternate" type="application/ld+json" href="fiche.jsonld">'
PLACE = {"@context": "https://schema.org", "@type": "Library", "name": "Lab", "telephone": "+33400000000"}
EVENT = {"@type": "Event", "name": "Portes ouvertes", "startDate": "2026-12-05"}
DESCRIBED = SCRIPT + json.dumps({**PLACE, "@graph": [EVENT] * 5}).encode() + END

#: A page, a limit that it is over, what is said then (with its line).
LIMITED: Mapping[str, tuple[bytes, dict[str, int], str, str | None]] = {
    "tags": (b"<meta charset=utf-8>\n" * 3 + RECORD, {"page_tags": 4}, "H1-tags", None),
    "comments": (b"<!-- x -->\n" * 3 + RECORD, {"page_tags": 4}, "H1-tags", None),
    "a tag": (
        b"\n\n" + RECORD.replace(b"<script ", b"<script class='" + b"x" * 90 + b"' "),
        {"page_tag": 99},
        "H1-tag",
        "3",
    ),
    "a link": (b"<style>" + b" " * 300 + b"</style>" + LINK, {"page_head": 200}, "H1-link", None),
    "things": (DESCRIBED, {"page_things": 3}, "H2-many", None),
}


@pytest.mark.parametrize("name", LIMITED)
def test_limits_of_a_page_are_settings(name: str) -> None:
    page, limits, rule, line = LIMITED[name]
    strict = judge(HEAD + page, BASE, replace(PROFILE, limits=Limits(**limits)), content_type="text/html")
    free = judge(HEAD + page, BASE, PROFILE, content_type="text/html")
    found = {finding.rule: finding for finding in strict.findings}
    assert rule not in {finding.rule for finding in free.findings}
    assert found[rule].params["limit"] == str(*limits.values())
    assert found[rule].params.get("line") == line
    assert all(str(*limits.values()) in each and "{?" not in each for each in sentences(found[rule])[:2])
    assert len(strict.entities) < len(free.entities) or name == "a link"
