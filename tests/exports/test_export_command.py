"""The command `export` writes what the web serves."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from pages_kit import Answering

from server.catalog.files import FILES
from server.cli import cli
from server.exports.kinds import KINDS, Kind


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["export", *arguments])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_file(site: Answering, kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FABCOMMONS_PUBLIC_BASE_URL", "https://commons.example")
    out = tmp_path / "out"
    told = run(kind.name, "--out", str(out), "--data", str(site.small.settings.data))
    assert told.exit_code == 0, told.output
    served = site.get(kind.path).data
    if kind.name.startswith("machines"):
        assert out.read_bytes() == served
    assert len(out.read_bytes().splitlines()) == len(served.splitlines())
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", FILES)
def test_dump_or_description(site: Answering, name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = run(name, "--out", str(out), "--data", str(site.small.settings.data))
    assert told.exit_code == 0, told.output
    if name.startswith("dump-"):
        assert out.read_bytes() == site.get(f"/dump/fabcommons.{name.removeprefix('dump-')}.gz").data
    else:
        assert len(list(ox.parse(out.read_bytes(), ox.RdfFormat.TURTLE))) > 500
    assert run(name, "--out", "-", "--data", str(tmp_path / "empty")).exit_code == 1


def test_standard_output_and_filters(site: Answering) -> None:
    data = str(site.small.settings.data)
    told = run("machines-csv", "--out", "-", "--data", data, "--type", "laser-co2", "--licence", "CC-BY-SA-4.0")
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[0].startswith("iri,lab,")
    assert all("/forez.example/" in line for line in lines[1:])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("machines-csv", "--out", "-", "--type", "nope"), "'nope' is not in the list 'type'"),
        (("labs-csv", "--out", "-", "--licence", "nope"), "'nope' is not in the list 'licence'"),
        (("labs-csv", "--out", "-", "--type", "laser-co2"), "takes no --type"),
        (("labs-csv", "--out", "/proc/nowhere/labs.csv"), "/proc/nowhere/labs.csv cannot be written"),
    ],
)
def test_refusals(site: Answering, arguments: tuple[str, ...], words: str) -> None:
    told = run(*arguments, "--data", str(site.small.settings.data))
    assert told.exit_code == 1
    assert words in str(told.exception)


def test_nothing_published(tmp_path: Path) -> None:
    told = run("labs-csv", "--out", str(tmp_path / "out"), "--data", str(tmp_path / "data"))
    assert told.exit_code == 1
    assert "No dataset has been published here yet" in str(told.exception)
    assert not (tmp_path / "out").exists()


def test_unknown_kind() -> None:
    told = run("nope", "--out", "-")
    assert told.exit_code == 2
    assert "labs-csv" in told.output
