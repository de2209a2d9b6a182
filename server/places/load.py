"""Make one file of communes out of public tables and outlines: read, judge, put together, replace whole.

files → read (table, outlines) → merged → Loaded → keep.write
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import ontology
from server.places import keep, outlines, table
from server.places.errors import PlacesError, Problem, problem
from server.places.keep import About
from server.places.outlines import Outline
from server.places.place import Place

_OUTLINES = (".geojson", ".json")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded, and what found no use: names of communes without a centre, and of unmatched outlines."""

    places: tuple[Place, ...]
    outlines: tuple[Outline, ...]
    without_centre: tuple[str, ...]
    unmatched: tuple[str, ...]


def load(files: Sequence[Path], data: Path, about: tuple[str, str], now: datetime, lang: str = "fr") -> Loaded:
    """Replace the communes of a hub by those of some files.

    In: tables (.csv) and outlines (.geojson); the data folder; who published them and their licence (a code of the
    list); the time (UTC). Errors: PlacesError, and nothing is changed.
    """
    texts, unreadable = _texts(files)
    source, licence = about
    concept = ontology.schemes()["licence"].find(licence)
    wrong = [] if concept else [problem("licence", value=licence)]
    if unreadable or wrong or concept is None:
        raise PlacesError([*wrong, *unreadable], lang)
    loaded, problems = put_together(texts)
    if problems:
        raise PlacesError(problems, lang)
    names = tuple(file.name for file in files)
    keep.write(
        data, About(source, concept.id, now.isoformat(timespec="seconds"), names), loaded.places, loaded.outlines
    )
    return loaded


def put_together(texts: Mapping[str, str]) -> tuple[Loaded, list[Problem]]:
    """In: the text of each file, by its name. Out: the communes, and what is wrong with the files."""
    drawn = {name: outlines.read(text, name) for name, text in texts.items() if name.lower().endswith(_OUTLINES)}
    told = [table.read(text, name) for name, text in texts.items() if name not in drawn]
    problems = [found for reading in told for found in reading.problems]
    problems += [found for _, bad in drawn.values() for found in bad]
    if not told:
        problems.append(problem("table"))
    shapes = {outline.code: outline for found, _ in drawn.values() for outline in found}
    rows = table.merged(told)
    problems += [problem("name", value=code) for code, said in rows.items() if not said.get("name")]
    return _loaded(rows, shapes), problems


def _loaded(rows: Mapping[str, table.Said], shapes: Mapping[str, Outline]) -> Loaded:
    found = {code: _place(said, shapes.get(code)) for code, said in sorted(rows.items())}
    return Loaded(
        tuple(place for place in found.values() if place),
        tuple(outline for code, outline in sorted(shapes.items()) if code in rows),
        tuple(rows[code].get("name", code) for code, place in found.items() if place is None),
        tuple(f"{outline.name} ({code})" for code, outline in sorted(shapes.items()) if code not in rows),
    )


def _place(said: table.Said, outline: Outline | None) -> Place | None:
    centre = table.degrees(said) or (outlines.middle(outline.geometry) if outline else None)
    if centre is None:
        return None
    told = (said.get("epci_code", ""), said.get("epci", ""))
    return Place(said["code"], said.get("name", ""), table.codes(said), *centre, table.count(said), *told)


def _texts(files: Iterable[Path]) -> tuple[dict[str, str], list[Problem]]:
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for file in files:
        if file.suffix.lower() not in (".csv", ".tsv", ".txt", *_OUTLINES):
            problems.append(problem("kind", file.name))
            continue
        try:
            texts[file.name] = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            problems.append(problem("encoding", file.name))
        except OSError as error:
            problems.append(problem("unreadable", file.name, why=error.strerror))
    return texts, problems
