"""The made-up communes, once for the tests that only read."""

import made_up
import pytest

from server.places import Places


@pytest.fixture(scope="session")
def communes(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return made_up.places(tmp_path_factory.mktemp("places"))
