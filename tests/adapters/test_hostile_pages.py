"""Web pages made to keep the reader busy: an outcome each, in a time that grows with their length and no faster."""

import time
from collections.abc import Mapping

import pytest
from adapters_kit import BASE, PROFILE

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
    assert (verdict.outcome, [finding.rule for finding in verdict.findings]) == (Outcome.REJECTED, ["H1-none"])
    assert time.perf_counter() - started < 3
