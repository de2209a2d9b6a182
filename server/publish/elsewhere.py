"""Keys that the form does not offer, each with its reason; whatever a file says by them is kept as it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from ontology import FAB, SCHEMA, Key

_ORGANISATIONS = (FAB + "FabLab", SCHEMA + "Organization")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a key has no field: of the classes in `of`, or of all but those in `but`; of every class without either."""

    why: str
    of: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


#: Key, as in French → why no field.
ELSEWHERE: Mapping[str, Reason] = {
    "url": Reason("of labs and organisations, `site` says it", of=_ORGANISATIONS),
    "site": Reason("of what is no organisation, `url` says it", but=_ORGANISATIONS),
    "prix": Reason("of an offer to lend, `prixEuros` says it without a currency", of=(FAB + "LoanOffer",)),
    "prixEuros": Reason("of a price, `prix` says it with its currency", but=(FAB + "LoanOffer",)),
    "description": Reason("of maintenance that was done, `constat` says it", of=(FAB + "MaintenanceRecord",)),
    "constat": Reason("of anything but maintenance done, `description` says it", but=(FAB + "MaintenanceRecord",)),
    "image": Reason("`images` says it, with what the picture shows, whose it is and its licence"),
    "guideDeReference": Reason("the network chooses the reference guide of a model; a lab proposes one"),
    "propositions": Reason("what is proposed to others is written in the file itself"),
    "id": Reason("made by the form from the name, and never changed"),
    "contact": Reason("a drawer: its keys have their fields"),
    "pratique": Reason("a drawer: its keys have their fields"),
}


def elsewhere(key: Key, cls: str) -> bool:
    """Whether that key has no field in the form of that class."""
    reason = ELSEWHERE.get(key.key if key.lang != "en" else key.twin)
    return reason is not None and (cls in reason.of or not reason.of) and cls not in reason.but
