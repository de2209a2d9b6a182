"""What a source says of itself, in short: its name, place, licence and whom to credit. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from pyoxigraph import Literal, NamedNode, Quad, Triple

from harvester.names import FAB, RDF_TYPE, SCHEMA, lab_of
from server.store.facts import Facts, Node

_DCT = "http://purl.org/dc/terms/"
_LICENCE, _MODIFIED = f"{_DCT}license", f"{_DCT}modified"
_NETWORK = NamedNode(f"{FAB}Network")
#: Longest text taken from a source: a catalogue introduces, the lab's own page tells.
_LONGEST = 600

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """Texts are by language ("" where none is stated); `position` is latitude, longitude; the rest is as stated."""

    names: Texts = field(default_factory=dict)
    descriptions: Texts = field(default_factory=dict)
    licences: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    position: tuple[float, float] | None = None
    country: str = ""
    commune: str = ""
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    updated: str = ""
    email: str = ""
    url: str = ""

    @property
    def name(self) -> str:
        """The French name, else the English one, else any; empty when none is stated."""
        wanted = (self.names.get(tag) for tag in ("fr", "", "en"))
        return next((text for text in (*wanted, *self.names.values()) if text), "")

    def as_json(self) -> dict[str, Any]:
        """Only what is stated."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """The reverse of `as_json`."""
        found: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in told.items()}
        return cls(**found)


def card(base: str, stated: Iterable[Quad]) -> Card:
    """In: a source's base IRI and the quads it states. Out: its card; what it does not say is empty."""
    facts = Facts(stated)
    lab = NamedNode(lab_of(base))
    about = (lab, NamedNode(base))
    addresses = facts.values(lab, f"{SCHEMA}address")
    return Card(
        names=_texts(facts, lab, f"{SCHEMA}name"),
        descriptions=_texts(facts, lab, f"{SCHEMA}disambiguatingDescription")
        or _texts(facts, lab, f"{SCHEMA}description"),
        licences=_iris(facts, about, _LICENCE),
        credits=tuple(sorted({t for node in about for t in _plain(facts, node, f"{SCHEMA}creditText")})),
        position=_position(facts, lab),
        country=_first(facts, addresses, f"{SCHEMA}addressCountry"),
        commune=_first(facts, addresses, f"{SCHEMA}addressLocality"),
        themes=_iris(facts, (lab,), f"{SCHEMA}knowsAbout"),
        languages=_languages(facts),
        updated=_first(facts, [lab], _MODIFIED),
        email=_first(facts, [lab], f"{SCHEMA}email"),
        url=next(iter(_iris(facts, (lab,), f"{SCHEMA}url")), ""),
    )


def network(registry: Iterable[Quad | Triple]) -> dict[str, Any]:
    """What the registry of shared subjects says of the network (the first, should it describe several)."""
    facts = Facts(registry)
    found = sorted(str(node.value) for node, kind in facts.pairs(RDF_TYPE) if kind == _NETWORK)  # type: ignore[union-attr]
    node = NamedNode(found[0]) if found else NamedNode("urn:none")
    return {
        "names": _texts(facts, node, f"{SCHEMA}name"),
        "descriptions": _texts(facts, node, f"{SCHEMA}description"),
        "url": next(iter(_iris(facts, (node,), f"{SCHEMA}url")), ""),
        "email": _first(facts, [node], f"{SCHEMA}email"),
    }


def _texts(facts: Facts, node: Node, predicate: str) -> Texts:
    found: dict[str, str] = {}
    for value in facts.values(node, predicate):
        if isinstance(value, Literal):
            found.setdefault(value.language or "", value.value[:_LONGEST])
    return found


def _plain(facts: Facts, node: Node, predicate: str) -> list[str]:
    return [v.value[:_LONGEST] for v in facts.values(node, predicate) if isinstance(v, Literal)]


def _first(facts: Facts, nodes: Iterable[Node], predicate: str) -> str:
    return next((text for node in nodes for text in _plain(facts, node, predicate)), "")


def _iris(facts: Facts, nodes: Iterable[Node], predicate: str) -> tuple[str, ...]:
    values = (value for node in nodes for value in facts.values(node, predicate))
    return tuple(sorted({value.value for value in values if isinstance(value, NamedNode)}))


def _position(facts: Facts, lab: Node) -> tuple[float, float] | None:
    for place in facts.values(lab, f"{SCHEMA}geo"):
        texts = facts.text(place, f"{SCHEMA}latitude"), facts.text(place, f"{SCHEMA}longitude")
        try:
            return float(texts[0] or ""), float(texts[1] or "")
        except ValueError:
            continue
    return None


def _languages(facts: Facts) -> tuple[str, ...]:
    values = (value for predicate in facts.predicates() for _, value in facts.pairs(predicate))
    tags = {value.language.partition("-")[0] for value in values if isinstance(value, Literal) and value.language}
    return tuple(sorted(tags))
