"""Guides, projects, events, offers, models and concepts as schema.org JSON-LD, embedded in their pages. Pure.

Serial numbers and persons stay out: a page is copied further than the file it comes from.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ontology import Concept, Scheme
from server.pages import labels
from server.pages.embedded import CONTEXT, Json, text, texts, without_empty
from server.pages.links import web
from server.pages.rows import Record, Values, clean, first

_SCHEMA = "https://schema.org/"


def of_guide(guide: Record, steps: Sequence[Values]) -> Json:
    """In: the record of `lab_guides.rq`, the texts of its steps."""
    kind = ["LearningResource", "HowTo"] if steps else "LearningResource"
    return _thing(guide, kind) | without_empty({
        "inLanguage": text(guide["language"]),
        "license": web(first(guide["licence"])),
        "creditText": text(guide["credit"]),
        "version": text(guide["version"]),
        "timeRequired": text(guide["duration"]),
        "lastReviewed": text(guide["reviewed"]),
        "learningResourceType": _labels(guide["kind"]),
        "step": [{"@type": "HowToStep", "text": texts(step)} for step in steps if step],
    })  # fmt: skip


def of_project(project: Record) -> Json:
    """In: the record of `lab_projects.rq`."""
    return _thing(project, "CreativeWork") | without_empty({
        "license": web(first(project["licence"])),
        "creditText": text(project["credit"]),
        "material": _labels(project["material"]),
        "keywords": _labels(project["process"]),
        "isBasedOn": web(first(project["repository"])),
    })  # fmt: skip


def of_event(event: Record, lab: Record) -> Json:
    """In: the records of `event.rq` and of its lab. The place is the lab unless the event names another one."""
    place = first(event["place"]) or lab.iri
    name = event["placeName"] if event["place"] else lab["name"]
    return _thing(event, "Event") | without_empty({
        "startDate": text(event["start"]),
        "endDate": text(event["end"]),
        "eventStatus": _ours(event["status"]),
        "isAccessibleForFree": {"true": True, "false": False}.get(first(event["free"])),
        "location": without_empty({"@type": "Place", "@id": place, "name": texts(name)}),
        "organizer": without_empty({"@type": "Organization", "@id": lab.iri, "name": texts(lab["name"])}),
    })  # fmt: skip


def of_training(training: Record, lab: Record) -> Json:
    """In: the records of `lab_trainings.rq` and of its lab."""
    return _thing(training, "Course") | without_empty({
        "provider": without_empty({"@type": "Organization", "@id": lab.iri, "name": texts(lab["name"])}),
        "teaches": _labels(training["process"]),
        "timeRequired": text(training["duration"]),
        "educationalCredentialAwarded": [
            without_empty({"@type": "EducationalOccupationalCredential", "name": texts(training["credentialName"])})
        ] if training["credentialName"] else [],
    })  # fmt: skip


def of_offer(machine: Record, offers: Sequence[Record], lab: Record) -> Json:
    """In: the records of `lab_exchange.rq` for a machine and for its offers, the record of the lab."""
    item = without_empty({"@type": "IndividualProduct", "@id": machine.iri, "name": texts(machine["machineName"])})
    return {
        "@context": CONTEXT,
        "@graph": [
            without_empty({
                "@type": "Offer",
                "businessFunction": "http://purl.org/goodrelations/v1#LeaseOut",
                "itemOffered": item,
                "offeredBy": without_empty({"@type": "Organization", "@id": lab.iri, "name": texts(lab["name"])}),
                "price": text(offer["amount"]),
                "priceCurrency": text(offer["currency"]),
                "availability": _ours(offer["available"]),
            })
            for offer in offers
        ],
    }  # fmt: skip


def of_model(model: Record) -> Json:
    """In: the record of `model.rq`."""
    return _thing(model, "ProductModel") | without_empty({
        "brand": without_empty({"@type": "Brand", "@id": first(model["brand"]), "name": texts(model["brandName"])}),
        "mpn": text(model["reference"]),
        "category": _labels(model["type"]),
        "isVariantOf": [{"@id": first((each,))} for each in model["variant"]],
    })  # fmt: skip


def of_thing(record: Record) -> Json:
    """In: the record of `thing.rq`."""
    return _thing(record, "Thing")


def of_dataset(iri: str, name: Values, files: Mapping[str, str]) -> Json:
    """A whole graph. In: its IRI, its names, address → media type of what it can be had in."""
    return without_empty({
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": iri,
        "name": texts(name),
        "distribution": [
            {"@type": "DataDownload", "contentUrl": address, "encodingFormat": media_type}
            for address, media_type in files.items()
        ],
    })  # fmt: skip


def of_concept(concept: Concept, scheme: Scheme) -> Json:
    """A concept of our lists."""
    return without_empty({
        "@context": CONTEXT,
        "@type": "DefinedTerm",
        "@id": concept.iri,
        "name": _by_language(concept.labels),
        "alternateName": [
            {"@value": word, "@language": lang} for lang, words in concept.alt_labels.items() for word in words
        ],
        "description": _by_language(concept.definition),
        "termCode": concept.id,
        "inDefinedTermSet": {"@type": "DefinedTermSet", "@id": scheme.iri, "name": _by_language(scheme.label)},
    })  # fmt: skip


def of_scheme(scheme: Scheme) -> Json:
    """A list."""
    return without_empty({
        "@context": CONTEXT,
        "@type": "DefinedTermSet",
        "@id": scheme.iri,
        "name": _by_language(scheme.label),
        "description": _by_language(scheme.definition),
        "hasDefinedTerm": [
            {"@type": "DefinedTerm", "@id": each.iri, "name": _by_language(each.labels), "termCode": each.id}
            for each in scheme.concepts.values()
        ],
    })  # fmt: skip


def _thing(record: Record, kind: str | list[str]) -> dict[str, Any]:
    return without_empty({
        "@context": CONTEXT,
        "@type": kind,
        "@id": record.iri,
        "name": texts(record["name"]),
        "description": texts(record["description"] or record["note"]),
        "url": web(first(record["url"])),
    })  # fmt: skip


def _labels(values: Values) -> list[str]:
    return [clean(labels.label(first((value,)), "fr")) for value in values]


def _ours(values: Values) -> str:
    """The schema.org name of one of our codes."""
    found = first(values)
    return found.replace("http://schema.org/", _SCHEMA) if found.startswith("http://schema.org/") else ""


def _by_language(found: Mapping[str, str]) -> list[Json]:
    return [{"@value": word, "@language": lang} for lang, word in found.items()]
