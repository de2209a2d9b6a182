"""`/api/v1/check`: what the harvester would say of a document that is posted, or of an address; nothing is kept."""

from flask import Response, request

from harvester.check import NOWHERE
from server.api.answers import answer
from server.pages.checking import taken
from server.pages.checking.gate import admitted
from server.pages.errors import Absent
from server.pages.site import Site


def check(site: Site) -> Response:
    """GET `?url=` or `?address=`, or POST the document; `?base=` names its things. Out: as the command with --json."""
    base = taken.base(request.args.get("base", ""))
    if request.method == "POST":
        taken.limit_body(site.settings)
        found = taken.body()
    else:
        found = taken.address(request.args.get("url") or request.args.get("address", ""))
    if found.errors:
        raise Absent(400, next(iter(found.errors.values())))
    with admitted(site) as checker:
        if found.url:
            return answer(checker.check_address(found.url, base).as_json())
        return answer(checker.check_bytes(found.content, base or NOWHERE, found.content_type).as_json())
