"""The sample network, published once with its search index."""

from collections.abc import Iterator

import pytest
from pages_kit import SmallHub, sample_hub
from pyoxigraph import Store
from support.commons import served

from server.search.find import Finder
from tests.search.searching import finder_over


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> SmallHub:
    return sample_hub(tmp_path_factory.mktemp("search"))


@pytest.fixture(scope="session")
def finder(network: SmallHub) -> Finder:
    return finder_over(network)


@pytest.fixture(scope="session")
def store(network: SmallHub) -> Iterator[Store]:
    with served(network.settings.data) as store:
        yield store
