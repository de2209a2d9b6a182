"""The sample dataset, made once for all the queries."""

import pytest
from pyoxigraph import Store

from tests.queries.dataset import sample_store


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return sample_store(tmp_path_factory.mktemp("sample"))
