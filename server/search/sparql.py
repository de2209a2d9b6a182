"""«See the query»: the SPARQL that answers the same criteria, for the editor. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ontology.names import VOCAB
from server.search import sparql_machines, sparql_opening
from server.search.criteria import Criteria
from server.search.sparql_terms import PREFIXES, Comment, literal, number, terms
from server.search.sparql_words import WORDS
from server.shut import CLOSED_IRI, SHUT_IRIS


@dataclass(frozen=True, slots=True)
class Question:
    """Criteria on a concrete day; the countries (ISO) whose public holidays count; the language of the comments."""

    criteria: Criteria
    day: date | None
    countries: Iterable[str]
    say: Comment


def text_of(criteria: Criteria, today: date, lang: str = "fr", countries: Iterable[str] = ("FR",)) -> str:
    """A readable SELECT: ?lab ?labName, then ?km, ?opens …, ?machine … as asked; free text is left out, and says so."""
    words = WORDS[lang]

    def say(name: str, **values: str) -> str:
        return f"  # {words[name].format(**values)}"

    asked = Question(criteria, criteria.asked_day(today), tuple(countries), say)
    lines = [line for part in _PARTS for line in part(asked)]
    text = "\n".join(["WHERE {", *lines, "}", f"ORDER BY {_order(criteria)}"])
    head = f"# {words['head']}\n"
    if criteria.text:
        safe = re.sub(r"\s+", " ", criteria.text)
        head += f"# {words['text'].format(text=safe)}\n"
    select = f"SELECT DISTINCT {' '.join(_columns(criteria))}"
    used = [f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if f"{name}:" in text]
    return "\n".join([head + "\n".join(used), "", select, text, ""])


def _columns(criteria: Criteria) -> Iterator[str]:
    yield from ("?lab", "?labName")
    yield from ["?km"] if criteria.near else []
    yield from ("?opens", "?closes", "?period") if criteria.of_opening else ()
    yield from ("?machine", "?machineName", "?status") if criteria.of_machines else ()
    yield from ["?process"] if len(criteria.process) > 1 else []
    yield from ["?material"] if len(criteria.material) > 1 else []
    yield from ["?toConfirm"] if criteria.process or criteria.material else []


def _order(criteria: Criteria) -> str:
    return " ".join([*(["?km"] if criteria.near else []), "?labName", *(["?machine"] if criteria.of_machines else [])])


def _near(asked: Question) -> Iterator[str]:
    place, radius = asked.criteria.near, asked.criteria.radius_km
    if place is None:
        yield "  ?lab a fab:FabLab ."
        return
    yield asked.say("near")
    here = " ".join(map(number, (place.lat, place.lon, radius or 20_100)))
    yield "  {\n    SELECT ?lab ?km WHERE {"
    yield f"      VALUES (?lat0 ?lon0 ?radius) {{ ({here}) }}"
    yield _NEAR


_NEAR = """\
      ?lab a fab:FabLab ; schema:geo ?position .
      ?position schema:latitude ?lat ; schema:longitude ?lon .
      BIND(?lat0 * 1.74533e-2 AS ?phi)
      BIND(?phi * ?phi AS ?phi2)
      BIND(1 - ?phi2 / 2 + ?phi2 * ?phi2 / 24 - ?phi2 * ?phi2 * ?phi2 / 720 AS ?cosLat)
      BIND((?lat - ?lat0) * 111.2 AS ?north)
      BIND((?lon - ?lon0) * 111.32 * ?cosLat AS ?east)
      BIND(?north * ?north + ?east * ?east AS ?km2)
      FILTER(?km2 <= ?radius * ?radius)
      BIND(ABS(?north) + ABS(?east) + 0.001 AS ?root0)
      BIND((?root0 + ?km2 / ?root0) / 2 AS ?root1)
      BIND((?root1 + ?km2 / ?root1) / 2 AS ?root2)
      BIND(xsd:decimal(ROUND(5 * (?root2 + ?km2 / ?root2))) / 10 AS ?km)
    }
  }"""


def _lab(asked: Question) -> Iterator[str]:
    criteria, say = asked.criteria, asked.say
    visited = criteria.of_machines or criteria.of_opening or criteria.access
    if visited or not criteria.text:
        yield say("active" if visited else "not-closed")
        yield "  OPTIONAL { ?lab fab:labStatus ?stage }"
        left_out = SHUT_IRIS if visited else (CLOSED_IRI,)
        yield f"  FILTER(COALESCE(?stage, lab-status:ouvert) NOT IN ({terms(left_out, ', ')}))"
    if criteria.commune:
        yield say("commune")
        yield "  ?lab schema:address/schema:addressLocality ?commune ."
        names = ", ".join(literal(name.lower()) for name in criteria.commune)
        yield f"  FILTER(LCASE(STR(?commune)) IN ({names}))"
    if criteria.accessibility:
        yield say("features")
        yield f"  ?lab fab:accessFeature {terms(criteria.accessibility, ', ')} ."
    if criteria.audience:
        yield say("audience")
        meant = terms(dict.fromkeys([*criteria.audience, f"{VOCAB}audience/tout-public"]))
        yield f"  FILTER EXISTS {{ VALUES ?audience {{ {meant} }} ?lab fab:audience ?audience }}"
    if criteria.age is not None:
        yield say("age")
        yield f"  FILTER NOT EXISTS {{ ?lab fab:minAge ?labAge FILTER(?labAge > {criteria.age}) }}"


def _names(asked: Question) -> Iterator[str]:
    yield asked.say("names")
    for thing in ("lab", "machine") if asked.criteria.of_machines else ("lab",):
        for lang in ("fr", "en"):
            name = f"?{thing}{lang.title()}"
            yield f'  OPTIONAL {{ ?{thing} schema:name {name} FILTER(LANG({name}) = "{lang}") }}'
        yield f"  BIND(STR(COALESCE(?{thing}Fr, ?{thing}En, ?{thing})) AS ?{thing}Name)"


_PARTS: tuple[Callable[[Question], Iterator[str]], ...] = (
    _near,
    _lab,
    lambda asked: sparql_opening.lines(asked.criteria, asked.day, asked.countries, asked.say),
    lambda asked: sparql_machines.lines(asked.criteria, asked.say),
    _names,
)
