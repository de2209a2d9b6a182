"""A file with every French key and its English twin say the same thing."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

import ontology
from tests.ontology.expansion import triples

SAMPLES = Path(__file__).parent / "samples"


def _read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    return document


def test_both_files_give_the_same_triples() -> None:
    french, english = triples(_read("lab.fr.jsonld")), triples(_read("lab.en.jsonld"))
    assert french == english
    assert len(french) > 180


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_sample_uses_every_key_of_its_language_and_no_other(lang: str) -> None:
    used = set(re.findall(r'"([A-Za-z]\w*)":', (SAMPLES / f"lab.{lang}.jsonld").read_text(encoding="utf-8")))
    assert used == {key.key for key in ontology.keys().values() if key.lang in (lang, "")}


def test_every_predicate_of_a_sample_is_declared() -> None:
    quads = parse("\n".join(triples(_read("lab.fr.jsonld"))), RdfFormat.N_QUADS)
    assert {quad.predicate.value for quad in quads} <= ontology.declared_predicates()
