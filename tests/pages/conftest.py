"""The sample hub, built once, and the site over it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from desk_kit import Desk
from pages_kit import Answering, SmallHub, sample_hub

from server.store.guard import GuardPool


@pytest.fixture(scope="session")
def pool() -> Iterator[GuardPool]:
    with GuardPool(workers=1) as pool:
        yield pool


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Answering:
    return Answering(sample_hub(tmp_path_factory.mktemp("pages")), pool)


@pytest.fixture
def empty(tmp_path: Path, pool: GuardPool) -> Answering:
    """A hub of which nothing was ever published."""
    return Answering(SmallHub(tmp_path), pool)


@pytest.fixture
def moderator(site: Answering) -> Iterator[Answering]:
    """The site as a moderator sees it."""
    site.session = site.held_by()
    yield site
    site.session = ""


@pytest.fixture
def make_desk(tmp_path: Path, pool: GuardPool) -> Iterator[Callable[..., Desk]]:
    """Makes a hub of two labs with desks; keyword arguments are settings."""
    with ExitStack() as stack:
        yield lambda **limits: stack.enter_context(closing(Desk.made(tmp_path / "data", pool, **limits)))


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk()
