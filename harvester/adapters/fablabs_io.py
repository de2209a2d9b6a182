"""A record of fablabs.io as a lab file: as a line of the directory's export, or as its API (v0, v2) answers."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from harvester.adapters.json_object import json_object
from harvester.adapters.received import Adapted, Received
from harvester.imports.fablabs_io import document
from harvester.imports.fields import links, number, text, unspoken, without_empty
from harvester.imports.mailboxes import shared
from harvester.report import Finding
from harvester.several import items

_PAGE = "https://www.fablabs.io/labs/"
_STATUS: Mapping[str, str] = {"planned": "projet", "active": "ouvert", "corona": "ferme-temporaire", "closed": "ferme"}
_TELLING = {"capabilities", "kind_name", "country_code", "activity_status", "latitude", "machines"}
#: Key of the API → key of the export, where they differ.
_AS_EXPORTED: Mapping[str, str] = {
    "address_1": "street", "postal_code": "postcode", "country_code": "country", "latitude": "lat", "longitude": "lon",
}  # fmt: skip
_PLACES: Mapping[str, str] = {
    "/nom": "name", "/adresse": "address_1, postal_code, city, country_code", "/position": "latitude, longitude",
    "/procedes": "capabilities", "/machines": "machines", "/contact": "phone, email", "/statut": "activity_status",
}  # fmt: skip


class FablabsIo:
    """One lab of the worldwide directory; mapping in docs/adapters/fablabs-io.md."""

    name = "fablabs-io"

    def recognises(self, received: Received) -> bool:
        """Whether this is a record of one lab."""
        return _attributes(json_object(received)) is not None

    def adapt(self, received: Received, base: str) -> Adapted:
        """The lab file made of it, with the import's own mapping."""
        record = _attributes(json_object(received)) or {}
        made = document(_exported(record), text(record.get("name")) or text(record.get("slug")) or "lab")
        findings = tuple(_remarks(record))
        content = json.dumps({**made, **_more(record)}, ensure_ascii=False, indent=1)
        places = {pointer: place for pointer, place in _PLACES.items() if pointer[1:] in made or pointer == "/nom"}
        return Adapted(content.encode("utf-8", "replace"), self.name, findings, places)


def _attributes(found: Any) -> dict[str, Any] | None:
    """The fields of the lab, whether the answer wraps them (JSON:API) or not."""
    data = found.get("data") if isinstance(found, dict) else None
    if isinstance(data, dict) and data.get("type") in ("lab", "labs") and isinstance(data.get("attributes"), dict):
        return dict(data["attributes"])
    plain = isinstance(found, dict) and isinstance(found.get("slug"), str) and isinstance(found.get("name"), str)
    return found if plain and isinstance(found, dict) and _TELLING & found.keys() else None


def _exported(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with the keys of the export."""
    same = {_AS_EXPORTED.get(key, key): value for key, value in record.items()}
    for key in ("lat", "lon"):
        same[key] = number(same.get(key))
    slug = text(record.get("slug"))
    own = f"{_PAGE}{slug}" if slug.replace("-", "").replace("_", "").isalnum() and slug.isascii() else ""
    links_ = [link.get("url") if isinstance(link, dict) else link for link in items(record.get("links"))]
    return {**same, "url": own or record.get("url"), "links": links_}


def _more(record: Mapping[str, Any]) -> dict[str, Any]:
    """What the API tells and the export does not."""
    email = text(record.get("email")) if _is_shared(record) else ""
    images = {key: (links([record.get(f"{name}_url")]) or [""])[0] for key, name in _PICTURES.items()}
    members = {
        "resume": unspoken(text(record.get("blurb"))),
        "description": unspoken(text(record.get("description"))),
        "contact": without_empty({"telephone": text(record.get("phone")), "courriel": email}),
        "statut": _STATUS.get(text(record.get("activity_status")), ""),
        "itinerant": True if text(record.get("kind_name") or record.get("kind")) == "mobile" else None,
        **images,
    }
    return without_empty(members)


_PICTURES: Mapping[str, str] = {"logo": "avatar", "image": "header"}


def _is_shared(record: Mapping[str, Any]) -> bool:
    return shared(text(record.get("email")), text(record.get("name")))


def _remarks(record: Mapping[str, Any]) -> Iterator[Finding]:
    email = text(record.get("email"))
    if email and not _is_shared(record):
        yield Finding("F5-email", None, None, None, None, {"place": "email"})
    if record.get("employees"):
        yield Finding("F5-dropped", None, None, None, None, {"place": "employees"})
