"""An index opened for reading: its labs in memory, its words on disk."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tantivy import DocAddress, Index, Query, Searcher

from server.places import Places
from server.search import communes, labs, shown
from server.search.folding import by_name
from server.search.found import Texts
from server.search.labs import Light
from server.search.profile import Profile, unpacked
from server.search.schema import FULL, KEY, LIGHT, PLAIN, of_key, prepared
from server.search.standing import standing
from server.store.reader import FINDER, shared_lock


@dataclass(frozen=True, eq=False)
class Shelf:
    """The labs of a generation, each with its profiles; the searcher for words and for what is shown."""

    searcher: Searcher
    labs: Sequence[Light]
    profiles: Mapping[int, Sequence[Profile]]
    places: Mapping[int, DocAddress]
    credentials: Mapping[str, Texts]

    @classmethod
    def open(cls, generation: Path, places: Places | None = None) -> "Shelf | None":
        """The index of a generation, its labs placed by their communes at least; None if it has none.

        Errors: GenerationGone.
        """
        lock = shared_lock(generation)  # its files stay mapped when it is deleted later
        try:
            folder = generation / FINDER
            return cls._read(folder, places) if folder.exists() else None
        finally:
            os.close(lock)

    @classmethod
    def _read(cls, folder: Path, places: Places | None) -> "Shelf":
        index = prepared(Index.open(str(folder)))
        index.config_reader("manual")
        searcher = index.searcher()
        hits = searcher.search(Query.all_query(), limit=max(1, searcher.num_docs), count=False).hits
        addresses = [address for _, address in hits]
        numbers = searcher.fast_field_values(KEY, addresses) if addresses else []
        first = [a for a, n in zip(addresses, numbers, strict=True) if n and not of_key(int(n))[1]]
        found = {lab.number: (lab, a) for a in first for lab in [labs.read(bytes(searcher.doc(a)[LIGHT][0]))]}
        known = _Known()
        ordered = [standing(lab, places) if places else lab for lab, _ in found.values()]
        return cls(
            searcher,
            ordered,
            {lab.number: tuple(known[text] for text in lab.machines) for lab in ordered},
            {number: address for number, (_, address) in found.items()},
            {iri: name for lab in ordered for iri, name in lab.credentials.items() if name},
        )

    @cached_property
    def ranks(self) -> Mapping[int, int]:
        """The place of each lab in the order of names."""
        ordered = sorted(self.labs, key=lambda lab: by_name(next(iter(lab.name.values()), lab.slug)))
        return {lab.number: rank for rank, lab in enumerate(ordered)}

    @cached_property
    def vocabulary(self) -> Mapping[str, int]:
        """Every word, and in how many documents it is."""
        return dict(self.searcher.terms_with_prefix(PLAIN, ""))

    @cached_property
    def communes(self) -> Mapping[str, Sequence[Light]]:
        """The labs of each commune that have a position, by its tidied name and by its Insee code."""
        return communes.known(self.labs)

    def shown(self, number: int) -> list[dict[str, Any]]:
        """What is shown of the machines of a lab, in the order of their places."""
        return shown.read(bytes(self.searcher.doc(self.places[number])[FULL][0]))


class _Known(dict[str, Profile]):
    """Profiles by text: alike machines share one."""

    def __missing__(self, text: str) -> Profile:
        self[text] = made = unpacked(text)
        return made
