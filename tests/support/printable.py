"""What holds of every verdict, whatever was judged."""

import json
import re

import pyoxigraph as ox

import shapes
from harvester.report import IN_CELLS, PUBLISHABLE, Outcome, Verdict, as_json

#: How what is typed in a lab's file looks: who has a table is not told of it.
TYPED_IN_A_FILE = re.compile(r'["{}\[\]]|#\w|@\w+[»”]|guillemet|quotes')


def says_something_printable(verdict: Verdict, base: str) -> None:
    """An outcome, sentences in both languages, and a graph of the lab itself where one is published."""
    assert verdict.outcome in (Outcome.LOADED, Outcome.QUARANTINED, Outcome.REJECTED)
    for finding in verdict.findings:
        told = as_json(finding)
        assert json.dumps(told, ensure_ascii=False).encode()
        assert told["message"]["fr"]
        assert told["hint"]["en"]
        rule = shapes.rules()[finding.rule]
        assert IN_CELLS not in finding.params or rule.cell or not TYPED_IN_A_FILE.search(rule.hint["fr"]), rule.id
    if verdict.outcome in PUBLISHABLE:
        quads = list(ox.parse(verdict.graph, ox.RdfFormat.N_QUADS))
        assert {quad.graph_name for quad in quads} == {ox.NamedNode(base)}
        assert len(quads) == verdict.quads
        assert f"{base}#lab" in verdict.entities
        assert not set(verdict.entities) & set(verdict.withheld)
