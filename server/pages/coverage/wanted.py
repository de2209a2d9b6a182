"""What a request to `/coverage` asks for; a parameter that cannot be read is told with the mend."""

import math
from dataclasses import dataclass

from flask import request
from flask_babel import gettext  # type: ignore[import-untyped]

import ontology
from ontology import Concept
from server.pages import figures, filters
from server.pages.coverage.compare import Means
from server.pages.errors import Absent

#: Kilometres, and euros, above which a number is a slip.
_FURTHEST, _DEAREST = 200.0, 100_000_000.0
SORTS = ("gap", "name", "population", "distance")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The area and the commune by their codes (empty: not chosen), the type, kilometres, the reader's means."""

    zone: str
    commune: str
    type: Concept | None
    radius: float
    unsure: bool
    sort: str
    means: Means


def wanted(radius: int) -> Wanted:
    """In: the radius where none is asked for. Errors: Absent that names the parameter and what it may be."""
    asked = request.args
    sort = asked.get("sort", "") or "gap"
    if sort not in SORTS:
        raise Absent(400, gettext("« %(name)s » peut être : %(known)s.", name="sort", known=", ".join(SORTS)))
    means = Means(*(_number(name, _DEAREST) for name in ("budget", "price", "repair")))
    return Wanted(
        asked.get("zone", "")[:40], asked.get("commune", "")[:80], _type(asked.get("type", "")),
        _number("radius", _FURTHEST) or float(radius), asked.get("unsure", "") == "1", sort, means,
    )  # fmt: skip


def _type(code: str) -> Concept | None:
    found = ontology.schemes()["type"].find(code) if code else None
    if code and found is None:
        raise Absent(404, gettext("Le type « %(code)s » n'est pas dans la liste.", code=filters.plain(code[:80])))
    return found


def _number(name: str, most: float) -> float | None:
    """A number as people write it: `7,5`, `12 000`, `4500 €`."""
    text = "".join(request.args.get(name, "").replace("€", "").split())
    if not text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not 0 < value <= most:
        raise Absent(400, _out_of_range(name, most))
    return value


def _out_of_range(name: str, most: float) -> str:
    told = figures.number(most)
    return str(gettext("« %(name)s » est un nombre entre 0 et %(most)s, par exemple 10.", name=name, most=told))
