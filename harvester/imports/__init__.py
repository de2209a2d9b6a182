"""Other directories' records, turned into lab files: one reader a directory (recipe in CONTRIBUTING)."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from harvester.imports.fablabs_io import read_fablabs_io
from harvester.imports.spaceapi import read_spaceapi

#: A record's slug and the JSON-LD document made of it.
Made = tuple[str, dict[str, Any]]

READERS: Mapping[str, Callable[[Path], Iterator[Made]]] = {"fablabs-io": read_fablabs_io, "spaceapi": read_spaceapi}


def write_documents(made: Iterable[Made], out: Path) -> int:
    """Write one file a lab, `<slug>.jsonld`; out: how many."""
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    for slug, document in made:
        (out / f"{slug}.jsonld").write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        count += 1
    return count
