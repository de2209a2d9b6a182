"""Each sample beside this file gives the lab file and the report beside it; workbooks do as XLSX and as ODS."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from adapters_kit import HERE, MEDIA_TYPES, judged, ods, said, samples, sentences, sheets_of, xlsx
from support.subjects import FORMS

import shapes
from harvester.adapters import ADAPTERS
from harvester.adapters.received import Adapter
from harvester.report import Verdict

SAMPLES = samples()
RULES = {rule.id for rule in shapes.rules().values() if rule.subject in FORMS}
WORKBOOKS = sorted(path for path in HERE.glob("table/*.json") if path.name.count(".") == 1)
BUILDERS = {"xlsx": xlsx, "ods": ods}


def expected(sample: Path) -> Mapping[str, Any]:
    report: Mapping[str, Any] = json.loads(sample.with_suffix(".report.json").read_text(encoding="utf-8"))
    return report


def made(verdict: Verdict) -> Any:
    return json.loads(verdict.document) if verdict.document else None


def lab_file(sample: Path) -> Any:
    beside = sample.with_suffix(".lab.jsonld")
    return json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else None


def ordered(results: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(result, sort_keys=True, ensure_ascii=False) for result in results)


def check(verdict: Verdict, sample: Path) -> None:
    report = expected(sample)
    told = [said(finding) for finding in verdict.findings if finding.severity != "Info" or finding.rule in RULES]
    assert made(verdict) == lab_file(sample)
    assert (verdict.outcome, ordered(told)) == (report["outcome"], ordered(report["results"]))
    for finding in verdict.findings:
        assert not any("{?" in sentence for sentence in sentences(finding)), finding


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sample_gives_the_lab_file_and_the_report_beside_it(sample: Path) -> None:
    verdict = judged(sample.read_bytes(), MEDIA_TYPES.get(sample.suffix, ""))
    assert not verdict.kind or verdict.kind == sample.parent.name
    check(verdict, sample)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_same_without_a_media_type(sample: Path) -> None:
    if sample.stem != "rien":  # without a media type, nothing tells it from any text
        check(judged(sample.read_bytes()), sample)


@pytest.mark.parametrize("form", BUILDERS)
@pytest.mark.parametrize("sample", WORKBOOKS, ids=lambda path: path.stem)
def test_workbook_gives_the_lab_file_and_the_report_beside_it(sample: Path, form: str) -> None:
    check(judged(BUILDERS[form](sheets_of(sample)), "application/octet-stream"), sample)


#: Rules that bytes show which are made by test_hostile_tables.py and test_hostile_pages.py, or by servers.
ELSEWHERE = {
    "G1-locked",
    "G1-damaged",
    "G1-format",
    "G1-rows",
    "G1-columns",
    "G1-cells",
    "G1-unpacked",
    "G4-both",
    "G1-members",
    "H1-link",
    "H1-tag",
    "H1-tags",
    "H2-many",
}


def test_every_rule_of_adapters_is_shown() -> None:
    shown = {result["rule"] for sample in (*SAMPLES, *WORKBOOKS) for result in expected(sample)["results"]}
    assert (shown & RULES) | ELSEWHERE == RULES


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter.name)
def test_every_adapter_has_its_mapping(adapter: Adapter) -> None:
    mapping = HERE.parents[1] / "docs" / "adapters" / f"{adapter.name}.md"
    assert mapping.read_text(encoding="utf-8").startswith("# ")
