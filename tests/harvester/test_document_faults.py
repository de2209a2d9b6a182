"""Whatever a document holds ends in an outcome and two sentences, and the last good graph stays served."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from support.clock import Clock
from support.commons import Commons
from support.labs import CONTEXT, base_of, lab, machine, text
from support.web import Web

from harvester.check import Checked, check_bytes
from harvester.decide import Decision
from harvester.pool import JudgePool
from harvester.profile import profile_of
from harvester.report import Finding, Outcome, as_json

GOOD = text(lab())
ELSEWHERE = "https://elsewhere.example/fablab.jsonld"
MAX_QUADS = 500


@dataclass(frozen=True)
class Fault:
    """A document, what becomes of it, and the rule it breaks."""

    content: bytes
    rule: str
    outcome: Outcome = Outcome.REJECTED


def doc(**members: Any) -> bytes:
    return text(lab(**members))


def twice(key: str) -> bytes:
    return GOOD.replace(b'"nom": "Machine 0"', f'"{key}": "Machine 0", "{key}": "Machine zero"'.encode())


def nested(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"nom": "tout au fond"}
    for _ in range(levels):
        inner = {"note": "plus bas", "capacites": [inner]}
    return inner


def deep(levels: int) -> bytes:
    """Written by hand: the writer of JSON would not go so deep either."""
    return GOOD.rstrip()[:-1] + b', "fab:x": ' + b'{"fab:x": ' * levels + b"1" + b"}" * levels + b"}"


def alike(number: int) -> list[dict[str, Any]]:
    """Anonymous things that each refer to all others: canonicalising them takes the factorial of their number."""
    names = [f"_:n{i}" for i in range(number)]
    return [{"@id": name, "nom": "besoin", "memeQue": [n for n in names if n != name]} for name in names]


LASER = "#machine-0"
FAULTS: Mapping[str, Fault] = {
    "not-json": Fault(b'{"@id": "#lab", nom: "FabLab"}', "D1-syntax"),
    "cut-short": Fault(GOOD[:-40], "D1-syntax"),
    "a-web-page": Fault(b"<!doctype html><title>FabLab</title>", "H1-none"),
    "not-a-number": Fault(GOOD.replace(b"45.38", b"NaN"), "D1-syntax"),
    "number-too-large": Fault(GOOD.replace(b"45.38", b"1e999"), "D1-syntax"),
    "number-too-long": Fault(GOOD.replace(b"45.38", b"1" * 5000), "D1-syntax"),
    "half-a-character": Fault(GOOD.replace(b"FabLab d'essai", b"FabLab \\ud83e"), "D1-encoding"),
    "control-characters": Fault(GOOD.replace(b"FabLab d'essai", b"FabLab\x00d'essai"), "D1-syntax"),
    "latin-1": Fault(doc(nom="Établi partagé").decode().encode("latin-1"), "D1-encoding"),
    "utf-16": Fault(GOOD.decode().encode("utf-16"), "D1-encoding"),
    "utf-16-without-mark": Fault(GOOD.decode().encode("utf-16-le"), "D1-syntax"),
    "blank": Fault(b"  \n\t", "D1-empty"),
    "a-list": Fault(b"[" + GOOD + b"]", "D1-not-object"),
    "same-key-twice": Fault(twice("nom"), "D1-duplicate-key"),
    "65-deep": Fault(doc(machines={LASER: machine("x", capacites=[nested(65)])}), "L1-depth"),
    "10000-deep": Fault(deep(10_000), "L1-depth"),
    "10000-lists-deep": Fault(b'{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}", "L1-depth"),
    "foreign-context": Fault(doc(**{"@context": "https://evil.example/context"}), "D2-context"),
    "context-of-ones-own": Fault(doc(**{"@context": {"nom": "http://schema.org/name"}}), "D2-context"),
    "foreign-context-too": Fault(doc(**{"@context": [CONTEXT, "https://evil.example/context"]}), "D2-context"),
    "no-context": Fault(GOOD.replace(b'"@context"', b'"@comment"'), "D2-context"),
    "nested-context": Fault(doc(machines={LASER: machine("x", **{"@context": CONTEXT})}), "D2-context"),
    "base-in-context": Fault(doc(**{"@context": [CONTEXT, {"@base": ELSEWHERE}]}), "D3-base"),
    "base-inline": Fault(doc(**{"@base": ELSEWHERE}), "D3-base"),
    "vocab-in-context": Fault(doc(**{"@context": [CONTEXT, {"@vocab": "http://schema.org/"}]}), "D3-base"),
    "word-redefined": Fault(doc(**{"@context": [CONTEXT, {"nom": "http://schema.org/x"}]}), "D3-protected"),
    "about-another-lab": Fault(doc(guides={f"{ELSEWHERE}#guide": {"nom": "Guide"}}), "D4-authority"),
    "graph-of-another-lab": Fault(
        doc(**{"@graph": [{"@id": ELSEWHERE, "@graph": [{"@id": f"{ELSEWHERE}#lab", "nom": "Fermé"}]}]}),
        "D5-named-graph",
    ),
    "proposal-of-another-lab": Fault(
        doc(propositions={f"{ELSEWHERE}#p": {"@id": "#lab", "note": "x"}}), "D5-named-graph"
    ),
    "no-lab": Fault(doc(**{"@type": "Fablab"}), "D8-lab"),
    "script-as-site": Fault(doc(contact={"site": "javascript:alert(1)"}), "V14-link"),
    "script-as-booking": Fault(
        doc(machines={LASER: machine("x", reservation="javascript:alert(1)")}), "V14-link", Outcome.QUARANTINED
    ),
    "too-many-quads": Fault(doc(machines=80), "L2-quads"),
    "poison": Fault(doc(besoins=alike(9)), "L3-time", Outcome.FAILED),
}  # fmt: skip


@dataclass(frozen=True)
class Aftermath:
    """All sources were good once, published, then visited again with their faults, and checked by hand."""

    commons: Commons
    before: Mapping[str, Any]
    decisions: Mapping[str, Decision]
    checked: Mapping[str, Checked]


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    limits: dict[str, Any] = {"judge_time": timedelta(seconds=1.5), "max_quads": MAX_QUADS, "judge_processes": 2}
    data = tmp_path_factory.mktemp("faults")
    with Web() as web, closing(Commons(data, web, Clock(), **limits)) as commons:
        for slug in FAULTS:
            commons.register(slug, lab(machines=1, nom=f"Lab {slug}"))
        commons.round()
        before = {slug: commons.graph(slug) for slug in FAULTS}
        for slug, fault in FAULTS.items():
            commons.put(slug, fault.content)
        commons.clock.pass_by(hours=6)
        decisions = commons.round()
        yield Aftermath(commons, before, decisions, check_all(commons))


def check_all(commons: Commons) -> dict[str, Checked]:
    profile = profile_of(commons.settings, commons.clock())
    with JudgePool(commons.settings, profile) as judges, ThreadPoolExecutor(4) as threads:
        found = threads.map(lambda slug: check_bytes(FAULTS[slug].content, base_of(slug), judges), FAULTS)
        return dict(zip(FAULTS, found, strict=True))


def worst(findings: tuple[Finding, ...]) -> set[str]:
    return {f.rule for f in findings if f.severity == "Violation"}


@pytest.mark.parametrize("slug", FAULTS)
def test_fault_has_its_outcome_and_its_sentences(aftermath: Aftermath, slug: str) -> None:
    fault, decision = FAULTS[slug], aftermath.decisions[slug]
    assert (decision.outcome, worst(decision.findings)) == (fault.outcome, {fault.rule})
    told = next(as_json(f) for f in decision.findings if f.rule == fault.rule)
    for part in (told["message"], told["hint"]):
        assert part["fr"] != part["en"]
        assert not any("{?" in sentence or len(sentence) < 15 for sentence in part.values())
    assert "exemple" in told["hint"]["fr"] or "{" in told["hint"]["fr"] or '"' in told["hint"]["fr"]


@pytest.mark.parametrize("slug", [slug for slug, fault in FAULTS.items() if fault.outcome != Outcome.QUARANTINED])
def test_last_good_graph_stays_served(aftermath: Aftermath, slug: str) -> None:
    assert aftermath.before[slug]
    assert aftermath.commons.graph(slug) == aftermath.before[slug]
    assert aftermath.commons.log(slug) == [("#lab", "created"), (LASER, "created")]


def test_quarantine_withholds_one_thing_only(aftermath: Aftermath) -> None:
    slug = "script-as-booking"
    assert aftermath.commons.log(slug)[2:] == [("#lab", "updated"), (LASER, "withheld")]
    subjects = {subject for subject, _, _ in aftermath.commons.graph(slug) if subject.startswith("<")}
    assert subjects == {f"<{base_of(slug)}#lab>"}
    assert not any("javascript" in value for _, _, value in aftermath.commons.graph(slug))


@pytest.mark.parametrize("slug", FAULTS)
def test_check_says_the_same_as_the_harvest(aftermath: Aftermath, slug: str) -> None:
    checked, decision = aftermath.checked[slug], aftermath.decisions[slug]
    assert checked.verdict.outcome == decision.outcome
    assert told(checked.findings) == told(decision.findings)
    assert json.loads(json.dumps(checked.as_json()))["outcome"] == str(decision.outcome)
    assert checked.reached


def told(findings: Any) -> list[str]:
    """What is said, whatever the order; only `check` looks for lines."""
    return sorted(json.dumps({**as_json(f), "line": None}, sort_keys=True) for f in findings)


@pytest.mark.parametrize("slug", ["not-json", "latin-1", "same-key-twice", "base-inline", "script-as-booking"])
def test_check_names_the_line(aftermath: Aftermath, slug: str) -> None:
    lines = {f.rule: f.line for f in aftermath.checked[slug].findings}
    assert (lines[FAULTS[slug].rule] or 0) >= 1


def test_byte_order_mark_is_welcome(commons: Commons) -> None:
    commons.register("bom", GOOD.decode().encode("utf-8-sig"))
    assert commons.harvest()["bom"].outcome == Outcome.LOADED
    commons.put("bom", GOOD)
    commons.clock.pass_by(hours=6)
    assert commons.harvest()["bom"].outcome == Outcome.UNCHANGED


def test_poison_costs_no_more_than_its_time(aftermath: Aftermath) -> None:
    """The others of the same round were judged; its process was killed, and it is tried again in an hour."""
    source = aftermath.commons.source("poison")
    assert source.next_visit_at == aftermath.commons.clock() + timedelta(hours=1)
    assert aftermath.decisions["poison"].findings[0].value == "1.5"
