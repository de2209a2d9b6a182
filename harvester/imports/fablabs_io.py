"""Records of the worldwide directory fablabs.io (JSON lines) as lab files, field by field; nothing is invented.

| record | file |
|---|---|
| slug, name | name of the file; `nom` without a language, for the record does not tell it |
| url, links | `memeQue`; only whole http and https addresses |
| street, postcode, city, country | `adresse`; a French postcode needs its five digits, or the file would be refused |
| lat, lon | `position`, when both are on Earth |
| machines[name] | a machine and its model: what fablabs.io calls a machine is a model that the lab has |
| machines[brand] | `marque` of the model, unless it only says «unknown» |
| machines[class] | `typeMachine`, the narrowest type it surely means; else `autre`, with `typeLibre` in its own words |
| capabilities, machines[class] | `procedes` of lab and machine: words that mean exactly one process of our list |
| region, and what these keys cannot take | `note`, in the record's own words |

What a record never says (`statut`, `etat`, `miseAJour`, hours, contact) is absent, and gets its Warning.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import ontology
from harvester.imports.fields import free, json_lines, links, text, unspoken, without_empty
from harvester.several import items
from harvester.words import slug

_LICENCE = "CC-BY-SA-4.0"
_CREDIT = "fablabs.io, par les données Open Know-Where de l'IOP Alliance"

#: Class of a machine → our type. `cnc_milling` names mills and routers alike, hence the type above both.
TYPES: Mapping[str, str] = {
    "three_d_printer": "imprimante-3d",
    "laser": "machine-laser",
    "cnc_milling": "machine-outil",
    "precision_milling": "fraiseuse-precision",
    "vinyl_cutting": "decoupeuse-vinyle",
    "scanner": "scanner-3d",
}
_NO_BRAND = frozenset({"unknown", "unknow", "none", "other"})
_FRANCE = frozenset({"", "FR", "FRA", "FRANCE"})


def read_fablabs_io(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Turn a file of records into lab files.

    In: a JSON-lines file, one lab a line. Out: (slug, JSON-LD document), slugs unique. Errors: ImportRecordError
    naming the line.
    """
    taken: set[str] = set()
    for record in json_lines(path):
        name = free(slug(text(record.get("slug"))) or slug(text(record.get("name"))) or "lab", taken)
        yield name, document(record, name)


def document(record: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One record as a lab file; `name` stands for the lab's when the record has none."""
    left = {"region": text(record.get("region"))}
    members = {
        "nom": unspoken(text(record.get("name")) or name),
        "licenceDonnees": _LICENCE,
        "credit": _CREDIT,
        "memeQue": links([record.get("url"), *items(record.get("links"))]),
        "adresse": _address(record, left),
        "position": _position(record, left),
        "procedes": _capabilities(map(text, items(record.get("capabilities"))), left),
        "machines": _machines(items(record.get("machines"))),
        "note": unspoken("; ".join(f"{field}: {words}" for field, words in left.items() if words)),
    }
    head = {"@context": ontology.CONTEXT_URL, "@id": "#lab", "@type": "FabLab"}
    return {**head, **without_empty(members)}


def _address(record: Mapping[str, Any], left: dict[str, str]) -> dict[str, str]:
    postcode, country = text(record.get("postcode")), text(record.get("country"))
    if country.upper() in _FRANCE and not re.fullmatch(r"[0-9]{5}", postcode):
        left["postcode"], postcode = postcode, ""
    parts = {"rue": text(record.get("street")), "codePostal": postcode, "commune": text(record.get("city"))}
    return without_empty({**parts, "pays": country})


def _position(record: Mapping[str, Any], left: dict[str, str]) -> dict[str, Any]:
    lat, lon = record.get("lat"), record.get("lon")
    if _within(lat, 90) and _within(lon, 180):
        return {"lat": lat, "lon": lon}
    left.update(lat=text(lat), lon=text(lon))
    return {}


def _within(value: Any, limit: int) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -limit <= value <= limit


def _capabilities(words: Iterable[str], left: dict[str, str]) -> list[str]:
    """The processes of a lab that are beyond doubt; words that may mean several stay words, in `left`."""
    stated = list(dict.fromkeys(words))
    left["capabilities"] = ", ".join(word for word in stated if word and not _process(word))
    return [code for word in stated for code in _process(word)]


def _process(word: str) -> tuple[str, ...]:
    """The one process that a word of the directory means, or none."""
    meant = process_words().get(word, ())
    return meant if len(meant) == 1 else ()


@cache
def process_words() -> Mapping[str, tuple[str, ...]]:
    """Each word of the directory for a process → the codes of ours that bear it as a notation."""
    vocab = ontology.schemes()["process"].vocab
    words: dict[str, tuple[str, ...]] = {}
    for subject, _, value, _ in ontology.vocab_quads():
        code = getattr(subject, "value", "").removeprefix(vocab)
        if getattr(getattr(value, "datatype", None), "value", "") == f"{ontology.FAB}FablabsIoCode" and "/" not in code:
            words[value.value] = (*words.get(value.value, ()), code)
    return words


def _machines(records: Iterable[Any]) -> dict[str, Any]:
    """Machines by identifier, made from the name: it stays when another machine is added before."""
    taken: set[str] = set()
    models: dict[tuple[str, str], str] = {}
    machines = {}
    for record in records:
        fields = record if isinstance(record, dict) else {}
        name, brand, kind = (text(fields.get(field)) for field in ("name", "brand", "class"))
        if name or brand or kind:
            machines[f"#{free(f'm-{_id(name or brand or kind)}', taken)}"] = _machine(name, brand, kind, models)
    return machines


def _machine(name: str, brand: str, kind: str, models: dict[tuple[str, str], str]) -> dict[str, Any]:
    known = TYPES.get(kind)
    own_words = kind if kind not in ("", "other") else name or brand
    members = {
        "nom": unspoken(name or brand or kind),
        "typeMachine": known or "autre",
        "typeLibre": unspoken("" if known else own_words),
        "procedes": list(_process(kind)),
        "modele": _model(name, brand, models) if name else None,
    }
    return without_empty(members)


def _model(name: str, brand: str, models: dict[tuple[str, str], str]) -> dict[str, Any] | str:
    """The model, described where it comes first: two machines of one name and brand share it."""
    if (name, brand) in models:
        return models[name, brand]
    maker = slug(brand) if brand.lower() not in _NO_BRAND else ""
    taken = {identifier.removeprefix("#") for identifier in models.values()}
    models[name, brand] = f"#{free('-'.join(filter(None, ('modele', maker, _id(name)))), taken)}"
    return without_empty({"@id": models[name, brand], "@type": "ModeleMachine", "nom": unspoken(name), "marque": maker})


def _id(name: str) -> str:
    """A name as an identifier may hold it; the sign that tells two models apart is kept."""
    return slug(name.replace("+", " plus ")) or "1"
