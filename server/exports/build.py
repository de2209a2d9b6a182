"""Makes an export as a whole: complete, or not at all."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from server.exports.kinds import Hub, Kind, Wanted
from server.exports.reading import Reading
from server.pages.ask import Unanswered
from server.sparql.run import Pool
from server.store.answers import DatasetReplaced, NoDataset
from server.store.generations import in_turn


def build(kind: Kind, wanted: Wanted, hub: Hub, pool: Pool, generation: Callable[[], Path | None]) -> BinaryIO:
    """In: what to tell of, the guard pool, what names the current generation. Out: the export in a temporary file.

    Errors: Unanswered, when nothing is published yet or the store could not answer.
    """
    replaced = Unanswered(NoDataset())
    for current in in_turn(generation):  # one that is deleted while it is read: the next one, from its beginning
        try:
            return _written(kind, wanted, hub, Reading(pool, current))
        except Unanswered as error:
            if not isinstance(error.problem, DatasetReplaced):
                raise
            replaced = error
    raise replaced


def _written(kind: Kind, wanted: Wanted, hub: Hub, reading: Reading) -> BinaryIO:
    """On disk, so that memory does not grow with the network; the file is gone with its last handle."""
    file = cast(BinaryIO, tempfile.TemporaryFile(prefix="fabcommons-"))  # noqa: SIM115 - the caller closes it
    try:
        for piece in kind.write(reading, wanted, hub):
            file.write(piece.encode("utf-8"))
    except BaseException:
        file.close()
        raise
    file.flush()
    return file
