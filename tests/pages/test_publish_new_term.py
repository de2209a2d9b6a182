"""A property that ontology and shapes have gained is a field of `/publish`, and what is typed is in the file."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from publish_kit import Writer, empty_site

import shapes
from ontology import FAB, Key, Term
from server.publish import model
from server.store.guard import GuardPool

NOISE = FAB + "loudness"
KEYS = (Key("bruitDb", "fr", NOISE, "integer", twin="noiseDb"), Key("noiseDb", "en", NOISE, "integer", twin="bruitDb"))
TERM = Term(
    NOISE, {"fr": "bruit", "en": "noise"}, {"fr": "Mesuré à un mètre.", "en": "Measured at a metre."},
    {"fr": '"bruitDb": 80', "en": '"noiseDb": 80'}, keys=KEYS, domains=(FAB + "Machine",),
    ranges=("http://www.w3.org/2001/XMLSchema#integer",), subject="machine", is_property=True,
)  # fmt: skip
RULE = shapes.Asked("X1-noise", "Warning", NOISE, under=FAB + "hasMachine", least=1)


@pytest.fixture
def gained(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The ontology with that property, the shapes with that rule."""
    ours = model.ours()
    known = replace(ours, terms=(*ours.terms, TERM), asked=(*ours.asked, RULE))
    with monkeypatch.context() as patched:
        patched.setattr(model, "ours", lambda: known)
        model.fields.cache_clear()
        yield
    model.fields.cache_clear()


@pytest.mark.usefixtures("gained")
@pytest.mark.parametrize(
    ("lang", "key", "said"),
    [("fr", "bruitDb", "Bruit .*conseillé.*Mesuré à un mètre. Exemple\\s:\\s80"),
     ("en", "noiseDb", "Noise .*advised.*Measured at a metre. Example: 80")],
)  # fmt: skip
def test_it_is_there(tmp_path: Path, pool: GuardPool, lang: str, key: str, said: str) -> None:
    writer = Writer(empty_site(tmp_path, pool), lang)
    writer.press("whole")
    form = writer.send("add:/machines", {"new:/machines": "Laser"})
    assert form.fields[f"/machines/#laser/{key}"] == ""
    field = re.search(
        rf'<label for="(\w+)">{said}.*?<input id="\1" name="/machines/#laser/{key}"', writer.answer.text, re.S
    )
    assert field
    form = writer.send("keep", {f"/machines/#laser/{key}": "72"})
    assert form.document["machines"]["#laser"][key] == 72
