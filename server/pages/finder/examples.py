"""Searches that show what the finder can do, each one link away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext  # type: ignore[import-untyped]

import ontology
from server.search.criteria import Criteria
from server.search.places import Places


@dataclass(frozen=True, slots=True)
class Example:
    """A question in words, and its search."""

    words: str
    criteria: Criteria


def examples(places: Places) -> Sequence[Example]:
    """The flagship question first, where the network knows its place. In: what finds a commune by its name."""
    return (*_flagship(places), *_anywhere())


def _flagship(places: Places) -> Iterator[Example]:
    if (town := places("Saint-Étienne")) is not None:
        yield Example(
            gettext("Découper au laser du contreplaqué de 6 mm, à moins de 20 km de Saint-Étienne, un jeudi soir"),
            Criteria(
                process=_iri("process", "decoupe-laser"), material=_iri("material", "contreplaque"), thickness=6,
                status=_iri("status", "en-service"), near=town, radius_km=20, weekday=3, hour="19:00",
            ),
        )  # fmt: skip


def _anywhere() -> Iterator[Example]:
    yield Example(
        gettext("Coudre ou broder, sans formation obligatoire"),
        Criteria(process=(*_iri("process", "couture"), *_iri("process", "broderie")), no_training=True),
    )
    yield Example(gettext("Fraiser de l'aluminium"), Criteria(
        process=_iri("process", "usinage"), material=_iri("material", "aluminium")))  # fmt: skip
    yield Example(
        gettext("Imprimer en 3D un samedi"), Criteria(process=_iri("process", "fabrication-additive"), weekday=5)
    )
    yield Example(gettext("Emprunter une machine"), Criteria(loanable=True))


def _iri(scheme: str, code: str) -> tuple[str, ...]:
    return (ontology.schemes()[scheme].concepts[code].iri,)
