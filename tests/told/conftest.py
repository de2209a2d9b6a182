"""A hub with a mail server."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.commons import Commons
from support.mail import Mailbox, mail_server
from telling_kit import HUB, Town

from server.store.guard import GuardPool


@pytest.fixture(scope="session")
def pool() -> Iterator[GuardPool]:
    with GuardPool(workers=1) as pool:
        yield pool


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server(Mailbox()) as box:
        yield box


@pytest.fixture
def make_town(make_commons: Callable[..., Commons], box: Mailbox, pool: GuardPool) -> Callable[..., Town]:
    """Makes a hub that can send e-mails; keyword arguments are settings."""

    def made(**limits: Any) -> Town:
        usual = {
            "public_base_url": HUB, "smtp_host": "127.0.0.1", "smtp_port": box.port, "smtp_security": "none",
            "mail_from": "hub@commons.example",
        }  # fmt: skip
        return Town(make_commons(**{**usual, **limits}), box, pool)

    return made


@pytest.fixture
def town(make_town: Callable[..., Town]) -> Town:
    return make_town()


@pytest.fixture
def data(town: Town) -> Path:
    return town.commons.data
