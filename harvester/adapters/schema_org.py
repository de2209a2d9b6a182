"""What a page says of a lab in schema.org, as websites write it for search engines → a lab file. Nothing is guessed.

| schema.org | lab file |
|---|---|
| Organization, LocalBusiness, Place and kinds of them, with the most to say | the lab |
| name, description, url, telephone, email | `nom`, `description`, `site`, `telephone`, `courriel` |
| logo, sameAs | `logo`, `memeQue` |
| address (PostalAddress) | `adresse`; a country by its two letters |
| geo (GeoCoordinates) | `position` |
| openingHoursSpecification with days and hours, without dates | `horaires` |
| Event and kinds of it, with name and startDate | `agenda` |

Source: https://schema.org/LocalBusiness, https://schema.org/Event. The rest, persons above all, is left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import ontology
from harvester.imports.fields import free, links, text, unspoken, without_empty
from harvester.several import each, items
from harvester.words import slug

_PLACES = re.compile(
    r"(Organization|Business|Place|Library|School|University|Center|Centre|NGO|Corporation|Store|Museum)$"
)
_EVENT = re.compile(r"(Event|Festival|Hackathon)$")
_DAYS = dict(
    zip(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        strict=True,
    )
)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Node = Mapping[str, Any]


def lab_file(nodes: Sequence[Node]) -> dict[str, Any] | None:
    """A lab file of what a page describes, or None when no organisation or place is among it."""
    made = [_lab(node) for node in nodes if _is_a(node, _PLACES)]
    named = sorted((lab for lab in made if "nom" in lab and len(lab) > 1), key=len, reverse=True)
    if not named:
        return None
    head = {"@context": ontology.CONTEXT_URL, "@id": "#lab", "@type": "FabLab"}
    return {**head, **named[0], **without_empty({"agenda": _agenda(nodes)})}


def things(values: Iterable[Any]) -> Iterator[Node]:
    """What the scripts of a page describe under a schema.org context, at the top or in its graph."""
    for value in values:
        for top in each(value):
            if not isinstance(top, dict) or "schema.org" not in str(top.get("@context"))[:500]:
                continue
            for node in (top, *items(top.get("@graph"))):
                if isinstance(node, dict):
                    yield node


def _is_a(node: Node, kinds: re.Pattern[str]) -> bool:
    return any(isinstance(name, str) and kinds.search(name) for name in each(node.get("@type")))


def _first(value: Any) -> Any:
    return next(iter(each(value)), None)


def _lab(node: Node) -> dict[str, Any]:
    logo = _first(node.get("logo"))
    members = {
        "nom": unspoken(text(_first(node.get("name")))),
        "description": unspoken(text(_first(node.get("description")))),
        "site": _link(node.get("url")),
        "telephone": text(_first(node.get("telephone"))),
        "courriel": text(_first(node.get("email"))).removeprefix("mailto:"),
        "logo": _link(logo.get("url") if isinstance(logo, dict) else logo),
        "memeQue": links(each(node.get("sameAs"))),
        "adresse": _address(_first(node.get("address"))),
        "position": _position(_first(node.get("geo"))),
        "horaires": [slot for spec in each(node.get("openingHoursSpecification")) for slot in _slots(spec)],
    }
    return without_empty(members)


def _link(value: Any) -> str:
    return next(iter(links([_first(value)])), "")


def _address(address: Any) -> dict[str, str]:
    if not isinstance(address, dict):
        return {}
    country = _first(address.get("addressCountry"))
    country = text(country.get("name") if isinstance(country, dict) else country)
    parts = {
        "rue": text(address.get("streetAddress")),
        "codePostal": text(address.get("postalCode")),
        "commune": text(address.get("addressLocality")),
        "pays": "FR" if country.casefold() == "france" else country if re.fullmatch(r"[A-Z]{2}", country) else "",
    }
    return without_empty(parts)


def _position(geo: Any) -> dict[str, float]:
    if not isinstance(geo, dict):
        return {}
    lat, lon = _number(geo.get("latitude")), _number(geo.get("longitude"))
    return {} if lat is None or lon is None else {"lat": lat, "lon": lon}


def _number(value: Any) -> float | None:
    found = re.fullmatch(r"-?\d{1,3}(\.\d{1,15})?", text(value))
    return float(found[0]) if found else None


def _slots(spec: Any) -> Iterator[dict[str, Any]]:
    """A slot of every week; days without hours, or from midnight to midnight, say that it is closed."""
    if not isinstance(spec, dict) or "validFrom" in spec or "validThrough" in spec:
        return
    days = [_DAYS.get(text(day).rpartition("/")[2].casefold(), "") for day in each(spec.get("dayOfWeek"))]
    opens, closes = (_TIME.match(text(spec.get(key))) for key in ("opens", "closes"))
    if any(days) and opens and closes and opens[0] != closes[0]:
        yield {"jours": [day for day in days if day], "ouvre": opens[0], "ferme": closes[0]}


def _agenda(nodes: Iterable[Node]) -> dict[str, Any]:
    taken: set[str] = set()
    events = {}
    for node in nodes:
        name, start = text(_first(node.get("name"))), _moment(node.get("startDate"))
        if _is_a(node, _EVENT) and name and start:
            events[f"#{free(f'evenement-{slug(name) or 1}-{start[:10]}', taken)}"] = without_empty(
                {
                    "@type": "Evenement",
                    "nom": unspoken(name),
                    "debut": start,
                    "fin": _moment(node.get("endDate")),
                    "description": unspoken(text(_first(node.get("description")))),
                    "url": _link(node.get("url")),
                }
            )
    return events


def _moment(value: Any) -> str:
    """A date or a moment, as schema.org writes it and the lab file too; nothing else."""
    return m[0] if (m := re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d.{0,12})?", text(value))) else ""
