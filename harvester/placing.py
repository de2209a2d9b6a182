"""From a finding on a node back to the file: the JSON pointer, the word as typed, and what was probably meant."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import ontology
from harvester.pointers import along, follow, tokens
from harvester.report import Finding
from harvester.words import nearest_code


def pointed(findings: Iterable[Finding], document: Any, nodes: Mapping[str, str]) -> tuple[Finding, ...]:
    """Findings that fall on nodes get the pointer of the key they are about, and the text typed there.

    In: findings, the parsed document, node identifier → JSON pointer. Out: the same findings, placed.
    """
    return tuple(f if f.pointer is not None else _pointed(f, document, nodes) for f in findings)


def _pointed(finding: Finding, document: Any, nodes: Mapping[str, str]) -> Finding:
    node = nodes.get(finding.focus or "")
    if node is None:
        return finding
    pointer = along(document, node, (finding.path or "").split(), finding.value)
    typed = follow(document, pointer)
    if not isinstance(typed, str) or finding.value is None:
        return replace(finding, pointer=pointer)
    return replace(
        finding, pointer=pointer, params={"value": typed, "suggestion": _meant(pointer, typed), **finding.params}
    )


def _meant(pointer: str, typed: str) -> str:
    """The code of the key's list that looks most like what was typed."""
    words = [token for token in tokens(pointer) if not token.isdigit()]
    key = ontology.keys().get(words[-1]) if words else None
    return (nearest_code(key.scheme, typed) if key and key.scheme else None) or "…"
