"""The dumps and descriptions as files, for the command `export`: one table."""

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import BinaryIO

from pyoxigraph import RdfFormat, Triple, serialize

from harvester.errors import FabcommonsError
from harvester.hub import open_hub
from server.catalog import dcat, void
from server.catalog.scene import Scene, scene
from server.catalog.terms import NAMESPACES
from server.settings import Settings
from server.store.dump.plan import WHOLE
from server.store.dump.served import Dump, served


class NoDumpError(FabcommonsError):
    """There is nothing to export yet (for the operator)."""

    hint = "Run `fabcommons harvest`; the dump is written with the next generation."


def _dump(name: str) -> Callable[[Settings, datetime], BinaryIO]:
    return lambda settings, _now: _served(settings).file(name).open("rb")


def _described(describe: Callable[[Scene], Iterator[Triple]]) -> Callable[[Settings, datetime], BinaryIO]:
    def write(settings: Settings, now: datetime) -> BinaryIO:
        manifest = _served(settings).manifest()
        engine = open_hub(settings.data)
        seen = scene(manifest, settings, engine, now)
        engine.dispose()
        return io.BytesIO(serialize(describe(seen), format=RdfFormat.TURTLE, prefixes=NAMESPACES) or b"")

    return write


def _served(settings: Settings) -> Dump:
    dump = served(settings.data)
    if dump is None:
        raise NoDumpError("no dump has been written here")
    return dump


#: Kind → what opens it, from the settings and the time (UTC).
FILES: Mapping[str, Callable[[Settings, datetime], BinaryIO]] = {
    "dump-nq": _dump(f"{WHOLE}.nq.gz"),
    "dump-ttl": _dump(f"{WHOLE}.ttl.gz"),
    "catalog": _described(dcat.catalogue),
    "void": _described(void.void),
}
