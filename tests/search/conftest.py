"""The sample network, published once with its search index."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pages_kit import SmallHub, sample_hub
from pyoxigraph import Store
from support.commons import served

from server.search.find import Finder
from server.store import generations


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> SmallHub:
    return sample_hub(tmp_path_factory.mktemp("search"))


@pytest.fixture(scope="session")
def finder(network: SmallHub) -> Finder:
    return finder_over(network.settings.data, network)


@pytest.fixture(scope="session")
def store(network: SmallHub) -> Iterator[Store]:
    with served(network.settings.data) as store:
        yield store


def finder_over(data: Path, network: SmallHub) -> Finder:
    return Finder(lambda: generations.current(data), network.settings.zone)
