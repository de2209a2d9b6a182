"""Coverage-guided fuzzing of what reads foreign bytes: `python tests/adapters/fuzz.py <door> <corpus> -runs=N`.

A door ends with an outcome, whatever came; another error, too much time or too much memory stops the run (libFuzzer).
"""

import contextlib
import json
import resource
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))
with atheris.instrument_imports(include=["harvester"]):
    from mutate import mutated
    from support.printable import says_something_printable

    from harvester.adapters import ADAPTERS
    from harvester.adapters.received import Limits, Received
    from harvester.check import checked
    from harvester.errors import DocumentError, FabcommonsError
    from harvester.feeds.read import read_feed, window
    from harvester.imports.fablabs_io import read_fablabs_io
    from harvester.judge import Profile, judge
    from harvester.settings import HarvestSettings

WINDOW = window(date(2026, 11, 26), 60, 50, "", "Europe/Paris")
LIMITS = Limits(unpacked_bytes=4 * 1024 * 1024)
BASE = "https://lab.example/x"
TODAY = date(2026, 11, 26)
PROFILE = Profile(TODAY, area=(41.0, -5.5, 51.5, 10.0), max_quads=20_000, limits=LIMITS)
SETTINGS = HarvestSettings.read()


def adapters(content: bytes) -> None:
    """Each adapter that says it knows these bytes."""
    received = Received(content, "", BASE, LIMITS)
    for adapter in ADAPTERS:
        if adapter.recognises(received):
            with contextlib.suppress(DocumentError):
                adapter.adapt(received, BASE)


def check(content: bytes) -> None:
    """The whole check: the verdict, and everything that a report tells of it, lines and mends included."""
    verdict = judge(content, BASE, PROFILE)
    says_something_printable(verdict, BASE)
    found = checked(verdict, content, BASE, TODAY, SETTINGS)
    json.dumps(found.as_json(), ensure_ascii=False).encode()
    for finding in found.told:
        if mend := found.mend(finding):
            "".join(row.text for row in mend.rows()).encode()


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
    "directory": directory, "check": check,
}  # fmt: skip


def mutate(content: bytes, longest: int, seed: int) -> bytes:
    """Another lab file, or other bytes."""
    made = mutated(content, seed) if seed % 4 else None
    return made if made is not None and len(made) <= longest else atheris.Mutate(content, longest)  # type: ignore[no-any-return]


def main() -> None:
    """Run libFuzzer over one door, within 4 GiB of addresses."""
    resource.setrlimit(resource.RLIMIT_AS, (4 * 1024**3, 4 * 1024**3))
    own = {"custom_mutator": mutate} if sys.argv[1] == "check" else {}
    atheris.Setup([sys.argv[0], *sys.argv[2:]], DOORS[sys.argv[1]], **own)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
