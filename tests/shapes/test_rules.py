"""Every rule says what is wrong and what to type, in both languages, in words that exist."""

import re
from pathlib import Path

import pytest
from support.subjects import ELSEWHERE, IN_CODE

import ontology
import shapes
from ontology.read_terms import all_keys
from shapes.reference import SUBJECTS, rules_page

RULES = list(shapes.rules().values())
ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "documents"

#: Rules that no lab file can show: they need a server, a clock, an engine that fails, or something else than a lab file
#: (tests/adapters).
WITHOUT_SAMPLE = {rule.id for rule in RULES if rule.subject in ELSEWHERE} | {
    "L3-time",
    "L3-engine",
    "S1-shrink",
}

#: Placeholders that the harvester fills in.
PLACEHOLDERS = {"value", "key", "suggestion", "line", "column", "limit", "before", "after", "place"}

QUOTED = {"fr": re.compile(r"« ([^»]+) »"), "en": re.compile(r"“([^”]+)”")}
JSON_KEY = re.compile(r'"([^"]+)":')
BARE_WORD = re.compile(r"[A-Za-z][A-Za-z-]*")
#: Values that stand before a colon in an example without being keys: identifiers and language tags.
NOT_KEYS = re.compile(r"#.*|@.*|fr|en")

by_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
by_language = pytest.mark.parametrize("lang", ["fr", "en"])


def words(lang: str) -> set[str]:
    """Every key and code of a language."""
    keys = {key.key for key in all_keys() if key.lang in (lang, "")}
    concepts = [concept for scheme in ontology.schemes().values() for concept in scheme.concepts.values()]
    return keys | {concept.id if lang == "fr" else concept.english_code for concept in concepts}


@by_rule
def test_rule_is_complete(rule: shapes.Rule) -> None:
    assert re.fullmatch(r"([A-Z]\d+|T)(-[a-z]+(-[a-z]+)*)?", rule.code)
    assert rule.id == rule.code or rule.id.startswith(f"{rule.code}-")
    assert rule.iri == shapes.NAMESPACE + rule.id
    assert rule.severity in ("Violation", "Warning", "Info")
    assert rule.subject in SUBJECTS
    assert set(rule.message) == set(rule.hint) == {"fr", "en"}


@pytest.mark.parametrize("subject", ELSEWHERE)
def test_what_is_no_lab_file_has_a_letter_of_its_own(subject: str) -> None:
    letters = {rule.code[0] for rule in RULES if rule.subject == subject}
    assert len(letters) == 1
    assert {rule.subject for rule in RULES if rule.code[0] in letters} == {subject}


@by_rule
@by_language
def test_texts_are_sentences_and_the_hint_has_an_example(rule: shapes.Rule, lang: str) -> None:
    assert re.fullmatch(r"[A-ZÀÉÊŒ«“].*[.}]", rule.message[lang])
    assert re.fullmatch(r"[A-ZÀÉÊŒ].*[.}]", rule.hint[lang])
    assert (
        '"' in rule.hint[lang]
        or "exemple" in rule.hint[lang]
        or "instance" in rule.hint[lang]
        or "}" in rule.hint[lang]
    )


@by_rule
@by_language
def test_texts_use_only_words_of_their_language(rule: shapes.Rule, lang: str) -> None:
    text = f"{rule.message[lang]} {rule.hint[lang]}"
    named = {word for word in QUOTED[lang].findall(text) if BARE_WORD.fullmatch(word)}
    written = {word for word in JSON_KEY.findall(text) if not NOT_KEYS.fullmatch(word)}
    assert named | written <= words(lang)


@by_rule
def test_placeholders_are_known_and_the_same_in_both_languages(rule: shapes.Rule) -> None:
    french, english = (set(re.findall(r"\{\?(\w+)\}", rule.message[lang] + rule.hint[lang])) for lang in ("fr", "en"))
    assert french == english
    assert french <= (PLACEHOLDERS if rule.subject in IN_CODE else {"value"})


@by_rule
def test_rule_has_a_sample(rule: shapes.Rule) -> None:
    shown = any((SAMPLES / rule.id).glob("*.expected.json"))
    assert shown != (rule.id in WITHOUT_SAMPLE)


def test_reference_page_is_fresh() -> None:
    assert (ROOT / "docs" / "reference" / "rules.md").read_text(encoding="utf-8") == rules_page()


def test_ids_are_unique_and_version_is_stable() -> None:
    assert len({rule.iri for rule in RULES}) == len(RULES)
    assert re.fullmatch(r"[0-9a-f]{12}", shapes.version())
