"""A lab with more machines than a page holds: its maintenance and its labels are paged, and nothing is lost."""

from pathlib import Path

import pytest
from pages_kit import Answering, Outline, SmallHub, valid
from qr_kit import codes_of
from support.labs import lab, machine, text

from server.store.guard import GuardPool

MACHINES = 130


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Answering:
    """130 machines, each with a task that nobody noted as done; that of the last one is safety-critical."""
    folder: Path = tmp_path_factory.mktemp("long")
    small = SmallHub(folder)
    machines = {f"#m-{number:03}": _machine(number) for number in range(MACHINES)}
    small.receive(small.register("grand"), text(lab(machines)))
    small.hub.publish()
    return Answering(small, pool)


def _machine(number: int) -> dict[str, object]:
    tasks = {f"#t-{number:03}": {"nom": f"Tâche {number:03}", "intervalleJours": 30, "critiqueSecurite": number == 129}}
    return machine(f"Machine {number:03}", entretien=tasks)


def test_maintenance_is_paged_dangers_first(big: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(big, "session", big.held_by("grand"))
    first, second = (big.get(f"/labs/grand/maintenance?page={number}").text for number in (1, 2))
    valid(first)
    assert Outline(first).text.index("Tâche 129") < Outline(first).text.index("Tâche 000")
    assert [page.count('class="due-never"') for page in (first, second)] == [100, 30]
    assert big.get("/labs/grand/maintenance?page=3").status_code == 404


def test_labels_are_paged_and_each_page_chooses_from_its_own(big: Answering) -> None:
    codes = [code for page in (1, 2) for code in codes_of(big.get(f"/labs/grand/labels?page={page}").text)]
    assert codes == [f"https://commons.example/machines/grand/m-{number:03}" for number in range(MACHINES)]
    assert len(codes_of(big.get("/labs/grand/labels?page=2&machine=m-120").text)) == 1
    assert big.get("/labs/grand/labels?machine=m-120").status_code == 400
    assert 'name="page" value="2"' in big.get("/labs/grand/labels?page=2").text
