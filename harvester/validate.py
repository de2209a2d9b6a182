"""SHACL: the only file that knows the engine.

The engine renames blank nodes in its report; where a result falls on one, a second run with a label on every blank
node tells which it was. Source: https://www.w3.org/TR/shacl/
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pyoxigraph as ox
import shacl

import shapes
from harvester.report import Finding

_LABEL = "urn:fabcommons:label"
_LABELLER = f"""
@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:fabcommons:labeller> a sh:NodeShape ; sh:targetSubjectsOf <{_LABEL}> ;
  sh:property <urn:fabcommons:label-shape> .
<urn:fabcommons:label-shape> sh:path <{_LABEL}> ; sh:nodeKind sh:IRI .
"""
_IRI = re.compile(r"<([^>]*)>")
#: Years that 64 bits do not hold make the engine panic (oxsdatatypes 0.2.2): as texts, they are no dates to it either.
_ENDLESS = re.compile(r'("[+-]?\d{19}[^"]*")\^\^<http://www\.w3\.org/2001/XMLSchema#date(?:Time)?>')


class EngineError(Exception):
    """The engine gave up: the visit failed, whatever the document is worth."""


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result in plain terms: rule id, focus (`IRI` or `_:label`), property IRIs of the path, value."""

    rule: str
    focus: str
    path: tuple[str, ...]
    value: str | None


def validate(
    triples: Sequence[ox.Triple], today: date | None, area: tuple[float, float, float, float], dated: bool | None
) -> list[Result]:
    """Judge a graph by the shapes.

    In: triples of one document; the date for rules that depend on it; the network's area; `dated` False for the rules
    that hold for ever, True for those that depend on today, None for all. Out: results in the engine's order, each
    once. Errors: EngineError.
    """
    engine = _engine(today if dated is not False else None, area, dated, labelled=False)
    text = _n_triples(triples)
    results = _run(engine, text)
    if any(r.focus_node.startswith("_:") for r in results):
        engine = _engine(today if dated is not False else None, area, dated, labelled=True)
        labels = _label_triples(triples)
        results = _run(engine, text + labels)
    return _plain(results)


@lru_cache(maxsize=8)
def _engine(
    today: date | None, area: tuple[float, float, float, float], dated: bool | None, *, labelled: bool
) -> shacl.Shapes:
    text = shapes.compiled(today=today, area=area, dated=dated)
    return shacl.Shapes.from_turtle(text + (_LABELLER if labelled else ""))


def _run(engine: shacl.Shapes, text: str) -> list[shacl.Result]:
    try:
        return engine.validate_text(text, "ntriples").results
    except BaseException as error:  # a panic of the engine arrives as a BaseException of its own
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise EngineError(str(error)) from error


def _n_triples(triples: Iterable[ox.Triple]) -> str:
    text: str = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES).decode()  # type: ignore[union-attr]
    return _ENDLESS.sub(r"\1", text)


def _label_triples(triples: Iterable[ox.Triple]) -> str:
    nodes = {t.subject for t in triples if isinstance(t.subject, ox.BlankNode)}
    nodes |= {t.object for t in triples if isinstance(t.object, ox.BlankNode)}
    return "".join(f'{node} <{_LABEL}> "{node}" .\n' for node in nodes)


def _plain(results: Iterable[shacl.Result]) -> list[Result]:
    labels: dict[str, str] = {}
    others: list[shacl.Result] = []
    for r in results:
        if r.root_shape == "urn:fabcommons:label-shape" or r.source_shape in _LABEL_SHAPES:
            labels[r.focus_node] = r.value_plain or ""
        else:
            others.append(r)
    return list(dict.fromkeys(_result(r, labels) for r in others))


_LABEL_SHAPES = frozenset({"<urn:fabcommons:label-shape>", "urn:fabcommons:label-shape"})


def _result(r: shacl.Result, labels: Mapping[str, str]) -> Result:
    focus = labels.get(r.focus_node) or (_IRI.fullmatch(r.focus_node) or [r.focus_node, r.focus_node])[1]
    value = None if (r.value or "").startswith("_:") else r.value_plain
    return Result(_rule_of(r), focus, tuple(_IRI.findall(r.path or "")), value)


def _rule_of(r: shacl.Result) -> str:
    for shape in (r.source_shape, r.root_shape):
        rule = (shape or "").strip("<>").removeprefix(shapes.NAMESPACE)
        if rule in shapes.rules():
            return rule
    raise EngineError(f"a result of no known rule: {r!r}")


def findings(results: Iterable[Result]) -> list[Finding]:
    """Results as findings; pointers come later."""
    return [Finding(r.rule, r.focus, " ".join(r.path) or None, None, r.value) for r in results]
