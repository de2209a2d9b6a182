"""The real network, imported, harvested and asked: a part of it at each run, the whole of it among the slow tests."""

from pathlib import Path

import pytest

from bench import truth
from bench.real_network import RECORDS, run

pytestmark = pytest.mark.skipif(not RECORDS.exists(), reason="the real records are not there (bench/README.md)")


def test_a_part_of_the_real_network_gives_the_answers_of_its_records(tmp_path: Path) -> None:
    report = run(truth.some(truth.read(RECORDS), 40), tmp_path, hosts=8)
    assert report.failed == []


@pytest.mark.slow
def test_the_real_network_gives_the_answers_of_its_records(tmp_path: Path) -> None:
    report = run(truth.read(RECORDS), tmp_path)
    assert report.failed == []
