"""Loads a dump into a generation of its own, so that the endpoint can serve any file."""

import gzip
from pathlib import Path
from typing import IO

from pyoxigraph import RdfFormat, Store

from harvester.errors import FabcommonsError
from server.store.reader import LOCK, STORE

FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}


class DatasetError(FabcommonsError):
    """The file cannot be served (for the operator)."""

    hint = f"Give one file ending in {', '.join(FORMATS)}, possibly followed by .gz."


def load_dataset(path: Path, into: Path, base: str = "https://dataset.invalid/") -> Path:
    """Load the RDF file `path` into a new generation under `into`; returns the generation's directory.

    The format is told by the extension, `.gz` is unpacked, relative IRIs are resolved against `base`.
    Raises DatasetError with the place of the mistake.
    """
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    rdf_format = FORMATS.get(plain.suffix.lower())
    if rdf_format is None:
        raise DatasetError(f"{path.name}: the extension does not tell which RDF format this is.")
    generation = into / "000001"
    generation.mkdir(parents=True)
    try:
        with _opened(path) as file:
            store = Store(str(generation / STORE))
            store.bulk_load(file, rdf_format, base_iri=base)
            store.flush()
    except (SyntaxError, OSError, EOFError) as error:
        raise DatasetError(f"{path.name}: {error}") from error
    (generation / LOCK).touch()  # last: a reader opens only what is whole
    return generation


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]
