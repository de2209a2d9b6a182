"""Writes the index: the entries of what changed, and in the same commit which state of the hub they show.

The publisher keeps its own index in `index/finder`; each generation gets a copy by hard links, which costs nothing:
the files of a segment never change (https://docs.rs/tantivy, «segment»).
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from pyoxigraph import RdfFormat, parse
from tantivy import Document, Index, IndexWriter, Query

from server.search import entries, labs, shown, words
from server.search.entries import Source
from server.search.schema import (
    CODE,
    ENGLISH,
    FRENCH,
    FULL,
    KEY,
    LIGHT,
    NAME,
    PLAIN,
    SOURCE,
    STAMP,
    key,
    prepared,
    schema,
)  # fmt: skip
from server.store import compose
from server.store.facts import Facts
from server.store.generations import Stamp
from server.store.hubstate import Part

#: Memory of the writer before it writes a segment.
_HEAP = 48 * 1024 * 1024
_LOCKS = ".lock"


def applied(folder: Path) -> Stamp | None:
    """Which state of the hub an index shows; None when there is no usable one."""
    with suppress(ValueError, TypeError, KeyError, OSError):
        if not Index.exists(str(folder)):
            return None
        searcher = prepared(Index.open(str(folder))).searcher()
        hits = searcher.search(_of_source(0), limit=1).hits
        values = json.loads(bytes(searcher.doc(hits[0][1])[STAMP][0])) if hits else {}
        return Stamp(values["seq"], values["layout"]) if values.get("code") == CODE else None
    return None


def apply(folder: Path, data: Path, registry: str | None, changed: Sequence[Part], wanted: Stamp) -> None:
    """Replace the entries of changed sources in an index, made if it is not there; whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for lock in folder.glob(f"*{_LOCKS}"):  # a crash left it; whoever publishes holds the data folder's lock
        lock.unlink()
    index = prepared(Index(schema(), str(folder)))
    writer = index.writer(_HEAP, 1)
    writer.garbage_collect_files()  # what a crash left of a commit has the names that this one will use
    known = Facts(parse(compose.read_graph(data, registry), RdfFormat.N_QUADS)) if registry else Facts(())
    for part in changed:
        writer.delete_documents_by_query(_of_source(part.number))
        if part.file is not None:
            _add(writer, documents(_source(data, part, part.file, known)))
    writer.delete_documents_by_query(_of_source(0))
    writer.add_document(_stamp(wanted))
    writer.commit()
    writer.garbage_collect_files()
    writer.wait_merging_threads()


def build(folder: Path, data: Path, registry: str | None, parts: Sequence[Part], wanted: Stamp) -> None:
    """Make an index from nothing, beside the old one, then put it in its place."""
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    apply(fresh, data, registry, parts, wanted)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def copy(folder: Path, into: Path) -> None:
    """A copy of an index by hard links; what lists the files is copied, since it is replaced at each commit."""
    into.mkdir(parents=True)
    for file in folder.iterdir():
        if file.suffix == ".json":
            shutil.copyfile(file, into / file.name)
            _sync(into / file.name)
        elif file.suffix != _LOCKS:
            os.link(file, into / file.name)
    _sync(into)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _source(data: Path, part: Part, file: str, registry: Facts) -> Source:
    stated, logged = compose.said(data, file, part.log)
    facts = Facts((*parse(stated, RdfFormat.N_QUADS), *logged))
    return Source(part.number, part.slug, part.base, facts, registry)


def documents(source: Source) -> Iterator[Document]:
    """The lab's document, then one for each of its machines."""
    found = entries.machines(source)
    full = shown.written(source, found)
    lab = _document(source, 0, words.of_lab(source))
    lab.add_bytes(LIGHT, labs.written(entries.light(source, found)))
    lab.add_bytes(FULL, full)
    yield lab
    for place, (machine, said) in enumerate(zip(found, shown.read(full), strict=True), 1):
        yield _document(source, place, words.of_machine(source, machine, said["model"]))


def _document(source: Source, place: int, said: words.Words) -> Document:
    document = Document()
    document.add_unsigned(KEY, key(source.number, place))
    document.add_unsigned(SOURCE, source.number)
    for text in said.names:
        document.add_text(NAME, text)
    for lang in (FRENCH, ENGLISH):
        for text in said.in_language(lang):
            document.add_text(lang, text)
    for _, text in said.told:
        document.add_text(PLAIN, text)
    return document


def _of_source(number: int) -> Query:
    """Its documents; to delete by a term finds nothing in a field of unsigned numbers (tantivy-py 0.27)."""
    return Query.term_query(schema(), SOURCE, number)


def _add(writer: IndexWriter, found: Iterable[Document]) -> None:
    for document in found:
        writer.add_document(document)


def _stamp(wanted: Stamp) -> Document:
    document = Document()
    document.add_unsigned(SOURCE, 0)
    document.add_unsigned(KEY, 0)
    document.add_bytes(STAMP, json.dumps({**asdict(wanted), "code": CODE}).encode())
    return document
