"""The part of the query on machines: their state, their size, what they can do. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from server.search import concepts
from server.search.concepts import IRIs
from server.search.criteria import Criteria
from server.search.matching import ABSENT, IN_SERVICE, RESERVED
from server.search.sparql_terms import Comment, number, term, terms

#: Its model, what replaces it, and what replaces that: a path without end takes seconds inside of EXISTS.
_MODEL = "(schema:model|(schema:model/dct:isReplacedBy)|(schema:model/dct:isReplacedBy/dct:isReplacedBy))"


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
    for name, asked in (("process", criteria.process), ("material", criteria.material)):
        if len(asked) > 1:
            yield f"  VALUES ?{name} {{ {terms(asked)} }}"
    if criteria.material:
        yield say("forbidden")
        forbids = f"fab:forbidsMaterial|({_MODEL}/fab:forbidsMaterial)"
        among = _among(criteria.material, "material", "banned")
        yield f"  FILTER NOT EXISTS {{ ?machine {forbids} ?banned . {among} }}"
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


#: What stands for a concept asked: narrower processes; materials narrower and broader; what is banned, broader.
_CLOSURES: Mapping[str, Callable[[str], IRIs]] = {
    "does": lambda iri: concepts.narrower("process", iri),
    "on": lambda iri: concepts.narrower("material", iri) | concepts.broader("material", iri),
    "banned": lambda iri: concepts.broader("material", iri),
}


def _among(asked: Sequence[str], name: str, variable: str) -> str:
    """The concepts that count, written out: paths along the lists would take minutes here."""
    closure = _CLOSURES[variable]
    if len(asked) == 1:
        return f"VALUES ?{variable} {{ {terms(sorted(closure(asked[0])))} }}"
    pairs = " ".join(f"({term(iri)} {term(each)})" for iri in asked for each in sorted(closure(iri)))
    return f"VALUES (?{name} ?{variable}) {{ {pairs} }}"


def _does(criteria: Criteria) -> str:
    return _among(criteria.process, "process", "does")


def _on(criteria: Criteria) -> str:
    return _among(criteria.material, "material", "on")


def _capability(criteria: Criteria, way: str) -> str:
    parts = ["fab:process ?does"] if criteria.process else []
    parts += ["fab:material ?on"] if criteria.material else []
    parts += ["fab:maxThickness ?mm"] if criteria.thickness is not None else []
    among = [*([_does(criteria)] if criteria.process else []), *([_on(criteria)] if criteria.material else [])]
    return f"?machine {way} ?able . ?able {' ; '.join(parts)} . {' '.join(among)}"


def _stated(criteria: Criteria, way: str) -> str:
    """In one capability; a process or a material alone may be listed outside of any."""
    found = f"EXISTS {{ {_capability(criteria, way)} }}"
    if criteria.thickness is not None or (criteria.process and criteria.material):
        return found
    where = way.removesuffix("fab:capability")
    listed = f"fab:performsProcess ?does . {_does(criteria)}" if criteria.process else ""
    return f"{found} || EXISTS {{ ?machine {where}{listed or f'fab:acceptsMaterial ?on . {_on(criteria)}'} }}"


def _usual(criteria: Criteria) -> str:
    found = []
    if criteria.process:
        ways = "fab:performsProcess|(fab:machineType/fab:typicalProcess)"
        found.append(f"EXISTS {{ ?machine {ways} ?does . {_does(criteria)} }}")
    if criteria.material:
        ways = "fab:acceptsMaterial|(fab:machineType/fab:typicalMaterial)"
        found.append(f"EXISTS {{ ?machine {ways} ?on . {_on(criteria)} }}")
    return " && ".join(found)


def _contradicted(criteria: Criteria) -> str:
    said = {
        "performsProcess ?does": _does(criteria) if criteria.process else "",
        "acceptsMaterial ?on": _on(criteria) if criteria.material else "",
    }
    parts = [
        f"(EXISTS {{ ?machine fab:{listed[:15]} ?any }} && NOT EXISTS {{ ?machine fab:{listed} . {among} }})"
        for listed, among in said.items()
        if among
    ]
    return " || ".join(parts)
