"""The part of the query on machines: their state, their size, what they can do. Pure."""

from collections.abc import Iterator

from server.search.criteria import Criteria
from server.search.matching import ABSENT, IN_SERVICE, RESERVED
from server.search.sparql_terms import Comment, number, terms

_PROCESS, _MATERIAL = "skos:broader* ?process", "(skos:broader*|^skos:broader*) ?material"
_MODEL = "schema:model/dct:isReplacedBy*"


def lines(criteria: Criteria, say: Comment) -> Iterator[str]:
    """Lines of the query; none where nothing is asked of machines."""
    if not criteria.of_machines:
        return
    yield say("machine")
    yield "  ?lab fab:hasMachine ?machine ."
    if criteria.type:
        yield say("type")
        yield f"  VALUES ?type {{ {terms(criteria.type)} }} ?machine fab:broadType ?type ."
    yield from _status(criteria, say)
    yield from _use(criteria, say)
    if criteria.width is not None or criteria.depth is not None:
        yield from _size(criteria, say)
    if criteria.process or criteria.material:
        yield from _job(criteria, say)


def _status(criteria: Criteria, say: Comment) -> Iterator[str]:
    yield say("status")
    yield "  OPTIONAL { ?machine fab:status ?stated }"
    yield "  BIND(COALESCE(?stated, st:inconnu) AS ?status)"
    if not criteria.status:
        yield f"  FILTER(?status NOT IN ({terms(sorted(ABSENT), ', ')}))"
        return
    yield f"  FILTER(?status IN ({terms(criteria.status, ', ')}))"
    if IN_SERVICE in criteria.status:
        yield "  OPTIONAL { ?machine fab:quantityInService ?working }"
        yield "  FILTER(?status != st:en-service || COALESCE(?working, 1) > 0)"


def _use(criteria: Criteria, say: Comment) -> Iterator[str]:
    if criteria.loanable:
        yield say("loan")
        yield "  FILTER EXISTS { ?machine fab:loanOffer ?offer }"
    if criteria.no_training:
        yield say("training")
        yield "  FILTER NOT EXISTS { ?machine fab:requiresCredential ?credential }"
    if (criteria.of_opening or criteria.access) and RESERVED not in criteria.access:
        yield say("reserved")
        yield "  OPTIONAL { ?machine fab:accessMode ?machineMode }"
        yield "  FILTER(COALESCE(?machineMode, access:tout-public) != access:restreint)"
    if criteria.age is not None:
        yield say("age")
        yield f"  FILTER NOT EXISTS {{ ?machine fab:minAge ?machineAge FILTER(?machineAge > {criteria.age}) }}"


def _size(criteria: Criteria, say: Comment) -> Iterator[str]:
    yield say("size")
    for name in ("Width", "Depth"):
        yield f"  OPTIONAL {{ ?machine fab:work{name} ?own{name} }}"
        yield f"  OPTIONAL {{ ?machine {_MODEL}/fab:work{name} ?model{name} }}"
        yield f"  BIND(COALESCE(?own{name}, ?model{name}) AS ?{name.lower()})"
    straight = _fits(criteria.width, criteria.depth, "?width", "?depth")
    turned = _fits(criteria.width, criteria.depth, "?depth", "?width")
    yield f"  FILTER(({straight}) || ({turned}))"


def _fits(width: float | None, depth: float | None, along: str, across: str) -> str:
    asked = ((width, along), (depth, across))
    return " && ".join(f"{room} >= {number(side)}" for side, room in asked if side is not None)


def _job(criteria: Criteria, say: Comment) -> Iterator[str]:
    if criteria.process:
        yield f"  VALUES ?process {{ {terms(criteria.process)} }}"
    if criteria.material:
        yield f"  VALUES ?material {{ {terms(criteria.material)} }}"
        yield say("forbidden")
        forbids = f"(fab:forbidsMaterial|({_MODEL}/fab:forbidsMaterial))"
        yield f"  FILTER NOT EXISTS {{ ?machine {forbids}/^skos:broader* ?material }}"
    yield say("job")
    for name, way in (("described", "fab:capability"), ("modelled", f"{_MODEL}/fab:capability")):
        yield f"  BIND({_stated(criteria, way)} AS ?{name})"
        if criteria.thickness is not None:
            enough = f"FILTER(?mm >= {number(criteria.thickness)})"
            yield f"  BIND(EXISTS {{ {_capability(criteria, way)} {enough} }} AS ?{name}Enough)"
        else:
            yield f"  BIND(?{name} AS ?{name}Enough)"
    yield f"  BIND({_usual(criteria)} AS ?usual)"
    yield f"  BIND({_contradicted(criteria)} AS ?contradicted)"
    yield "  FILTER(IF(?described, ?describedEnough, !?contradicted && IF(?modelled, ?modelledEnough, ?usual)))"
    yield say("confirm")
    yield "  BIND(!?described AS ?toConfirm)"


def _capability(criteria: Criteria, way: str) -> str:
    parts = [f"fab:process/{_PROCESS}"] if criteria.process else []
    parts += [f"fab:material/{_MATERIAL}"] if criteria.material else []
    parts += ["fab:maxThickness ?mm"] if criteria.thickness is not None else []
    return f"?machine {way} ?able . ?able {' ; '.join(parts)}"


def _stated(criteria: Criteria, way: str) -> str:
    """In one capability; a process or a material alone may be listed outside of any."""
    found = f"EXISTS {{ {_capability(criteria, way)} }}"
    if criteria.thickness is not None or (criteria.process and criteria.material):
        return found
    listed = f"fab:performsProcess/{_PROCESS}" if criteria.process else f"fab:acceptsMaterial/{_MATERIAL}"
    return f"{found} || EXISTS {{ ?machine {way.removesuffix('fab:capability')}{listed} }}"


def _usual(criteria: Criteria) -> str:
    does = f"EXISTS {{ ?machine (fab:performsProcess|(fab:machineType/fab:typicalProcess))/{_PROCESS} }}"
    takes = f"EXISTS {{ ?machine (fab:acceptsMaterial|(fab:machineType/fab:typicalMaterial))/{_MATERIAL} }}"
    return " && ".join([*([does] if criteria.process else []), *([takes] if criteria.material else [])])


def _contradicted(criteria: Criteria) -> str:
    said = {"performsProcess": (criteria.process, _PROCESS), "acceptsMaterial": (criteria.material, _MATERIAL)}
    parts = [
        f"(EXISTS {{ ?machine fab:{name} ?any{name} }} && NOT EXISTS {{ ?machine fab:{name}/{path} }})"
        for name, (asked, path) in said.items()
        if asked
    ]
    return " || ".join(parts)
