"""Changes a lab file as nobody would: a value, a key, a place at a time, so that what comes out is JSON still."""

import json
import random
from collections.abc import Iterator
from typing import Any

import ontology

KEYWORDS = ("@id", "@type", "@value", "@language", "@list", "@set", "@graph", "@none", "@context", "@reverse", "@index",
            "@base", "@vocab", "@nest", "@included", "@json", "@direction", "@import", "")  # fmt: skip
KEYS = (*ontology.keys(), *KEYWORDS, "https://w3id.org/fabcommons/ns#hasMachine", "http://schema.org/name", "nom ", "x")
CODES = [code for scheme in ontology.schemes().values() for code in list(scheme.codes())[:4]]
TEXTS = (
    "", " ", "\u0000", "\ud800", "é", "#lab", "#laser-1", "#", "_:b0", "_:", "http://[", "https://a b", "//", "/", "?",
    "https://lab.example/x#lab", "https://other.example/#x", "2026-02-30", "2026-11-26", "9999-12-31T23:59:60Z", "@",
    "0000-00-00", "2026-11-26T25:61", "18h", "24:00", "-1", "1e999", "PT3H", "P", "FREQ=WEEKLY;BYDAY=TH", "{?value}",
    "Europe/Paris", "../x", "fr", "fr-\u202e", "CC-BY-4.0", "true", "oui", "NaN", "x" * 3000, "a:b", "@type", "12,5",
    "exemple-laser/lc-6040", "\u00a0", "+33477000000", "42700", "W421000000", "https://xn--0.example/", "#laser-2",
)  # fmt: skip
OTHERS: tuple[Any, ...] = (
    None, True, False, 0, -1, -0.0, 1e308, 10**40, 2**63, 45.44, 1e-300, [], {}, [[]], [None], {"": ""}, {"@id": "#x"},
    {"@value": 3}, {"@value": None}, {"@list": [1]}, {"@set": []}, {"@graph": [{"@id": "#g"}]}, {"@none": "x"},
    {"@language": "fr"}, {"fr": "a", "en": "b"}, {"@reverse": {"nom": "x"}}, {"#x": {"nom": "x"}}, {"@context": {}},
    {"@type": "@json", "@value": {"a": [1]}}, [{"jours": ["lundi"], "ouvre": "18:00"}],
)  # fmt: skip


def mutated(content: bytes, seed: int) -> bytes | None:
    """Some lab file made of one; None where there is none to begin with."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return None
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        document = _changed(document, chance)
    return json.dumps(document, ensure_ascii=chance.random() < 0.2, allow_nan=True).encode("utf-8", "surrogatepass")


def _places(value: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    """Every container with a key or number in it."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, held in list(steps):
        yield value, step
        if depth < 30:
            yield from _places(held, depth + 1)


def _changed(document: Any, chance: random.Random) -> Any:
    places = list(_places(document))
    if not places:
        return _anything(chance)
    around, step = chance.choice(places)
    match chance.randrange(7):
        case 0 | 1:
            around[step] = _anything(chance)
        case 2:
            del around[step]
        case 3:
            inside, other = chance.choice(places)
            around[step] = json.loads(json.dumps(inside[other])) if _is_there(inside, other) else None
        case 4:
            around[step] = chance.choice(([around[step]], {chance.choice(KEYS): around[step]}, [around[step]] * 2))
        case _ if isinstance(around, dict):
            around[chance.choice(KEYS)] = around.pop(step) if chance.random() < 0.5 else _anything(chance)
        case _:
            around.append(_anything(chance))
    return document


def _is_there(around: Any, step: Any) -> bool:
    return step in around if isinstance(around, dict) else step < len(around)


def _anything(chance: random.Random) -> Any:
    return chance.choice((chance.choice(TEXTS), chance.choice(CODES), chance.choice(OTHERS)))
