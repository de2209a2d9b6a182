"""The sample hub of the pages, built once, and the site over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pages_kit import Answering, SmallHub, sample_hub

from server.store.guard import GuardPool

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="session")
def pool() -> Iterator[GuardPool]:
    with GuardPool(workers=1) as pool:
        yield pool


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Answering:
    small = sample_hub(tmp_path_factory.mktemp("exports"))
    for file in sorted(SAMPLES.glob("*.jsonld")):
        assert small.receive(small.register(file.stem), file.read_bytes()).outcome in ("LOADED", "QUARANTINED")
    assert small.hub.publish() is not None
    return Answering(small, pool)


@pytest.fixture
def empty(tmp_path: Path, pool: GuardPool) -> Answering:
    """A hub of which nothing was ever published."""
    return Answering(SmallHub(tmp_path), pool)
