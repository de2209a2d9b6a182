"""The same shapes give the same results in two engines: the one we run, and pySHACL as the reference."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
import shacl
from rdflib.namespace import RDF, SH
from support.subjects import IN_CODE

import shapes
from harvester import judge as judging

pytestmark = pytest.mark.filterwarnings("ignore:Parsing weird boolean:UserWarning")

SAMPLES = sorted((Path(__file__).resolve().parents[1] / "documents").glob("*/*.jsonld"))
TODAY = date(2026, 11, 26)
AREA = (41.0, -5.5, 51.5, 10.0)

#: Samples that pySHACL cannot judge: sh:lessThanOrEquals on an ill-typed literal stops it with a TypeError.
TOO_MUCH_FOR_REFERENCE = {"V12-start/debut-en-lettres", "V12-start/jour-impossible", "V12-end/fin-en-lettres"}

#: Rule, focus, property and value; anonymous nodes have no name that both engines share.
Row = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def validated() -> dict[str, list[ox.Triple]]:
    """Sample -> what the harvester validates of it, each under a base of its own."""
    seen: dict[str, list[ox.Triple]] = {}
    with pytest.MonkeyPatch.context() as patch:
        for number, sample in enumerate(SAMPLES):
            name = f"{sample.parent.name}/{sample.stem}"
            found = seen.setdefault(name, [])
            patch.setattr(judging, "validate", lambda triples, *_, found=found: found.extend(triples) or [])
            judging.judge(sample.read_bytes(), f"https://s{number}.example/fablab.jsonld", judging.Profile(TODAY))
            seen[name] = [named(triple, number) for triple in found]
    return seen


def together(samples: dict[str, list[ox.Triple]]) -> str:
    """All samples in one graph, so that the slow engine starts once."""
    triples = [triple for found in samples.values() for triple in found]
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def named(triple: ox.Triple, number: int) -> ox.Triple:
    """Blank nodes of different samples must not meet."""

    def own(node: Any) -> Any:
        return ox.BlankNode(f"s{number}{node.value}") if isinstance(node, ox.BlankNode) else node

    return ox.Triple(own(triple.subject), triple.predicate, own(triple.object))


@pytest.fixture(scope="module")
def compiled() -> str:
    return shapes.compiled(TODAY, AREA)


def ours(compiled: str, data: str) -> Iterator[Row]:
    for result in shacl.Shapes.from_turtle(compiled).validate_text(data, "ntriples").results:
        rule = (result.root_shape or "").strip("<>").removeprefix(shapes.NAMESPACE)
        source = (result.source_shape or "").strip("<>").removeprefix(shapes.NAMESPACE)
        path = result.path or ""
        value = "" if (result.value or "_:").startswith("_:") else result.value_plain or ""
        focus = "" if result.focus_node.startswith("_:") else result.focus_node.strip("<>")
        yield (
            (source if source in shapes.rules() else rule),
            focus,
            path.strip("<>") if path.count("<") == 1 else "",
            value,
        )


def reference(compiled: str, data: str) -> Iterator[Row]:
    model = rdflib.Graph().parse(data=compiled, format="turtle")
    graph = rdflib.Graph().parse(data=data, format="nt")
    _, report, _ = pyshacl.validate(graph, shacl_graph=model, inplace=True)
    for result in report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result):
        source = report.value(result, SH.sourceShape)
        rule = source if isinstance(source, rdflib.URIRef) else _around(report, model, result)
        yield (
            str(rule).removeprefix(shapes.NAMESPACE),
            _name(report.value(result, SH.focusNode)),
            _name(report.value(result, SH.resultPath)),
            _name(report.value(result, SH.value)),
        )


def _around(report: rdflib.Graph, model: rdflib.Graph, result: rdflib.term.Node) -> rdflib.term.Node | None:
    """The rule around a nameless property shape: by its message, since the report renames blank nodes."""
    message = next(iter(report.objects(result, SH.resultMessage)))
    return next(shape for shape in model.subjects(SH.message, message) if isinstance(shape, rdflib.URIRef))


def _name(node: rdflib.term.Node | None) -> str:
    return "" if node is None or isinstance(node, rdflib.BNode) else str(node)


def test_both_engines_say_the_same(
    compiled: str, validated: dict[str, list[ox.Triple]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # or it rewrites "7.5E0" before it reports it
    data = together({name: found for name, found in validated.items() if name not in TOO_MUCH_FOR_REFERENCE})
    one, two = Counter(ours(compiled, data)), Counter(reference(compiled, data))
    assert (one - two, two - one) == (Counter(), Counter())


def test_the_samples_show_every_rule_in_shacl(compiled: str, validated: dict[str, list[ox.Triple]]) -> None:
    shown = {row[0] for row in ours(compiled, together(validated))}
    assert shown == {rule.id for rule in shapes.rules().values() if rule.subject not in IN_CODE}
