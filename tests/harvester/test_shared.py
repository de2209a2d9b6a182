"""The shared subjects: loaded whole, logged thing by thing, published at once."""

from pathlib import Path

import pytest
from support.commons import Commons
from support.labs import lab

from harvester.errors import RegistryError
from harvester.hub import changes, versions

MAKER = "https://w3id.org/fabcommons/maker/"
PREFIXES = "@prefix schema: <http://schema.org/> . @prefix fab: <https://w3id.org/fabcommons/ns#> .\n"


def load(commons: Commons, path: Path, content: str) -> int:
    path.write_text(PREFIXES + content)
    return commons.load_registry(path)


def logged(commons: Commons) -> list[tuple[str, str]]:
    return [(row.entity.removeprefix(MAKER), row.action) for row in commons.table(changes)]


def test_load_change_and_remove(commons: Commons, tmp_path: Path) -> None:
    file = tmp_path / "shared.ttl"
    one, other = f'<{MAKER}one> schema:name "Un" .', f'<{MAKER}other> schema:name "Autre" .'
    assert load(commons, file, one + other) == 2
    assert commons.publish() is not None
    named = f"SELECT ?n {{ ?m <http://schema.org/name> ?n FILTER(STRSTARTS(STR(?m), '{MAKER}')) }} ORDER BY ?n"
    assert commons.ask(named) == [("Autre",), ("Un",)]
    load(commons, file, one.replace("Un", "Une") + f'<{MAKER}new> schema:address [ schema:name "ici" ] .')
    commons.publish()
    assert sorted(logged(commons)) == sorted(
        [("one", "created"), ("other", "created"), ("one", "updated"), ("new", "created"), ("other", "deleted")]
    )
    assert commons.ask(f"SELECT ?n {{ <{MAKER}one> <http://schema.org/name> ?n }}") == [("Une",)]


def test_same_content_is_no_change(commons: Commons, tmp_path: Path) -> None:
    for content in (f'<{MAKER}one> schema:name "Un" .', f'# said otherwise\n<{MAKER}one> schema:name "Un" .'):
        load(commons, tmp_path / "shared.ttl", content)
    assert len(commons.table(versions)) == 1
    assert (commons.data / "registry.ttl").read_text().count("said otherwise") == 1


@pytest.mark.parametrize(
    ("content", "message"), [("<no> <turtle>", "is not Turtle"), (None, "No such file or directory")]
)
def test_what_cannot_be_loaded_changes_nothing(
    commons: Commons, tmp_path: Path, content: str | None, message: str
) -> None:
    load(commons, tmp_path / "good.ttl", f'<{MAKER}one> schema:name "Un" .')
    bad = tmp_path / "bad.ttl"
    with pytest.raises(RegistryError, match=message):  # noqa: PT012 - both ways of loading refuse
        if content is None:
            commons.load_registry(bad)
        else:
            load(commons, bad, content)
    assert len(commons.table(versions)) == 1
    assert "one" in (commons.data / "registry.ttl").read_text()


def test_common_plans_reach_the_machines_of_labs(commons: Commons) -> None:
    """A lab's machine has due dates of its model's plan as soon as the registry is loaded, without being visited."""
    model = "furan-laser/fl-6040"
    laser = {"nom": "Laser", "typeMachine": "laser-co2", "etat": "en-service", "modele": model}
    commons.register("lab", lab(machines={"#laser": laser}))
    commons.round()
    query = "SELECT ?t { ?m <https://w3id.org/fabcommons/ns#scheduledTask> ?t }"
    assert commons.ask(query) == []
    commons.load_registry()
    commons.publish()
    assert len(commons.ask(query)) >= 3
    assert len(commons.web.asked) == 1
