"""A lab or a machine as schema.org JSON-LD, embedded in its page for search engines and directories. Pure.

Serial numbers and persons stay out: a page is copied further than the file it comes from.
"""

from collections.abc import Mapping
from typing import Any

from pyoxigraph import Literal

from harvester.names import FAB
from server.pages import labels
from server.pages.hours import Hours
from server.pages.links import web
from server.pages.rows import Record, Values, clean, first

CONTEXT = "https://schema.org"
Json = Mapping[str, Any]


def of_lab(lab: Record, hours: Hours, base: str) -> Json:
    """In: the record of `lab.rq`, its hours, the base of its file."""
    return without_empty({
        "@context": CONTEXT,
        "@type": ["Place", "Organization"],
        "additionalType": f"{FAB}FabLab",
        "@id": lab.iri,
        "name": texts(lab["name"]),
        "alternateName": texts(lab["otherName"]),
        "description": texts(lab["description"] or lab["summary"]),
        "url": web(first(lab["url"])),
        "email": text(lab["email"]),
        "telephone": text(lab["phone"]),
        "address": _address(lab),
        "geo": _position(lab),
        "openingHoursSpecification": [_slot(slot, row.day) for row in hours.week for slot in row.slots],
        "specialOpeningHoursSpecification": [_slot(slot) for slot in (*hours.openings, *hours.closures)],
        "license": web(first(lab["licence"])),
        "subjectOf": {"@type": "Dataset", "@id": base},
    })  # fmt: skip


def of_machine(machine: Record, lab: Record) -> Json:
    """In: the records of `machine.rq` and of its lab."""
    return without_empty({
        "@context": CONTEXT,
        "@type": "IndividualProduct",
        "additionalType": f"{FAB}Machine",
        "@id": machine.iri,
        "name": texts(machine["name"]),
        "description": texts(machine["description"] or machine["note"]),
        "category": [labels.label(first((kind,)), "fr") for kind in machine["type"]],
        "model": text(machine["newerName"] or machine["modelName"]),
        "brand": without_empty({"@type": "Brand", "name": text(machine["newerBrand"] or machine["brandName"])}),
        "owner": without_empty({"@id": first(machine["owner"]), "name": text(machine["ownerName"])}),
        "isRelatedTo": without_empty({"@type": "Place", "@id": lab.iri, "name": texts(lab["name"])}),
    })  # fmt: skip


def _address(lab: Record) -> Json:
    parts = {
        "@type": "PostalAddress",
        "streetAddress": text(lab["street"]),
        "postalCode": text(lab["postcode"]),
        "addressLocality": text(lab["commune"]),
        "addressCountry": text(lab["country"]),
    }
    return without_empty(parts)


def _position(lab: Record) -> Json:
    return without_empty(
        {"@type": "GeoCoordinates", "latitude": text(lab["latitude"]), "longitude": text(lab["longitude"])}
    )


def _slot(slot: Record, day: str = "") -> Json:
    return without_empty({
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": day.rpartition("/")[2],
        "opens": first(slot["opens"]),
        "closes": first(slot["closes"]),
        "validFrom": first(slot["from"]),
        "validThrough": first(slot["until"]),
    })  # fmt: skip


def text(values: Values) -> str:
    """The first value, fit for any reader."""
    return clean(first(values))


def texts(values: Values) -> list[Json | str]:
    """Texts with their language, as JSON-LD writes them."""
    return [
        {"@value": clean(v.value), "@language": v.language} if v.language else clean(v.value)
        for v in values
        if isinstance(v, Literal)
    ]


def without_empty(found: Json) -> dict[str, Any]:
    """Without empty values; nothing at all when only the type is left."""
    kept: dict[str, Any] = {key: value for key, value in found.items() if value not in ("", [], {}, None)}
    return kept if set(kept) - {"@type"} else {}
