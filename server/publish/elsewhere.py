"""Keys that the form does not offer, each with its reason; whatever a file says by them is kept as it is."""

from collections.abc import Mapping

from ontology import FAB, SCHEMA, Key

_LAB, _ORGANISATION = FAB + "FabLab", SCHEMA + "Organization"
_SITE = "of a lab and an organisation, `site` says it"

#: Key (as in French) → class (empty: every class) → why no field.
ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "url": {_LAB: _SITE, _ORGANISATION: _SITE},
    "site": {
        cls: "of what is no organisation, `url` says it"
        for cls in (FAB + "DocumentedProject", FAB + "Guide", FAB + "MachineModel", SCHEMA + "Event",
                    SCHEMA + "EducationEvent")
    },
    "prix": {FAB + "LoanOffer": "`prixEuros` says it without a currency"},
    "prixEuros": {SCHEMA + "UnitPriceSpecification": "`prix` says it, with its currency"},
    "description": {FAB + "MaintenanceRecord": "`constat` says it"},
    "constat": {
        cls: "of what is no intervention, `description` says it"
        for cls in (_LAB, FAB + "Machine", FAB + "MachineModel", FAB + "Guide", FAB + "DocumentedProject",
                    FAB + "MaintenanceTask", SCHEMA + "Course", SCHEMA + "Event", SCHEMA + "EducationEvent",
                    SCHEMA + "Demand")
    },
    "image": {"": "`images` says it, with what the picture shows, whose it is and its licence"},
    "guideDeReference": {"": "the network chooses the reference guide of a model; a lab proposes one"},
    "propositions": {"": "what is proposed to others is written in the file itself"},
    "id": {"": "given by the form from the name, and never changed"},
    "contact": {"": "a drawer: its keys have their fields"},
    "pratique": {"": "a drawer: its keys have their fields"},
}  # fmt: skip


def elsewhere(key: Key, cls: str) -> str:
    """Why that key has no field in the form of that class; empty when it has one."""
    reasons = ELSEWHERE.get(key.key if key.lang != "en" else key.twin, {})
    return reasons.get("") or reasons.get(cls, "")
