"""Records of fablabs.io: the document expected of each sample lies beside it, and the rules accept every one."""

import json
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ontology
from harvester.imports import READERS, write_documents
from harvester.imports.fablabs_io import TYPES, process_words, read_fablabs_io
from harvester.imports.fields import ImportRecordError
from harvester.judge import Profile, judge
from harvester.report import Outcome, Verdict

SAMPLES = Path(__file__).parent / "samples"
NAMES = sorted(path.name.split(".")[0] for path in SAMPLES.glob("*.record.json"))
BASE = "https://lab.example/fablab.jsonld"

#: What every record lacks, and what these lack besides.
ALWAYS = {"V2-status-missing", "V4-updated-missing", "W1-email"}
PLACELESS = {"bare", "half-position", "odd-types", "off-earth"}
WITH_MACHINES = {"classes", "complete", "hostile", "odd-types", "twins"}
WITHOUT_MODEL = {"classes"}


def read(*records: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "labs.jsonl"
        file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        return list(read_fablabs_io(file))


def sample(name: str, kind: str = "record.json") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / f"{name}.{kind}").read_text(encoding="utf-8"))
    return found


def judged(document: dict[str, Any]) -> Verdict:
    return judge(json.dumps(document).encode(), BASE, Profile(date(2026, 11, 26)))


@pytest.mark.parametrize("name", NAMES)
def test_a_record_becomes_the_document_beside_it(name: str) -> None:
    [(_, document)] = read(sample(name))
    assert document == sample(name, "expected.jsonld")
    assert next(iter(document)) == "@context"


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_loaded_with_the_warnings_of_what_it_lacks(name: str) -> None:
    verdict = judged(sample(name, "expected.jsonld"))
    expected = ALWAYS | ({"V3-position-missing"} if name in PLACELESS else set())
    expected |= {"V7-status-missing"} if name in WITH_MACHINES else set()
    expected |= {"W3-model"} if name in WITHOUT_MODEL else set()
    assert verdict.outcome == Outcome.LOADED
    assert {finding.rule for finding in verdict.findings if finding.severity != "Info"} == expected


def test_slugs_are_names_of_files_and_unique() -> None:
    records = [{"slug": "Gier"}, {"slug": "gier"}, {"slug": "../gier"}, {"slug": "//"}, {"name": "Gier!"}, {}]
    assert [slug for slug, _ in read(*records)] == ["gier", "gier-2", "gier-3", "lab", "gier-4", "lab-2"]


def test_documents_are_written_one_a_lab(tmp_path: Path) -> None:
    file = tmp_path / "labs.jsonl"
    file.write_text(f"\ufeff{json.dumps(sample('bare'))}\n\n{json.dumps(sample('complete'))}\n", encoding="utf-8")
    assert write_documents(READERS["fablabs-io"](file), tmp_path / "out") == 2
    written = json.loads((tmp_path / "out" / "atelierdumoulin.jsonld").read_text(encoding="utf-8"))
    assert written == sample("complete", "expected.jsonld")


@pytest.mark.parametrize("line", ["{", "[]", '"lab"', "null", "[" * 100_000])
def test_a_line_that_is_no_record_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "labs.jsonl"
    file.write_text(f'{{"slug": "a"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(ImportRecordError, match="line 2"):
        list(read_fablabs_io(file))


@pytest.mark.parametrize("content", [None, b"\xff\xfe{}"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "labs.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ImportRecordError, match=r"labs\.jsonl"):
        list(read_fablabs_io(file))


@pytest.mark.parametrize("kind", TYPES)
def test_a_class_leads_to_a_type_of_the_list(kind: str) -> None:
    assert TYPES[kind] in ontology.schemes()["type"].concepts


@pytest.mark.parametrize("word", TYPES)
def test_a_type_is_not_narrower_than_what_the_lists_say_of_the_word(word: str) -> None:
    scheme = ontology.schemes()["type"]
    notation = f'"{word}"^^<{ontology.FAB}FablabsIoCode>'
    subjects = [str(quad.subject).strip("<>") for quad in ontology.vocab_quads() if str(quad.object) == notation]
    noted = [iri.removeprefix(scheme.vocab) for iri in subjects if iri.startswith(scheme.vocab)]
    assert all(scheme.vocab + TYPES[word] in scheme.broader_or_self(code) for code in noted)


def test_a_word_for_several_processes_states_none() -> None:
    assert {word for word, codes in process_words().items() if len(codes) > 1} == {"laser", "circuit_production"}
    [(_, document)] = read({"slug": "a", "capabilities": ["laser"]})
    assert "procedes" not in document
    assert document["note"] == {"@none": "capabilities: laser"}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
WORDS = st.text(max_size=30) | ANYTHING
MACHINE = st.fixed_dictionaries({"name": WORDS, "brand": WORDS, "class": st.sampled_from([*TYPES, "other"]) | WORDS})
RECORD = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("slug", "name", "url", "street", "postcode", "city", "region"), WORDS),
        "country": st.sampled_from(["FR", "fr", "DE", ""]) | WORDS,
        "lat": st.floats(-200, 200) | ANYTHING,
        "lon": st.floats(-200, 200) | ANYTHING,
        "capabilities": st.lists(st.sampled_from(["laser", "cnc_milling"]) | WORDS, max_size=4) | ANYTHING,
        "links": st.lists(WORDS | st.text(max_size=20).map("https://".__add__), max_size=4) | ANYTHING,
        "machines": st.lists(MACHINE | ANYTHING, max_size=5) | ANYTHING,
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RECORD)
def test_whatever_a_record_holds_its_document_is_loaded(record: dict[str, Any]) -> None:
    [(_, document)] = read(record)
    verdict = judged(document)
    assert verdict.outcome == Outcome.LOADED, verdict.findings
    assert not {finding.rule for finding in verdict.findings} & {"D10-lost", "D6-unknown-key", "D6-forgiven"}
