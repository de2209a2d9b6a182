"""The short road (direct) and the long one (PyLD) give the same graph and lose the same links."""

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ontology
from harvester.canonical import canonical
from harvester.direct import direct
from harvester.errors import DocumentError
from harvester.expand import Expanded, check_context, expand
from harvester.read import read_json
from harvester.resolve import resolve

BASE = "https://gier.example/fablab.jsonld"
ROOT = Path(__file__).parents[2]
SAMPLES = sorted([*ROOT.glob("examples/loire/labs/*.jsonld"), *ROOT.glob("tests/documents/*/*.jsonld")])


def said(expanded: Expanded) -> tuple[bytes, list[str]]:
    lost = sorted({f.value or "" for f in expanded.lost})
    return canonical(dict.fromkeys(expanded.triples), BASE, "b"), lost


def compare(document: Any) -> None:
    resolved = resolve(document, BASE, ZoneInfo("Europe/Paris"), 64)
    if resolved.plain:
        assert said(direct(resolved.document, BASE)) == said(expand(resolved.document, BASE))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_samples(path: Path) -> None:
    try:
        document = read_json(path.read_bytes())
        alone = isinstance(document, dict) and check_context(document)
    except DocumentError:
        return  # refused before either road
    if alone:
        try:
            compare(document)
        except DocumentError as error:
            assert error.rule in {"L1-depth", "D2-context", "D2-expansion", "D3-base"}  # noqa: PT017


@pytest.mark.parametrize(
    "members",
    [
        {"@type": "@id"},
        {"@type": ["FabLab", "@none"]},
        {"type": "@json"},
        {"machines": [{"id": "#a", "type": "Machine", "modele": "@type"}]},
        {"machines": [{"id": "@graph", "type": "Machine"}]},
        {"machines": {"@graph": {"type": "Machine"}}},
        {"statut": "@none"},
        {"horaires": [{"jours": ["mardi", "@typejeudi"], "ouvre": "17:30", "ferme": "21:00"}]},
        {"modesAcces": ["@type"]},
        {"siteWeb": "@lyon"},
        {"id": "@id"},
        {"nom": "@value"},
    ],
    ids=json.dumps,
)
def test_words_of_json_ld_where_names_are_expected(members: dict[str, Any]) -> None:
    """Lost, and said to be; never a reason to refuse the file."""
    compare({"@context": ontology.CONTEXT_URL, "id": "#lab", "type": "FabLab", "nom": "X", **members})


KEYS = [key for key in ontology.keys().values() if key.kind not in ("id", "nest", "graph")]
CODES = [code for scheme in ontology.schemes().values() for code in scheme.codes()]
TEXTS = st.one_of(
    st.sampled_from(
        ["a", "é « ü »", "#x", "#y z", "relatif", "../haut", "https://ailleurs.example/#lab", "schema:Event", "wd:Q1"]
    ),
    st.sampled_from(
        [
            "javascript:alert(1)",
            "oui",
            "17:30",
            "2026-02-30",
            "2026-12-03",
            "2026-12-03T18:00",
            "P1D",
            "_:b1",
            " ",
            "",
            "@id",
        ]
    ),
    st.sampled_from(CODES),
    st.text(max_size=8),
)
SCALARS = st.one_of(
    TEXTS,
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.none(),
)
LANGUAGE_MAPS = st.dictionaries(
    st.sampled_from(["fr", "en", "EN-gb", "@none"]), st.one_of(TEXTS, st.lists(TEXTS, max_size=2)), max_size=2
)
NODES = st.deferred(
    lambda: st.dictionaries(
        st.sampled_from([key.key for key in KEYS] + ["@type", "@id", "machnies", "état"]),
        st.one_of(SCALARS, st.lists(SCALARS, max_size=3), LANGUAGE_MAPS, NODES, st.lists(NODES, max_size=2), ID_MAPS),
        max_size=5,
    )
)
ID_MAPS = st.dictionaries(st.sampled_from(["#x", "#y", "z", "https://autre.example/#m", "a b"]), NODES, max_size=2)


@settings(
    max_examples=600,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(NODES)
def test_generated_documents(node: dict[str, Any]) -> None:
    document = json.loads(json.dumps({"@context": ontology.CONTEXT_URL, **node, "@id": "#lab"}))
    try:
        compare(document)
    except DocumentError as error:
        assert error.rule in {"D2-expansion", "D2-context", "D3-base", "L1-depth"}  # noqa: PT017
