"""What a page shows of a lab's machines, kept in the index beside what is searched; JSON. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pyoxigraph import NamedNode

from harvester.names import SCHEMA
from server.search import said
from server.search.entries import Machine, Source
from server.search.found import Texts
from server.search.said import fab, iris


def written(source: Source, found: Sequence[Machine]) -> bytes:
    """The machines in the order of their places, as JSON."""
    shown = [_machine(source, machine) for machine in found]
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()


def read(text: bytes) -> list[dict[str, Any]]:
    """The way back."""
    return json.loads(text)  # type: ignore[no-any-return]


def _machine(source: Source, machine: Machine) -> Mapping[str, object]:
    facts, node = source.facts, machine.node
    return {
        "iri": getattr(node, "value", ""),
        "name": said.texts(facts, node, f"{SCHEMA}name"),
        "other_type": said.texts(facts, node, fab("otherType")),
        "since": (facts.text(node, fab("statusSince")) or "")[:10],
        "model": _model(source, machine),
        "quantity": said.integer(facts, node, fab("quantity")) or 1,
        "credentials": {iri: credential(source, iri) for iri in iris(facts, node, fab("requiresCredential"))},
    }


def credential(source: Source, iri: str) -> Texts:
    """Its name, as the file or the registry says."""
    node = NamedNode(iri)
    found = (said.texts(facts, node, f"{SCHEMA}name") for facts in (source.facts, source.registry))
    return next((texts for texts in found if texts), {})


def _model(source: Source, machine: Machine) -> str:
    """Brand and name of the newest model that somebody describes, else its code."""
    for model in reversed(machine.models):
        for facts in (source.registry, source.facts):
            names = list(said.texts(facts, model, f"{SCHEMA}name").values())
            if names:
                brands = said.of_both(source.facts, source.registry, model, f"{SCHEMA}brand")
                makers = (said.texts(f, b, f"{SCHEMA}name") for b in brands for f in (source.registry, source.facts))
                maker = next((next(iter(texts.values())) for texts in makers if texts), "")
                return names[0] if maker.casefold() in names[0].casefold() else f"{maker} {names[0]}".strip()
    return next((_code(m.value) for m in machine.models if isinstance(m, NamedNode)), "")


def _code(iri: str) -> str:
    """`furan-laser/fl-6040`, or what stands after the #."""
    return iri.partition("/model/")[2] or iri.partition("#")[2]
