"""A whole small hub for the tests of the pages: the sample network judged, kept, published; and bad neighbours."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import cast

import html5rdf  # type: ignore[import-untyped]
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from harvester import registry
from harvester.check import Checker
from harvester.decide import Decision, Visited, decide, withdrawal
from harvester.desk import keys
from harvester.failures import Failure
from harvester.fetch import Document
from harvester.judge import judge
from harvester.keep import keep
from harvester.profile import pipeline_version, profile_of
from harvester.registry import Source
from harvester.report import Outcome
from harvester.shared import load_registry
from server.app import create_app
from server.pages.ask import Ask
from server.pages.holder import COOKIE
from server.pages.site import Site
from server.places import Places
from server.rounds import Hub
from server.search.find import Finder
from server.settings import Settings
from server.sparql.run import Pool
from server.store.guard import GuardPool

ROOT = Path(__file__).parents[2]
LOIRE = ROOT / "examples" / "loire"
SAMPLES = Path(__file__).parent / "samples"
NOW = datetime(2026, 11, 26, 11, 0)  # Thursday noon in the Loire
VISITED = NOW - timedelta(hours=2)
LONG_WORD = "m" * 10_000
#: What a browser sends along with a form of ours.
BROWSER = {"Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Site": "same-origin", "Origin": "https://commons.example"}


class SmallHub:
    """A data folder filled as the harvester fills it, without HTTP."""

    def __init__(self, data: Path) -> None:
        self.settings = Settings.read(data=data, public_base_url="https://commons.example", query_rate=0)
        self.hub = Hub(self.settings, lambda: NOW)
        self.engine = self.hub.engine

    def add_registry(self, file: Path) -> None:
        load_registry(self.engine, self.settings.data, file, self.hub.target.names.registry, NOW)

    def register(self, slug: str) -> Source:
        return registry.add(self.engine, f"https://{slug}.example/fablab.jsonld", VISITED, slug=slug)

    def receive(self, source: Source, content: bytes, at: datetime = VISITED) -> Decision:
        verdict = judge(content, source.base, profile_of(self.settings, at))
        return self._keep(Visited(source, at, 0.1, Document(content, source.url), verdict))

    def fail(self, slug: str, failure: Failure, at: datetime = VISITED) -> Decision:
        return self._keep(Visited(self.source(slug), at, 0.1, failure))

    def withdraw(self, slug: str) -> None:
        visited = Visited(self.source(slug), VISITED, 0.0, Failure("T-gone"), fetched=False)
        decision = Decision(visited, Outcome.GONE, {})
        keep(self.engine, self.settings.data, [withdrawal(decision, VISITED)], 3)

    def source(self, slug: str) -> Source:
        with self.engine.connect() as db:
            return registry.named(db, [slug])[0]

    def _keep(self, visited: Visited) -> Decision:
        decision = decide(visited, pipeline_version(self.settings), VISITED.date().isoformat(), self.settings)
        keep(self.engine, self.settings.data, [decision], 3)
        return decision


def sample_hub(data: Path) -> SmallHub:
    """The network «Loire», a hostile lab, a source that fails, one that never answered, one that is gone."""
    small = SmallHub(data)
    small.add_registry(LOIRE / "registry.ttl")
    for file in sorted((LOIRE / "labs").glob("*.jsonld")):
        small.receive(small.register(file.stem), file.read_bytes())
    hostile = (SAMPLES / "hostile.jsonld").read_text(encoding="utf-8").replace("LONGWORD", LONG_WORD)
    assert small.receive(small.register("hostile"), hostile.encode()).outcome == "QUARANTINED"
    small.register("muet")
    small.fail("boen", Failure("T-status", "404", 404))
    small.receive(small.register("parti"), (LOIRE / "labs" / "boen.jsonld").read_bytes())
    small.withdraw("parti")
    assert small.hub.publish() is not None
    return small


@dataclass
class Answering:
    """A site over a hub whose clock the test may move."""

    small: SmallHub
    pool: Pool
    now: datetime = NOW
    session: str = ""
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        pool = cast(GuardPool, self.pool)
        self.app = create_app(self.small.settings, pool, self.small.engine, lambda: self.now)

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client(use_cookies=not self.session)

    def close(self) -> None:
        """End the processes that check."""
        self.app.extensions["checker"].close()

    def get(self, path: str, lang: str = "fr", **headers: str) -> TestResponse:
        """As a browser asks; headers with underscores for hyphens."""
        sent = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": lang}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"Cookie": f"{COOKIE}={self.session}"} if self.session else {}
        return self.client.get(path, headers=sent, buffered=True)

    def post(self, path: str, lang: str = "fr", sender: dict[str, str] | None = None, **fields: str) -> TestResponse:
        """As a browser sends a form of ours; `sender` in the place of its headers."""
        headers = {"Accept-Language": lang, **(BROWSER if sender is None else sender)}
        headers |= {"Cookie": f"{COOKIE}={self.session}"} if self.session else {}
        return self.client.post(path, data=fields, headers=headers, buffered=True)

    def held_by(self, slug: str = "") -> str:
        """The secret of a session: of a lab, or of a moderator."""
        source = self.small.source(slug).id if slug else None
        name = f"lab:{slug}" if slug else "maud"
        with self.small.engine.begin() as db:
            secret = keys.make(db, "edit" if slug else "moderator", self.now, source=source, subject=name)
            key = keys.find(db, secret, "edit" if slug else "moderator", self.now)
            assert key is not None
            return keys.make(db, "session", self.now, source=source, subject=name, parent=key.id)

    def follow(self, path: str, **headers: str) -> TestResponse:
        """The same, to where it leads: from any IRI to its page."""
        answer = self.get(path, **headers)
        return self.get(answer.headers["Location"], **headers) if answer.status_code in (301, 303) else answer


def lone(small: SmallHub, now: datetime = NOW) -> Site:
    """What pages depend on, for what asks neither the store nor the finder."""
    finder = Finder(lambda: None, small.settings.zone)
    places, checker = Places(small.settings.data), Checker(small.settings, small.engine, lambda: now)
    return Site(cast(Ask, None), small.settings, small.engine, lambda: now, places, finder, checker)


_CODE = ("code", "pre", "script", "style", "textarea")


class Outline(HTMLParser):
    """What a page asks for, links to, sends forms to and shows: assets, links, sends; text outside of code."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.assets: list[str] = []
        self.alternates: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.sends: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag == "a":
            self.links.append(given.get("href", ""))
        self.assets += [given[name] for name in ("src", "srcset", "data", "poster") if name in given]
        sends = tag == "form" and given.get("method", "").lower() == "post"
        if "action" in given or "formaction" in given:
            (self.sends if sends else self.assets).append(given.get("action") or given["formaction"])
        alternate = given.get("rel") == "alternate"
        self.alternates += [(given["href"], given["type"])] if tag == "link" and alternate else []
        self.assets += [given["href"]] if tag == "link" and not alternate else []
        self._hidden += tag in _CODE

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _CODE

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


def valid(page: str) -> None:
    """Parse as the HTML standard does; any error of the page raises."""
    html5rdf.HTMLParser(strict=True).parse(page)
