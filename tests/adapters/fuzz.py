"""Coverage-guided fuzzing of what reads foreign bytes: `python tests/adapters/fuzz.py <door> <corpus> -runs=N`.

A door ends with an outcome, whatever came; another error, too much time or too much memory stops the run (libFuzzer).
"""

import contextlib
import resource
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["harvester.adapters", "harvester.feeds", "harvester.imports"]):
    from harvester.adapters import ADAPTERS
    from harvester.adapters.received import Limits, Received
    from harvester.errors import DocumentError, FabcommonsError
    from harvester.feeds.read import read_feed, window
    from harvester.imports.fablabs_io import read_fablabs_io

WINDOW = window(date(2026, 11, 26), 60, 50, "", "Europe/Paris")
LIMITS = Limits(unpacked_bytes=4 * 1024 * 1024)
BASE = "https://lab.example/x"


def adapters(content: bytes) -> None:
    """Each adapter that says it knows these bytes."""
    received = Received(content, "", BASE, LIMITS)
    for adapter in ADAPTERS:
        if adapter.recognises(received):
            with contextlib.suppress(DocumentError):
                adapter.adapt(received, BASE)


def feed(kind: str) -> Callable[[bytes], None]:
    """A feed that a lab's file links to."""

    def read(content: bytes) -> None:
        read_feed(kind, Received(content, "", BASE, LIMITS), WINDOW)

    return read


def directory(content: bytes) -> None:
    """Records of fablabs.io, one a line."""
    with tempfile.NamedTemporaryFile() as file, contextlib.suppress(FabcommonsError):
        file.write(content)
        file.flush()
        for _name, _document in read_fablabs_io(Path(file.name)):
            pass


DOORS: dict[str, Callable[[bytes], None]] = {
    "adapters": adapters, "ical": feed("ical"), "okh": feed("okh"), "spaceapi": feed("spaceapi"),
    "directory": directory,
}  # fmt: skip


def main() -> None:
    """Run libFuzzer over one door, within 4 GiB of addresses."""
    resource.setrlimit(resource.RLIMIT_AS, (4 * 1024**3, 4 * 1024**3))
    atheris.Setup([sys.argv[0], *sys.argv[2:]], DOORS[sys.argv[1]])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
