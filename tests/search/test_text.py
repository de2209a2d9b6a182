"""Free text on the sample network: accents, stems, synonyms, mistakes, beginnings, the lab's words."""

import pytest
from pages_kit import NOW

from server.search.criteria import Criteria
from server.search.find import Finder
from server.search.found import Found

#: What is typed → labs that must be among the answers, labs that must not.
TABLE = (
    ("découpe laser", "gier ondaine ruban", "plaine chambon"),
    ("decoupe laser", "gier ondaine ruban", "plaine chambon"),
    ("laser cutter", "gier ondaine ruban", "plaine chambon"),
    ("laser cutting", "gier ondaine", "plaine"),
    ("graveuse", "gier ondaine", "plaine"),
    ("plexiglas", "gier", "plaine"),
    ("plexiglass", "gier", "plaine"),
    ("decoupeuse lazer", "gier ondaine", "plaine"),
    ("impriment 3d", "gier roanne", "ondaine"),
    ("sewing machine", "ondaine ruban", "gier"),
    ("machine à coudre", "ondaine ruban", "gier"),
    ("la grande laser", "gier", "ondaine"),
    ("laser saint-etienne", "ruban campus", "gier ondaine"),
    ("LASER SAINT-ÉTIENNE", "ruban campus", "gier ondaine"),
    ("vizézy", "forez", "gier"),
    ("firmi", "ondaine", "gier"),
)


def slugs(found: Found) -> set[str]:
    return {hit.slug for hit in found.hits}


@pytest.mark.parametrize(("text", "among", "without"), TABLE, ids=[row[0] for row in TABLE])
def test_found(finder: Finder, text: str, among: str, without: str) -> None:
    found = finder.everything(Criteria(text=text), NOW)
    assert set(among.split()) <= slugs(found)
    assert not set(without.split()) & slugs(found)
    assert not found.loosened


def test_a_forgiven_mistake_is_told(finder: Finder) -> None:
    assert finder.find(Criteria(text="lazer"), NOW).corrected == {"lazer": "laser"}
    assert finder.find(Criteria(text="laser"), NOW).corrected == {}


def test_some_words_are_better_than_nothing(finder: Finder) -> None:
    found = finder.find(Criteria(text="laser xylophone"), NOW)
    assert found.loosened
    assert "gier" in slugs(finder.everything(Criteria(text="laser xylophone"), NOW))


@pytest.mark.parametrize("text", ["zzzzzz", "\x00\ud800x", "🦊", "*", '"AND" OR )(', "a" * 10_000])
def test_nothing_found_is_no_error(finder: Finder, text: str) -> None:
    assert finder.find(Criteria(text=text), NOW).total >= 0


def test_the_machines_that_have_the_words_are_shown(finder: Finder) -> None:
    (gier,) = [hit for hit in finder.everything(Criteria(text="grande laser"), NOW).hits if hit.slug == "gier"]
    assert [machine.id for machine in gier.machines] == ["laser-1"]


def test_a_lab_found_by_its_name_shows_no_machine_unless_asked(finder: Finder) -> None:
    alone = finder.find(Criteria(text="Saint-Chamond"), NOW).hits[0]
    assert (alone.slug, alone.machines) == ("gier", [])
    with_type = finder.find(Criteria(text="Saint-Chamond", loanable=True), NOW).hits[0]
    assert [machine.id for machine in with_type.machines] == ["imp-nomade"]
