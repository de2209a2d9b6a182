"""What a form starts from: nothing, or a document that came from elsewhere. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import ontology
from harvester.errors import DocumentError
from harvester.read import read_json
from harvester.several import each
from server.publish import model, tree

#: The licence that is proposed to a new lab; it may choose another one.
_LICENCE = "etalab-2.0"
_STATUS = ("statut", "labStatus")


def empty(lang: str, today: date) -> dict[str, Any]:
    """A lab that says nothing yet but that it is open, today, under the proposed licence."""
    context: Any = ontology.CONTEXT_URL if lang == "fr" else [ontology.CONTEXT_URL, {"@language": lang}]
    head = {"@context": context, "@id": "#lab", "@type": "FabLab"}
    stated = {_STATUS: "ouvert" if lang == "fr" else "open", **proposed(today)}
    return {**head, **{pair[lang == "en"]: value for pair, value in stated.items()}}


def proposed(today: date) -> Mapping[tuple[str, str], str]:
    """What a file says until its lab says otherwise, by its keys in French and English."""
    return {("miseAJour", "updated"): today.isoformat(), ("licenceDonnees", "dataLicence"): _LICENCE}


def read(content: bytes, max_depth: int) -> dict[str, Any] | None:
    """The lab file in these bytes, if it is one that can be shown as a form; None for anything else."""
    try:
        found = read_json(content)
    except DocumentError:
        return None
    fits = isinstance(found, dict) and "@context" in found and tree.shallow(found, max_depth)
    return found if fits else None


def root_of(document: Mapping[str, Any]) -> str:
    """The pointer of the lab: the document itself, or the node of its `@graph` that is one."""
    nodes = document.get("@graph")
    if not isinstance(nodes, list) or any(tree.meant(written) for written in document):
        return ""
    for number, node in enumerate(nodes):
        if isinstance(node, dict) and (node.get("@type") == "FabLab" or str(node.get("@id", "")).endswith("#lab")):
            return f"/@graph/{number}"
    return ""


def keys_of(document: Mapping[str, Any], root: str, lang: str) -> str:
    """The language of the keys: that of most keys there are, else the reader's."""
    words = [tree.meant(written) for written, _ in tree.said(tree.node_at(document, root))]
    told = [word for word in words if word and ontology.keys()[word].lang]
    return ontology.language_of(told) if told else lang


def tongue_of(document: Mapping[str, Any]) -> str:
    """The language of texts that name none: the context's, French unless the file says another."""
    stated = document.get("@context")
    found = [entry.get("@language") for entry in each(stated) if isinstance(entry, dict)]
    return next((lang for lang in reversed(found) if isinstance(lang, str) and lang in model.LANGUAGES), "fr")
