"""A hub whose clock a test moves, with a real mail server, and its site: what the tests of «be told» start from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from flask import Flask
from flask.testing import FlaskClient
from support.commons import Commons
from support.mail import Mailbox

from harvester.desk import contacts
from server.app import create_app
from server.sparql.run import Pool
from server.store.guard import GuardPool

HUB = "https://commons.example"
LINK = re.compile(r"https://commons\.example(/contacts/\w+/[\w-]+)")


@dataclass
class Town:
    """A hub, its mail server, its site. Nothing sleeps: days pass when a test says so."""

    commons: Commons
    box: Mailbox
    pool: Pool
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        hub = self.commons.hub
        self.app = create_app(self.commons.settings, cast(GuardPool, self.pool), hub.engine, hub.clock)

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def get(self, path: str, lang: str = "fr", **headers: str) -> Any:
        return self.client.get(path, headers={"Accept": "text/html", "Accept-Language": lang, **headers})

    def post(self, path: str, **form: str) -> Any:
        headers = {"Accept": "text/html", "Origin": HUB, "Sec-Fetch-Site": "same-origin"}
        return self.client.post(path, data=form, headers=headers)

    def add(self, slug: str, email: str, lang: str = "fr") -> None:
        with self.commons.hub.engine.begin() as db:
            contacts.add(db, self.commons.source(slug).id, email, lang, self.commons.clock())

    def contact(self, slug: str, email: str, lang: str = "fr") -> None:
        """A contact who asked and pressed the button; the e-mail for it is put aside."""
        self.add(slug, email, lang)
        self.commons.hub.post()
        assert self.box.to.pop() == [email]
        answer = self.post(link_in(self.box.text()))
        assert answer.status_code == 303, answer.text
        self.box.taken.pop()

    def live(self, *, days: float = 0, hours: float = 0, step: float = 6) -> None:
        """Let time pass, with a round every so many hours, and what it has to say sent."""
        end = self.commons.clock.now + timedelta(days=days, hours=hours)
        while self.commons.clock.now < end:
            self.commons.clock.pass_by(hours=step)
            self.turn()

    def turn(self) -> None:
        """A round, and what it has to say sent."""
        self.commons.hub.round()
        self.commons.hub.post()

    def letters(self) -> Sequence[tuple[str, str]]:
        """(day, subject) of every e-mail taken."""
        return [(f"{each['Date'].datetime:%m-%d}", str(each["Subject"])) for each in self.box.taken]


def link_in(text: str) -> str:
    """The path of the first link that does something."""
    found = LINK.search(text)
    assert found, text
    return found[1]
