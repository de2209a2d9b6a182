"""Every sample beside this file, judged as the harvester judges it, gives exactly the report beside it."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from harvester.judge import Profile, forgotten_mark, judge
from harvester.report import Finding, Verdict, as_json

HERE = Path(__file__).resolve().parent
SAMPLES = sorted(HERE.glob("*/*.jsonld"))
BASE = "https://check.example/fablab.jsonld"
TODAY = date(2026, 11, 26)


def expectation(sample: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(sample.with_suffix(".expected.json").read_text(encoding="utf-8"))
    return report


@cache
def judged(sample: Path) -> Verdict:
    expected = expectation(sample)
    base, wishes = expected.get("base", BASE), dict(expected.get("profile", {}))
    if "today" in wishes:
        wishes["today"] = date.fromisoformat(wishes["today"])
    if "area" in wishes:
        wishes["area"] = tuple(wishes["area"])
    if "forgotten" in wishes:
        wishes["forgotten"] = frozenset(forgotten_mark(base + iri) for iri in wishes["forgotten"])
    return judge(sample.read_bytes(), base, Profile(**{"today": TODAY, **wishes}))


def said(finding: Finding, base: str, wanted: list[dict[str, Any]]) -> dict[str, Any]:
    """The finding as an expectation writes it: identifiers without the base, no name for anonymous nodes."""
    result = as_json(finding)
    focus = result["focus"]
    own = None if focus is None or focus.startswith("_:") else focus.removeprefix(base)
    found = {"severity": result["severity"], "code": result["code"], "focus": own, "pointer": result["pointer"]}
    if any("pointer" not in each and each["code"] == found["code"] for each in wanted):
        del found["pointer"]  # the expectation leaves it open
    return found


def ordered(results: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(result, sort_keys=True) for result in results)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_sample_gives_the_report_beside_it(sample: Path) -> None:
    expected, verdict = expectation(sample), judged(sample)
    wanted = expected["results"]
    results = ordered(said(finding, expected.get("base", BASE), wanted) for finding in verdict.findings)
    assert (verdict.outcome, results) == (expected["outcome"], ordered(wanted))


@pytest.mark.parametrize("folder", sorted({path.parent for path in SAMPLES}), ids=lambda path: path.name)
def test_folder_of_a_rule_shows_the_rule(folder: Path) -> None:
    said_there = {finding.rule for path in folder.glob("*.jsonld") for finding in judged(path).findings}
    assert folder.name in said_there | {"propre", "melange"}


def test_every_sample_has_a_report_and_every_report_a_sample() -> None:
    reports = {path.with_suffix("").with_suffix(".jsonld") for path in HERE.glob("*/*.expected.json")}
    assert reports == set(SAMPLES)
