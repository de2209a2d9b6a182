"""From the lab to a node of its file: the pages of the form on the way, and where a finding is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ontology
from harvester.pointers import follow, step, tokens
from harvester.report import Finding
from server.publish import model, nodes, tree
from server.publish.leaf import Leaf, flat
from server.publish.model import Field


@dataclass(frozen=True, slots=True)
class Page:
    """A node with a page of the form to itself: where it is, its class, the property that leads there, its name."""

    at: str
    cls: str
    under: str
    title: str


def way(document: Mapping[str, Any], root: str, pointer: str) -> list[Page]:
    """The pages from the lab to the node at a pointer, or as near as the form gets. In: the pointer of the lab."""
    pages = [_page(document, root, model.LAB, "")]
    if not pointer.startswith(f"{root}/"):
        return pages
    rest, here, cls = tokens(pointer[len(root) :]), root, model.LAB
    while rest:
        token = rest.pop(0)
        here = step(here, token)
        if _is_drawer(token):
            continue
        each = field_named(cls, token)
        if each is None or not each.containment or not each.leads_to:
            break
        if rest and not _is_node(each, follow(document, here)):
            here = step(here, rest.pop(0))
        if not isinstance(follow(document, here), dict) or not _is_node(None, follow(document, here)):
            break
        cls = nodes.class_at(tree.node_at(document, here), each.leads_to)
        if each.apart:
            pages.append(_page(document, here, cls, each.iri))
    return pages


def _page(document: Mapping[str, Any], at: str, cls: str, under: str) -> Page:
    return Page(at, cls, under, nodes.title(tree.node_at(document, at), at))


def _is_node(each: Field | None, value: Any) -> bool:
    """Whether the value is the node itself, not a list or a map of nodes."""
    return isinstance(value, dict) and not (each and "id" in each.container)


def _is_drawer(token: str) -> bool:
    key = ontology.keys().get(tree.meant(token))
    return key is not None and key.nest


def field_named(cls: str, written: str) -> Field | None:
    """The field of a class that a word of the file means."""
    key = tree.meant(written)
    every = [each for lang in model.LANGUAGES for each in model.fields(cls, lang)]
    return next((each for each in every if key == each.key or key in each.also), None)


def placed(
    findings: Sequence[Finding], leaves: Sequence[Leaf], at: str
) -> tuple[dict[str, list[Finding]], list[Finding]]:
    """Findings beside the fields they are about.

    In: findings, the fields of a page, the pointer of its node. Out: name of a field → its findings; all others.
    """
    beside: dict[str, list[Finding]] = {}
    others = []
    every = flat(leaves)
    for finding in findings:
        leaf = _leaf_of(finding, every, leaves, at)
        if leaf:
            beside.setdefault(leaf.name, []).append(finding)
        else:
            others.append(finding)
    return beside, others


def _leaf_of(finding: Finding, every: Sequence[Leaf], top: Sequence[Leaf], at: str) -> Leaf | None:
    pointer, path = finding.pointer or "", (finding.path or "").split()
    exact = [leaf for leaf in every if leaf.at == pointer or any(tongue.at == pointer for tongue in leaf.tongues)]
    if exact and pointer:
        return exact[0]
    if path and (missing := _missing(pointer, path[0], every, top, at)):
        return missing
    around = [leaf for leaf in every if pointer.startswith(f"{leaf.at}/") and leaf.widget != "entries"]
    return max(around, key=lambda leaf: len(leaf.at)) if around else None


def _missing(pointer: str, iri: str, every: Sequence[Leaf], top: Sequence[Leaf], at: str) -> Leaf | None:
    """The field of a node that lacks what the rule wants: of the page's own node, or of a row."""
    rows = {row.at: row.leaves for leaf in every for row in leaf.rows}
    found = top if pointer == at else rows.get(pointer, ())
    return next((leaf for leaf in found if leaf.field.iri == iri), None)
