"""Open Know-How manifests in the forms that projects write: members of a project, without names; bombs are refused."""

import json
from datetime import date

import pytest

from harvester.adapters import adapt
from harvester.adapters.fragment import Fragment, read_fragment
from harvester.adapters.okh import project
from harvester.adapters.received import Limits, Received
from harvester.errors import DocumentError
from harvester.judge import Profile, judge
from harvester.report import Outcome

URL = "https://git.example/lampe/okh.toml"
V1 = """# Open Know-How 1.0
title: Lampe
description: |
  Éclaire bien.
documentation-language: fr
license:
  hardware: CERN-OHL-S-2.0
contact:
  name: Camille Martin
documentation-home: https://lampe.example/
version: 1.10
date-created: 2024-13-99
image: docs/photo.jpg
"""
LOSH = """okhv = "OKH-LOSHv1.0"
name = "Lampe"
repo = "https://git.example/lampe"
license = "MIT OR Apache-2.0"
licensor = "Camille Martin <camille@mail.example>"
documentation-language = "fr"
function = "Éclaire"
tsdc = ["3DP", "COT"]
readme = "README.md"
[[part]]
name = "Pied"
tsdc = "CNC"
material = "Contreplaqué"
"""


def read(content: str | bytes, url: str = URL) -> Fragment:
    return project(Received(content.encode() if isinstance(content, str) else content, "", url))


def test_version_1_in_yaml() -> None:
    made = read(V1)
    assert made.members == {
        "nom": {"fr": "Lampe"}, "description": {"fr": "Éclaire bien."}, "url": "https://lampe.example/",
        "version": "1.10", "langue": "fr", "licence": "CERN-OHL-S-2.0",
        "image": "https://git.example/lampe/docs/photo.jpg",
    }  # fmt: skip
    assert [f.rule for f in made.findings] == ["F3-persons"]
    assert "Camille" not in made.written()
    assert read_fragment(made.written()) == made


def test_losh_in_toml() -> None:
    made = read(LOSH)
    assert made.members["necessite"] == ["fabrication-additive", "fraisage-cnc"]
    assert made.members["utiliseMateriaux"] == ["contreplaque"]
    assert made.members["depot"] == "https://git.example/lampe"
    assert made.members["note"] == {"@none": "licence: MIT OR Apache-2.0"}
    assert "licence" not in made.members
    assert {f.rule for f in made.findings} == {"F3-licence", "F3-persons"}
    assert "Camille" not in made.written()


def test_json() -> None:
    made = read(json.dumps({"okhv": "2.4", "name": "Lampe", "license": "MIT", "fork-of": "https://git.example/mère"}))
    assert made.members == {"nom": {"@none": "Lampe"}, "licence": "MIT", "inspireDe": "https://git.example/mère"}


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize("content", [
    BOMB, f"name: x\n{BOMB}", "name: " + "[" * 5000, "[" * 100_000, "{" * 100_000, '{"name": ' * 5000, "", "x", "- a",
    "name: !!python/object/apply:os.system ['true']", "a = 1", "name = ''", b"\xff\xfe",
    "<!doctype html><title>404</title>", "? " * 3000, "name: &x [*x]",
])  # fmt: skip
def test_what_is_no_manifest_is_named(content: str | bytes) -> None:
    with pytest.raises(DocumentError, match="F1-form"):
        read(content)


@pytest.mark.parametrize(("length", "most"), [(1_100_000, 1024 * 1024), (200, 100)])
def test_what_is_too_large_is_named(length: int, most: int) -> None:
    large = Received(b"name: x" + b" " * length, url=URL, limits=Limits(manifest_bytes=most))
    with pytest.raises(DocumentError, match="F1-large") as raised:
        project(large)
    assert raised.value.params == {"key": str(most)}


@pytest.mark.parametrize("content", [V1, LOSH, '{"okhv": "2.4", "name": "Lampe"}'])
def test_at_a_labs_address_it_is_refused_with_where_it_belongs(content: str) -> None:
    verdict = judge(content.encode(), "https://lab.example/okh.toml", Profile(date(2026, 11, 26)))
    assert (verdict.outcome, [f.rule for f in verdict.findings]) == (Outcome.REJECTED, ["F4-project"])


def test_a_lab_file_that_speaks_of_manifests_is_none() -> None:
    content = b'{"@context": "https://w3id.org/fabcommons/context/v1", "okhv": "x", "name": "y"}'
    assert adapt(Received(content), "https://lab.example/x").kind == "json-ld"
