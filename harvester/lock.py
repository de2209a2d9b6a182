"""One harvester at a time: `harvest.lock` in the data folder."""

import fcntl
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harvester.errors import BusyError


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data folder for collecting and publishing. Errors: BusyError that names the holder."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "harvest.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise BusyError(f"another harvest runs: {file.read().strip() or 'unknown holder'}") from error
        file.truncate(0)
        file.write(f"process {os.getpid()} on {platform.node()}\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
