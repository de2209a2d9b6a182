"""A mend makes its finding go away, whatever the sample; slips are understood, and what is not sure is left alone."""

import copy
import json
import time
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.labs import base_of, lab, loire, machine, text
from support.samples import SAMPLES, Sample

import shapes
from harvester.judge import Profile, judge
from harvester.mend import EXAMPLES, SURE, mend, snippet
from harvester.mending.draft import Draft
from harvester.mending.edits import applied
from harvester.mending.syntax import mend_syntax
from harvester.report import Finding

DAY = date(2026, 11, 26)
BASE = base_of("lab")
EVENT = {"nom": "Atelier", "debut": "2026-12-03T18:00", "fin": "2026-12-03T20:00"}


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_mended_sample_has_the_finding_no_more(sample: Sample) -> None:
    draft = Draft(sample.content, sample.profile.today)
    for finding in sample.verdict.findings:
        found = mend(finding, draft)
        if found:
            after = judge(found.mended(), sample.base, sample.profile)
            assert place(finding) not in map(place, after.findings), found.edits


def place(finding: Finding) -> tuple[str, str | None, str | None]:
    return finding.rule, finding.pointer, finding.focus


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_snippet_stands_in_the_file(sample: Sample) -> None:
    draft = Draft(sample.content, sample.profile.today)
    lines = draft.text.split("\n")
    for finding in sample.verdict.findings:
        found = snippet(finding, draft)
        if found:
            first = found.before.split("\n")[0].strip("…")
            assert first in lines[found.line - 1]
            assert len(found.before) < 2000
            assert found.after is None or found.after != found.before


# --- slips, by rule: what was typed, and what is made of it; None: nothing is sure -----------------------------------

#: Rule → (members of the lab, pointer of what is mended, what it becomes).
SLIPS: dict[str, list[tuple[dict[str, Any], str, Any]]] = {
    "D6-unknown-key": [
        ({"servics": []}, "/services", []),
        ({"zzz": 1}, "/zzz", None),
    ],
    "V15-date": [
        ({"machines": {"#m": machine("M", etatDepuis="12/02/2026")}}, "/machines/#m/etatDepuis", "2026-02-12"),
        ({"machines": {"#m": machine("M", acheteLe="3 mars 2024")}}, "/machines/#m/acheteLe", "2024-03-03"),
        ({"machines": {"#m": machine("M", acheteLe="mars 2024")}}, "/machines/#m/acheteLe", None),
    ],
    "V15-moment": [
        (
            {"machines": {"#m": machine("M", interventions={"#i": {"faitLe": "06/01/2026 à 18h10"}})}},
            "/machines/#m/interventions/#i/faitLe",
            "2026-01-06T18:10",
        )
    ],
    "V15-time": [
        ({"horaires": [{"jours": ["jeudi"], "ouvre": "9h30", "ferme": "21:00"}]}, "/horaires/0/ouvre", "09:30"),
        ({"horaires": [{"jours": ["jeudi"], "ouvre": "midi", "ferme": "21:00"}]}, "/horaires/0/ouvre", None),
    ],
    "V12-start": [
        ({"agenda": {"#e": {**EVENT, "debut": "jeudi 3 décembre 2026 à 18h"}}}, "/agenda/#e/debut", "2026-12-03T18:00")
    ],
    "V13-consent": [
        (
            {"equipe": [{"nom": "Camille", "consentementPublication": "05/01/2026"}]},
            "/equipe/0/consentementPublication",
            "2026-01-05",
        )
    ],
    "V6-day": [
        ({"horaires": [{"jours": ["jeu."], "ouvre": "17:30", "ferme": "21:00"}]}, "/horaires/0/jours/0", "jeudi")
    ],
    "V5-insee": [({"adresse": {"commune": "Firminy", "codeInsee": 42095}}, "/adresse/codeInsee", "42095")],
    "V5-postcode": [
        ({"adresse": {"commune": "Bourg", "codePostal": 1000}}, "/adresse/codePostal", "01000"),
        ({"adresse": {"commune": "Firminy", "codePostal": "42 700"}}, "/adresse/codePostal", "42700"),
    ],
    "V9-size": [({"machines": {"#m": machine("M", largeurUtileMm="600,5 mm")}}, "/machines/#m/largeurUtileMm", 600.5)],
    "V9-thickness": [
        (
            {"machines": {"#m": machine("M", capacites=[{"procede": "decoupe-laser", "epaisseurMaxMm": "6 mm"}])}},
            "/machines/#m/capacites/0/epaisseurMaxMm",
            6,
        )
    ],
    "V9-quantity": [({"machines": {"#m": machine("M", quantite="6 machines")}}, "/machines/#m/quantite", 6)],
    "V9-in-service": [({"machines": {"#m": machine("M", enService="4")}}, "/machines/#m/enService", 4)],
    "V9-age": [
        ({"agenda": {"#e": {**EVENT, "ageMin": "12 ans"}}}, "/agenda/#e/ageMin", 12),
        ({"agenda": {"#e": {**EVENT, "ageMin": "150 ans"}}}, "/agenda/#e/ageMin", None),
    ],
    "V9-places": [({"agenda": {"#e": {**EVENT, "placesMax": "8 places"}}}, "/agenda/#e/placesMax", 8)],
    "V9-loan-days": [
        (
            {"machines": {"#m": machine("M", offreDePret={"dureeMaxJours": "21 jours"})}},
            "/machines/#m/offreDePret/dureeMaxJours",
            21,
        )
    ],
    "V10-interval-days": [
        (
            {"machines": {"#m": machine("M", entretien={"#t": {"nom": "T", "intervalleJours": "30 jours"}})}},
            "/machines/#m/entretien/#t/intervalleJours",
            30,
        )
    ],
    "V10-interval-hours": [
        (
            {"machines": {"#m": machine("M", entretien={"#t": {"nom": "T", "intervalleHeures": "200 h"}})}},
            "/machines/#m/entretien/#t/intervalleHeures",
            200,
        )
    ],
    "V8-access": [
        ({"acces": ["tout-publics"]}, "/acces/0", "tout-public"),
        ({"acces": ["amis"]}, "/acces/0", None),
    ],
    "V8-fees": [({"frais": ["gratuits"]}, "/frais/0", "gratuit")],
    "V8-services": [({"services": ["loisirs-creation-numerique"]}, "/services/0", "loisirs-creations-numeriques")],
    "V8-themes": [({"themes": ["artisanats-d-art"]}, "/themes/0", "artisanat-d-art")],
    "V8-accessibility": [({"accessibilite": ["plein-pied"]}, "/accessibilite/0", "plain-pied")],
    "V8-audience": [({"publicVise": ["tous-public"]}, "/publicVise/0", "tout-public")],
    "V8-process": [
        ({"machines": {"#m": machine("M", procedes=["decoupe-lazer"])}}, "/machines/#m/procedes/0", "decoupe-laser")
    ],
    "V8-material": [
        ({"machines": {"#m": machine("M", materiaux=["contrplaque"])}}, "/machines/#m/materiaux/0", "contreplaque"),
    ],
    "V8-machine-type": [
        ({"machines": {"#m": machine("M", typeMachine="laser-c02")}}, "/machines/#m/typeMachine", "laser-co2")
    ],
    "V8-status": [({"machines": {"#m": machine("M", etat="en-pane")}}, "/machines/#m/etat", "en-panne")],
    "V8-lab-status": [({"statut": "ouverte"}, "/statut", "ouvert")],
    "V8-event-status": [
        ({"agenda": {"#e": {**EVENT, "etatEvenement": "annules"}}}, "/agenda/#e/etatEvenement", "annule"),
    ],
    "V8-guide-type": [
        (
            {"guides": {"#g": {"nom": "G", "licence": "CC-BY-4.0", "langue": "fr", "pourTypes": ["laser-c02"]}}},
            "/guides/#g/pourTypes/0",
            "laser-co2",
        )
    ],
    "V8-guide-kind": [
        (
            {
                "guides": {
                    "#g": {
                        "nom": "G",
                        "licence": "CC-BY-4.0",
                        "langue": "fr",
                        "pourTypes": ["laser-co2"],
                        "typeGuide": "depanage",
                    }
                }
            },
            "/guides/#g/typeGuide",
            "depannage",
        )
    ],
    "V8-weeks": [
        (
            {"horaires": [{"jours": ["jeudi"], "ouvre": "17:30", "ferme": "21:00", "semaines": ["paire"]}]},
            "/horaires/0/semaines/0",
            "paires",
        )
    ],
    "V8-school-period": [
        (
            {"horaires": [{"jours": ["jeudi"], "ouvre": "17:30", "ferme": "21:00", "periodeScolaire": "vacance"}]},
            "/horaires/0/periodeScolaire",
            "vacances",
        )
    ],
    "V8-licence": [
        (
            {"projets": {"#p": {"nom": "P", "licence": "Licence CC-BY-4.0"}}},
            "/projets/#p/licence",
            None,
        ),
        ({"projets": {"#p": {"nom": "P", "licence": "CC BY SA v4.0"}}}, "/projets/#p/licence", "CC-BY-SA-4.0"),
    ],
    "V8-borrower": [
        (
            {"machines": {"#m": machine("M", offreDePret={"beneficiaires": ["adherent"], "dureeMaxJours": 3})}},
            "/machines/#m/offreDePret/beneficiaires/0",
            "adherents",
        )
    ],
    "V8-availability": [
        (
            {"machines": {"#m": machine("M", offreDePret={"disponible": "sur-demandes"})}},
            "/machines/#m/offreDePret/disponible",
            "sur-demande",
        )
    ],
}


def slips() -> Iterator[Any]:
    for rule, rows in SLIPS.items():
        for number, row in enumerate(rows):
            yield pytest.param(rule, *row, id=f"{rule}-{number}")


@pytest.mark.parametrize(("rule", "members", "pointer", "becomes"), list(slips()))
def test_slip_is_understood(rule: str, members: dict[str, Any], pointer: str, becomes: Any) -> None:
    content = text(lab(**({"machines": 1} | members)))
    found = [f for f in judge(content, BASE, Profile(DAY)).findings if f.rule == rule]
    mended = mend(found[0], Draft(content, DAY))
    if becomes is None:
        assert mended is None
    else:
        assert mended is not None
        assert not mended.example
        assert Draft(mended.mended(), DAY).value(pointer) == becomes
        after = judge(mended.mended(), BASE, Profile(DAY)).findings
        assert place(found[0]) not in map(place, after)


ENGLISH = {
    "@context": "https://w3id.org/fabcommons/context/v1", "@id": "#lab", "@type": "FabLab", "name": "Lab",
    "labStatus": "opened", "updated": "12/02/2026", "contact": {"email": "hello at lab.example"},
    "machines": {"#m": {"name": "M", "machineType": "CO₂ laser cutter", "status": "broken", "materials": ["pvc"]}},
}  # fmt: skip


def test_an_english_file_is_mended_in_english() -> None:
    content = text(ENGLISH)
    found = judge(content, BASE, Profile(DAY)).findings
    draft = Draft(content, DAY)
    mends = {f.rule: mend(f, draft) for f in found}
    assert mends["V8-lab-status"] is not None
    assert '"labStatus": "open"' in mends["V8-lab-status"].mended().decode()
    pvc = mends["W5-laser-pvc"]
    assert pvc is not None
    after = json.loads(pvc.mended())["machines"]["#m"]
    assert (after["materials"], after["forbiddenMaterials"]) == ([], ["pvc"])
    assert mends["V15-date"] is None  # the 12th of February, or the 2nd of December
    assert mends["W1-email"] is not None
    assert json.loads(mends["W1-email"].mended())["contact"] == {"email": "hello@lab.example"}


#: A text that is no JSON, and what it becomes; None: nothing is sure.
SYNTAX: dict[str, tuple[str, str | None]] = {
    "comma after the last member": ('{"a": 1,\n}', '{"a": 1\n}'),
    "comma after the last item": ('{"a": [1, 2, ]}', '{"a": [1, 2 ]}'),
    "two commas": ('{"a": 1,,\n "b": 2}', '{"a": 1,\n "b": 2}'),
    "comma forgotten": ('{"a": 1\n "b": 2}', '{"a": 1,\n "b": 2}'),
    "comma forgotten between things": ('[{"a": 1}\n{"a": 2}]', '[{"a": 1},\n{"a": 2}]'),
    "colon forgotten": ('{"a" 1}', '{"a": 1}'),
    "equals for colon": ('{"a" = 1}', '{"a" : 1}'),
    "key without quotes": ('{nom: "x"}', '{"nom": "x"}'),
    "single quotes": ("{'nom': 1}", '{"nom": 1}'),
    "curly quotes": ("{“nom”: 1}", '{"nom": 1}'),
    "French quotes": ('{"nom": « Lab »}', '{"nom": "Lab"}'),
    "curly quotes everywhere, as a website makes them": (
        '{\n«\xa0nom\xa0»: «\xa0L’atelier\xa0»,\n“site”: "dit “le Gier”"}',
        '{\n"nom": "L’atelier",\n"site": "dit “le Gier”"}',
    ),
    "True": ('{"a": True}', '{"a": true}'),
    "word without quotes": ('{"a": ouvert}', '{"a": "ouvert"}'),
    "decimal comma": ('{"lat": 45,38, "lon": 4.28}', '{"lat": 45.38, "lon": 4.28}'),
    "quote forgotten": ('{"a": "x,\n "b": 2}', '{"a": "x",\n "b": 2}'),
    "line break in a text": ('{"a": "x\ny"}', '{"a": "x\\ny"}'),
    "backslash": ('{"a": "C:\\images"}', '{"a": "C:\\\\images"}'),
    "comment": ('{"a": 1, // hours\n "b": 2}', '{"a": 1, \n "b": 2}'),
    "brace forgotten at the end": ('{"a": {"b": [1, 2]', '{"a": {"b": [1, 2]}}'),
    "brace too many at the end": ('{"a": 1}}', '{"a": 1}'),
    "no JSON at all": ("<html><p>Bonjour</p></html>", None),
    "a word": ("%", None),
}


@pytest.mark.parametrize("name", SYNTAX)
def test_slip_of_json(name: str) -> None:
    before, after = SYNTAX[name]
    edits = mend_syntax(before)
    assert (applied(before, edits) if edits else None) == after


MANY = 100_000
HEAVY = {
    "escaped quotes": '{"a": ‘x’, "b": ' + '\\"' * MANY,
    "quotes never closed": '{"a": ‘x’, ' + '"a\n' * MANY,
    "curly quotes": '{"a": “x”, ' + "“ " * MANY,
    "long texts after one curly quote": '{"a": “x”, ' + ("“" + "y" * 1_900) * (MANY // 1_000),
    "opened and never closed": "[" + '"\\"", ' * (MANY // 10) + '"',
}


@pytest.mark.parametrize("name", HEAVY)
def test_slips_of_any_size_are_looked_at_soon(name: str) -> None:
    """The check answers while somebody waits; the time grows with the text, not with its square."""
    began = time.process_time()
    mend_syntax(HEAVY[name])
    assert time.process_time() - began < 2


def test_tables_name_rules_and_each_has_a_case() -> None:
    rules = SURE.keys() | EXAMPLES.keys()
    assert rules <= shapes.rules().keys()
    shown = {rule for sample in SAMPLES for rule in mended_rules(sample)} | SLIPS.keys()
    assert rules - shown == set()


@cache
def mended_rules(sample: Sample) -> frozenset[str]:
    draft = Draft(sample.content, sample.profile.today)
    return frozenset(f.rule for f in sample.verdict.findings if mend(f, draft))


# --- whatever the file ------------------------------------------------------------------------------------------------

LABS = [json.loads(content) for content in loire().values()]
scalars = (
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["18h", "12/02/2026", "pvc", "3 h", ""])
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sample of the network, one value of which became another."""
    document = copy.deepcopy(draw(st.sampled_from(LABS)))
    where: Any = document
    for _ in range(draw(st.integers(0, 4))):
        below = [v for v in (where.values() if isinstance(where, dict) else where) if isinstance(v, dict | list) and v]
        where = draw(st.sampled_from(below)) if below else where
    steps = sorted(where) if isinstance(where, dict) else range(len(where))
    where[draw(st.sampled_from(steps))] = draw(values)
    return json.dumps(document, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1]))).encode(
        errors="replace"
    )


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_mended_file_is_still_json(content: bytes) -> None:
    draft = Draft(content, DAY)
    for finding in judge(content, BASE, Profile(DAY)).findings[:40]:
        found = mend(finding, draft)
        if found and not finding.rule.startswith("D1"):
            assert json.loads(found.mended()) != draft.document


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(), st.sampled_from(sorted(SURE.keys() | EXAMPLES.keys())), st.text(), st.text())
def test_any_text_any_finding(content: str, rule: str, pointer: str, value: str) -> None:
    params = {"suggestion": value, "key": value, "line": pointer}
    snippet(Finding(rule, None, value, f"/{pointer}", value, params), Draft(content.encode(errors="replace"), DAY))
