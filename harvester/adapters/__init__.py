"""What labs already have, read as if they had written a lab file: one adapter a form of it (recipe in CONTRIBUTING).

bytes → which adapter recognises them → a lab file in JSON-LD → judged like any other
"""

from harvester.adapters.fablabs_io import FablabsIo
from harvester.adapters.html import Html
from harvester.adapters.ical import ICalendar
from harvester.adapters.okh import Manifest
from harvester.adapters.received import Adapted, Adapter, Received
from harvester.adapters.spaceapi import SpaceApi
from harvester.adapters.table import Table

#: The first that recognises what came reads it; what none recognises is judged as a lab file, and told what it is not.
ADAPTERS: tuple[Adapter, ...] = (Html(), SpaceApi(), FablabsIo(), ICalendar(), Manifest(), Table())

#: The name of what needs no adapter.
OURS = "json-ld"


def adapt(received: Received, base: str) -> Adapted:
    """A lab file made of what came; a lab file as it is.

    In: what came, the base IRI of its source. Errors: DocumentError for what an adapter recognises and cannot read.
    """
    for adapter in ADAPTERS:
        if adapter.recognises(received):
            return adapter.adapt(received, base)
    return Adapted(received.content, OURS)
