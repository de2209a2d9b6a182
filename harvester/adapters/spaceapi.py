"""A SpaceAPI document (https://spaceapi.io, 0.8 to 15) as a lab file; what it says of the moment is read by `live`."""

import json

from harvester.adapters.json_object import json_object
from harvester.adapters.received import Adapted, Received
from harvester.imports.spaceapi import is_spaceapi, lab_file


class SpaceApi:
    """What a space publishes of itself; mapping in docs/adapters/spaceapi.md."""

    name = "spaceapi"

    def recognises(self, received: Received) -> bool:
        """Whether this is a SpaceAPI document."""
        return is_spaceapi(json_object(received))

    def adapt(self, received: Received, base: str) -> Adapted:
        """The lab file made of what lasts in it."""
        read = lab_file(json_object(received) or {})
        content = json.dumps(read.document, ensure_ascii=False, indent=1)
        return Adapted(content.encode("utf-8", "replace"), self.name, tuple(read.findings), read.places)
