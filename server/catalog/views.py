"""`/catalog`, `/catalog/<slug>` and `/.well-known/void`: RDF in the format asked for, a page for people."""

from dataclasses import dataclass, field

from flask import Response, render_template
from sqlalchemy import Engine

from harvester.clock import Clock
from server.catalog import dcat, void, words
from server.catalog.datasets import history
from server.catalog.described import Described
from server.catalog.distributions import EXPORTS
from server.catalog.errors import NotYet, absent
from server.catalog.scene import Entry, Scene, scene
from server.pages import memory
from server.pages.paging import part
from server.settings import Settings
from server.store.dump.licences import code
from server.store.dump.served import Dump, served
from server.store.wording import size


@dataclass(frozen=True)
class Catalogue:
    """Answers for the catalogue of a hub."""

    settings: Settings
    engine: Engine
    clock: Clock
    described: Described = field(default_factory=Described)

    def whole(self, extension: str = "") -> Response:
        """`/catalog`."""
        dump = self._served()
        return self.described.respond(
            self._tag(dump), lambda: dcat.catalogue(self._scene(dump)), extension, lambda: _page(self._scene(dump))
        )

    def dataset(self, slug: str, extension: str = "") -> Response:
        """`/catalog/<slug>`."""
        dump = self._served()
        seen = self._scene(dump)
        entry = next((each for each in seen.entries if each.told.slug == slug), None)
        if entry is None:
            raise self._missing(slug)
        return self.described.respond(
            self._tag(dump), lambda: dcat.one(seen, entry), extension, lambda: _entry_page(entry)
        )

    def void(self, extension: str = "") -> Response:
        """`/.well-known/void`."""
        dump = self._served()
        return self.described.respond(self._tag(dump), lambda: void.void(self._scene(dump)), extension)

    def _served(self) -> Dump:
        dump = served(self.settings.data)
        if dump is None:
            raise NotYet
        return dump

    def _scene(self, dump: Dump) -> Scene:
        return scene(dump.manifest(), self.settings, self.engine, self.clock())

    def _tag(self, dump: Dump) -> str:
        """States of sources move with the clock: by the day, as far as a catalogue is concerned."""
        return f"{dump.stamp} {memory.sequence(self.engine)} {self.clock().date()}"

    def _missing(self, slug: str) -> Exception:
        source = memory.source(self.engine, slug)
        if source is None:
            return absent(404, words.NO_SUCH_DATASET)
        if source.gone_at:
            return absent(410, words.WITHDRAWN, slug, day=words.day(source.gone_at))
        return absent(404, words.NOT_PUBLISHED, slug)


def _page(seen: Scene) -> str:
    return render_template(
        "pages/catalog.html", part=part(seen.entries), code=code, size=size, exports=EXPORTS, manifest=seen.manifest
    )


def _entry_page(entry: Entry) -> str:
    return render_template("pages/dataset.html", entry=entry, code=code, size=size, history=history(entry))
