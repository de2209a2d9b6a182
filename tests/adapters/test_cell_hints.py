"""Who has a table is told what to type in which cell; nothing of JSON, and what the hint shows does mend it."""

import csv
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from adapters_kit import HERE, judged, ods, xlsx
from support.printable import TYPED_IN_A_FILE
from support.subjects import FORMS

import shapes
from harvester.adapters.table.columns import column
from harvester.adapters.table.subjects import LAB, names, subjects
from harvester.adapters.table.template import template
from harvester.report import Finding, Verdict, as_json
from harvester.words import fold
from shapes.rules import Rule

RULES = list(shapes.rules().values())
IN_CELLS = [rule for rule in RULES if rule.cell]
#: Rules that a table cannot break: the adapter writes the JSON, names each thing and gives one value to each key.
NEVER = {
    "D1-syntax", "D1-quotes", "D1-duplicate-key", "D1-not-object", "D1-empty", "D10-group", "D2-context",
    "D2-expansion",
    "D3-base", "D3-protected", "D4-authority", "D5-named-graph", "D6-unknown-key", "D6-undeclared", "D8-lab",
    "D9-contained", "L1-depth", "V1-model-name", "V1-thing-id", "V2-status-one", "V4-updated-one", "V7-machine-id",
    "V7-status-one", "V11-guide-id", "V12-event-id", "V13-email", "V13-phone", "V13-address", "V13-position",
}  # fmt: skip
#: Rules of failed processes and of the ways that files come, which know no form; those of other forms.
OTHER = ("L3-time", "S1-shrink", "F4-project", "F4-calendar", "F5-address")
LATER = (*FORMS, "transport")
QUOTED = {"fr": re.compile(r"« ([^»]+) »"), "en": re.compile(r"“([^”]+)”")}
HEADS = {lang: template("lab", lang, "csv", date(2026, 11, 26)).decode("utf-8-sig") for lang in ("fr", "en")}
CLASSES = [LAB.cls, *(subject.cls for subject in subjects().values())]

by_rule = pytest.mark.parametrize("rule", IN_CELLS, ids=lambda rule: rule.id)
by_language = pytest.mark.parametrize("lang", ["fr", "en"])


def test_every_rule_that_shows_json_has_a_hint_for_cells() -> None:
    shown = {r.id for r in RULES if TYPED_IN_A_FILE.search(r.hint["fr"] + r.hint["en"]) and r.subject not in LATER}
    assert shown - {rule.id for rule in IN_CELLS} == {*NEVER, *OTHER}


@by_rule
@by_language
def test_the_hint_is_a_sentence_with_an_example(rule: Rule, lang: str) -> None:
    assert set(rule.cell) == {"fr", "en"}
    assert re.fullmatch(r"[A-ZÀÉÊŒ].*\.", rule.cell[lang])
    assert {"fr": "par exemple", "en": "for instance"}[lang] in rule.cell[lang]
    assert not TYPED_IN_A_FILE.search(f"{rule.message[lang]} {rule.cell[lang]}".replace("{?", "").replace("}", ""))


@by_rule
@by_language
def test_the_hint_names_columns_and_sheets_that_are_understood(rule: Rule, lang: str) -> None:
    for word in QUOTED[lang].findall(rule.cell[lang]):
        assert fold(word) in names() or _is_header(word, lang) or word == "Machine", word


def _is_header(word: str, lang: str) -> bool:
    """Of that language; one such as `Nom (en)` asks for a name in the other."""
    found = [meant.path[-1].lang for meant in (column(word, cls) for cls in CLASSES) if meant and meant.path]
    return (
        word in re.split("[;,\n]", HEADS[lang])
        or bool({lang, ""} & set(found))
        or (bool(found) and word[-4:] in ("(fr)", "(en)"))
    )


def cases() -> list[dict[str, str]]:
    with (HERE / "cell_hints.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def book(case: dict[str, str], typed: str) -> list[dict[str, Any]]:
    """A lab and a machine, with one thing more (or a fact of the lab) that has something typed in a cell."""
    beside = dict(pair.split("=") for pair in filter(None, case["beside"].split("|")))
    row = {title: value for title, value in {**beside, case["header"]: typed}.items() if value}
    about = {"Nom": "Lab", "Statut du lab": "ouvert", "Commune": "Firminy"}
    if case["sheet"] == "Lab":
        facts = {title: value for title, value in {**about, case["header"]: "", **row}.items() if value}
        return [{"name": "Lab", "rows": list(facts.items())}]
    machine = {"name": "Machines", "rows": [["Nom", "Type de machine"], ["La laser", "laser-co2"]]}
    others = [] if case["sheet"] == "Machines" else [machine]
    sheet = {"name": case["sheet"], "rows": [list(row), list(row.values())]}
    return [{"name": "Lab", "rows": list(about.items())}, *others, sheet]


def of(verdict: Verdict, rule: str) -> list[Finding]:
    return [finding for finding in verdict.findings if finding.rule == rule]


@pytest.mark.parametrize("form", [xlsx, ods], ids=["xlsx", "ods"])
@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['rule']} {case['header']}")
def test_what_the_hint_shows_mends_it(case: dict[str, str], form: Callable[[list[dict[str, Any]]], bytes]) -> None:
    wrong = of(judged(form(book(case, case["typed"]))), case["rule"])
    assert wrong
    hint = as_json(wrong[0])["hint"]["fr"]
    assert f"« {case['header']} »" in hint or "Dans cette case" in hint
    assert case["mend"] in hint
    assert not of(judged(form(book(case, case["mend"]))), case["rule"])
