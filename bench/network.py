"""The real network in a hub's folder, once or several times over: imported, served, harvested and published by the hub.

A copy is the same documents under other bases, so that the same number of copies gives the same dataset everywhere.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat

from bench.web import Site, served
from harvester import registry
from harvester.clock import utc_now
from harvester.lock import only_one
from server.rounds import Hub
from server.settings import Settings
from server.store import generations
from server.store.reader import Reader

ROOT = Path(__file__).resolve().parents[1]
RECORDS = ROOT.parent / "shared" / "data" / "labs" / "fablabs_labs.jsonl"
HUB = "https://hub.example"


@dataclass(frozen=True, slots=True)
class Network:
    """Documents that are being served, and the folder of the hub that gathers them."""

    folder: Path
    site: Site

    @property
    def data(self) -> Path:
        """The hub's folder."""
        return self.folder / "data"

    @property
    def names(self) -> list[str]:
        """The labs of the network, whose files are `<name>.jsonld`."""
        return sorted(path.stem for path in self.documents.glob("*.jsonld"))

    @property
    def documents(self) -> Path:
        """Where the files lie that are served."""
        return self.folder / "www"

    def gather(self, copies: range) -> Path:
        """Register and harvest these copies of every document, publish; out: the generation."""
        hub = Hub(Settings.read(data=self.data, allow_loopback=True, public_base_url=HUB))
        with hub.engine.begin() as db:
            registry.add_all(
                db, [self._entry(*lab, copy) for copy in copies for lab in enumerate(self.names)], utc_now()
            )
        with only_one(self.data):
            hub.harvest(hub.choose())
            hub.publish()
        hub.engine.dispose()
        generation = generations.current(self.data)
        assert generation is not None
        return generation

    def _entry(self, number: int, name: str, copy: int) -> tuple[str, str, str]:
        """Address, slug, base."""
        slug = name if copy == 0 else f"{name}-{copy}"
        host = name if copy == 0 else f"{name}.copy-{copy}"  # a part of a host's name has at most 63 characters
        return self.site.url(number + copy, f"{name}.jsonld?copy={copy}"), slug, base(host)

    def change(self, name: str, label: str) -> None:
        """The lab gives itself another name in its file."""
        file = self.documents / f"{name}.jsonld"
        document = json.loads(file.read_bytes())
        file.write_text(json.dumps({**document, "nom": label}, ensure_ascii=False), encoding="utf-8")


def base(host: str) -> str:
    """The base under which a lab is registered, wherever its file is served from."""
    return f"https://{host}.example/fablab.jsonld"


@contextmanager
def network(folder: Path, records: Path = RECORDS, limit: int | None = None, hosts: int = 64) -> Iterator[Network]:
    """Import the records (the first `limit`), serve them while inside; nothing is gathered yet."""
    lines = records.read_text(encoding="utf-8").splitlines(keepends=True)[:limit]
    (folder / "records.jsonl").write_text("".join(lines), encoding="utf-8")
    documents = folder / "www"
    command = fabcommons("import", "fablabs-io", str(folder / "records.jsonl"), "--out", str(documents))
    subprocess.run(command, check=True, env=environment(), stdout=subprocess.DEVNULL)
    with served(documents, hosts) as site:
        yield Network(folder, site)


def fabcommons(*arguments: str) -> list[str]:
    """One command of ours, as an operator would type it."""
    return [sys.executable, "-c", "from server.cli import main; main()", *arguments]


def environment(**settings: str) -> Mapping[str, str]:
    """Of a command: the hub's address, sources on loopback, and these settings."""
    given = {"allow_loopback": "true", "public_base_url": HUB, **settings}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | {
        f"FABCOMMONS_{name.upper()}": value for name, value in given.items()
    }


def dump(generation: Path, file: Path) -> int:
    """Write all quads of a generation as N-Quads; out: how many."""
    reader = Reader.open(generation)
    try:
        reader.store.dump(str(file), RdfFormat.N_QUADS)
        return len(reader.store)
    finally:
        reader.close()
