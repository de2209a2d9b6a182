"""A small hub of two labs for the tests of their desks, and edit links opened as a browser opens them."""

import json
from pathlib import Path
from typing import Any

from pages_kit import LOIRE, Answering, SmallHub
from sqlalchemy import Row, select

from harvester.desk import hosting, lost
from harvester.desk.tables import hosted_files, log_entries, mails
from harvester.lock import only_one
from server.pages.holder import COOKIE
from server.store.guard import GuardPool

LASER = "https://gier.example/fablab.jsonld#laser-1"
#: What a lab that leaves `text()` with the hub is called in addresses.
SLUG = "l-atelier-de-la-cote"
MINIMAL: dict[str, Any] = {
    "@context": "https://w3id.org/fabcommons/context/v1",
    "@id": "#lab",
    "@type": "FabLab",
    "nom": "L'Atelier de la Côte",
    "statut": "ouvert",
    "miseAJour": "2026-11-20",
    "licenceDonnees": "etalab-2.0",
    "adresse": {"commune": "Firminy", "codePostal": "42700", "pays": "FR"},
    "position": {"lat": 45.38, "lon": 4.28},
    "machines": {"#laser": {"nom": "La laser", "typeMachine": "laser-co2", "etat": "en-service"}},
}


def text(**members: Any) -> str:
    """A lab's file, as somebody pastes it."""
    return json.dumps({**MINIMAL, **members}, ensure_ascii=False, indent=1)


class Desk(Answering):
    """The site over a hub of its own, with the labs gier and ondaine."""

    @classmethod
    def made(cls, data: Path, pool: GuardPool, **limits: Any) -> "Desk":
        """In: a folder, the store's processes, settings."""
        small = SmallHub(data)
        small.settings = small.settings.model_copy(update={"smtp_host": "mail.example", **limits})
        small.hub.settings = small.settings
        small.add_registry(LOIRE / "registry.ttl")
        for slug in ("gier", "ondaine"):
            small.receive(small.register(slug), (LOIRE / "labs" / f"{slug}.jsonld").read_bytes())
        small.hub.publish()
        return cls(small, pool)

    def link(self, slug: str) -> str:
        """A new edit link's secret."""
        with self.small.engine.begin() as db:
            return hosting.edit_link(db, self.small.source(slug).id, self.now)

    def enter(self, secret: str) -> str:
        """Open an edit link; out: the secret of the session, which the next requests carry."""
        self.session = ""
        answer = self.get(f"/edit/{secret}")
        assert answer.status_code == 303, answer.text
        self.session = answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
        assert answer.headers["Set-Cookie"].startswith(f"{COOKIE}=")
        return self.session

    def gather(self, *slugs: str) -> None:
        """What a round does for these sources: read what the hub keeps, publish."""
        with only_one(self.small.settings.data):
            hub = self.small.hub
            hub.clock = lambda: self.now
            hub.harvest(hub.choose(slugs))
            hub.publish()

    def write(self) -> int:
        """Write the e-mails that were asked for; out: how many."""
        conf = self.small.settings
        return lost.answer(self.small.engine, conf.public_base_url, self.now, conf.reissue_kept, conf.reissue_most)

    def publish(self) -> None:
        """Publish what the log books say."""
        with only_one(self.small.settings.data):
            self.small.hub.clock = lambda: self.now
            self.small.hub.publish()

    def rows(self, table: Any) -> list[Row[Any]]:
        """All rows of a table."""
        with self.small.engine.connect() as db:
            return list(db.execute(select(table)).all())

    def state(self) -> tuple[object, ...]:
        """All that somebody at a desk could change, but for keys."""
        sources = [(s.url, s.hosted, s.status) for s in (self.small.source("gier"), self.small.source("ondaine"))]
        return (*sources, *map(tuple, (*self.rows(hosted_files), *self.rows(log_entries), *self.rows(mails))))
