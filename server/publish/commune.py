"""The commune of an address: its name or postcode gives the rest, as the loaded tables have it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ontology import FAB, SCHEMA
from server.places import Place, Places
from server.publish import model, tree
from server.publish.held import Document

_POSTCODE = re.compile(r"\d{5}", re.ASCII)
_ADDRESS = SCHEMA + "address"
NAME, POST, _INSEE = SCHEMA + "addressLocality", SCHEMA + "postalCode", FAB + "inseeCode"
_COUNTRY = SCHEMA + "addressCountry"


@dataclass(frozen=True, slots=True)
class Told:
    """What an address says of its commune; empty where it says nothing."""

    name: str = ""
    postcode: str = ""
    insee: str = ""
    country: str = ""


def told(document: Mapping[str, Any], root: str, keys: str) -> Told:
    """What the lab's address says."""
    return Told(*(text(document, root, keys, iri) for iri in (NAME, POST, _INSEE, _COUNTRY)))


def completed(document: Document, root: str, keys: str, before: Told, places: Places) -> None:
    """Fill in what follows from a commune that was just typed; leave an address that was not touched."""
    now = told(document, root, keys)
    abroad = now.country.strip().upper() not in ("", "FR")
    if abroad or (now.name, now.postcode) == (before.name, before.postcode):
        return
    found = _found(now, before, places)
    if found:
        chosen(document, root, keys, found, now.name if _POSTCODE.fullmatch(now.name) else now.postcode)
    elif now.insee and now.insee == before.insee:
        write(document, root, keys, _INSEE, "")  # it was of the commune before


def _found(now: Told, before: Told, places: Places) -> Place | None:
    both = places.find(f"{now.postcode} {now.name}".strip(), slips=False)
    if both or now.postcode != before.postcode:
        return both
    return places.find(now.name, slips=False)  # the postcode is of the commune before


def chosen(document: Document, root: str, keys: str, place: Place, postcode: str = "") -> None:
    """Write a commune into the address, with its postcode if it has only one or one is known."""
    known = postcode if postcode in place.postcodes else place.postcodes[0] if len(place.postcodes) == 1 else ""
    for iri, text in ((NAME, place.name), (_INSEE, place.code), (POST, known)):
        write(document, root, keys, iri, text)


def others(document: Mapping[str, Any], root: str, keys: str, places: Places, most: int = 6) -> list[Place]:
    """Communes that may have been meant instead of the one that stands there."""
    now = told(document, root, keys)
    typed = now.name or now.postcode
    return [place for place in places.suggest(typed, most) if place.code != now.insee] if typed else []


def _field(cls: str, keys: str, iri: str) -> model.Field:
    return next(each for each in model.fields(cls, keys) if each.iri == iri)


def _address(document: Mapping[str, Any], root: str, keys: str) -> str:
    return tree.place_of(tree.node_at(document, root), root, _field(model.LAB, keys, _ADDRESS))


def _place(document: Mapping[str, Any], root: str, keys: str, iri: str) -> str:
    at = _address(document, root, keys)
    return tree.place_of(tree.node_at(document, at), at, _field(SCHEMA + "PostalAddress", keys, iri))


def text(document: Mapping[str, Any], root: str, keys: str, iri: str) -> str:
    """What the lab's address says by that property; empty for nothing, and for what is no text."""
    above, token = tree.split(_place(document, root, keys, iri))
    value = tree.node_at(document, above).get(token)
    return value if isinstance(value, str) else ""


def write(document: Document, root: str, keys: str, iri: str, text: str) -> None:
    """Let the lab's address say that by that property; nothing, where the text is empty."""
    at = _place(document, root, keys, iri)
    if text:
        tree.put(document, at, text)
    else:
        above, token = tree.split(at)
        tree.node_at(document, above).pop(token, None)
