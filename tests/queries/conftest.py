"""The sample dataset, made once for all the queries."""

import pytest
from pyoxigraph import RdfFormat, Store

from tests.queries.dataset import sample_quads


@pytest.fixture(scope="session")
def quads(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return sample_quads(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def store(quads: bytes) -> Store:
    return loaded(quads)


@pytest.fixture
def own_store(quads: bytes) -> Store:
    """A copy that a test may change."""
    return loaded(quads)


def loaded(quads: bytes) -> Store:
    store = Store()
    store.load(quads, RdfFormat.N_QUADS)
    return store
