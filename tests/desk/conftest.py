"""A hub with pages, over a web of labs on loopback."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest
from support.commons import Commons
from support.desk import Desk

from server.store.guard import GuardPool


@pytest.fixture(scope="session")
def pool() -> Iterator[GuardPool]:
    with GuardPool(workers=1) as pool:
        yield pool


@pytest.fixture
def make_desk(make_commons: Callable[..., Commons], pool: GuardPool) -> Iterator[Callable[..., Desk]]:
    """Makes a hub with these settings."""
    with ExitStack() as stack:

        def make(**limits: Any) -> Desk:
            usual = {"registration_rate": 0, "moderation_rate": 0}
            return stack.enter_context(closing(Desk(make_commons(**{**usual, **limits}), pool)))

        yield make


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk()
