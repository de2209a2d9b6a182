"""A hub whose pages are asked as browsers ask: sessions in a jar of cookies, forms that say whence they come."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from harvester.desk import moderators
from harvester.desk.acts import Act
from harvester.desk.acts import on as acts_on
from server.app import create_app
from server.store.guard import GuardPool
from support.commons import Commons


class Browser:
    """Somebody's browser at the hub."""

    def __init__(self, app: Flask, base: str) -> None:
        self.client: FlaskClient = app.test_client()
        self.own = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "fr", "Sec-Fetch-Site": "same-origin"}
        self.base = base

    def get(self, path: str, **headers: str) -> TestResponse:
        """A page."""
        return self.client.get(path, headers={**self.own, **headers}, base_url=self.base, buffered=True)

    def post(self, path: str, data: Mapping[str, Any], sender: Mapping[str, str] | None = None) -> TestResponse:
        """A form, by default one of the hub's own pages."""
        headers = {**self.own, "Origin": self.base} if sender is None else {"Accept": "text/html", **sender}
        return self.client.post(path, data=data, headers=headers, base_url=self.base, buffered=True)

    def follow(self, answer: TestResponse) -> TestResponse:
        """Where an answer leads."""
        assert answer.status_code in (301, 303), answer.text
        return self.get(answer.headers["Location"])


class Desk:
    """A hub with its web of labs, its pages, and whoever comes."""

    def __init__(self, commons: Commons, pool: GuardPool) -> None:
        self.commons = commons
        self.app = create_app(commons.settings, pool, commons.hub.engine, commons.clock)
        self.base = commons.settings.public_base_url

    def browser(self) -> Browser:
        """A new one, that nobody knows."""
        return Browser(self.app, self.base)

    def token(self, name: str = "Aïcha", days: int | None = None) -> str:
        """A moderator's."""
        with self.commons.hub.engine.begin() as db:
            return moderators.add(db, name, days, "operator", self.commons.clock())

    def moderator(self, name: str = "Aïcha") -> Browser:
        """A browser in which a moderator is signed in."""
        browser = self.browser()
        assert browser.post("/moderation", {"token": self.token(name)}).status_code == 303
        return browser

    def round(self) -> None:
        """What the collecting thread does."""
        self.commons.hub.round()

    def acts(self, subject: str = "") -> list[Act]:
        """The log, newest first."""
        return list(acts_on(self.commons.hub.engine, subject))

    def close(self) -> None:
        """End what the pages started."""
        self.app.extensions["checker"].close()
