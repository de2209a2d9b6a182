"""From the JSON a volunteer typed to JSON-LD that only one reading fits.

One walk over the document: keys and codes are matched forgivingly, times get seconds and offsets, every anonymous
node gets a label `_:pN`, and the place of every node is noted, so that a finding on a node leads back to the file.
What cannot be understood is reported, never dropped in silence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import ontology
from harvester.added import added
from harvester.errors import DocumentError
from harvester.names import SAFETY
from harvester.pointers import step
from harvester.report import Finding
from harvester.several import each
from harvester.typed import Read, read_text, short_name
from harvester.words import fold, folded_keys, nearest_key

_WORD = re.compile(r"[^\s:/#.]+(\s+\S+)*")
#: What may be a word of JSON-LD, and is never a name (https://www.w3.org/TR/json-ld11/#keywords).
_KEYWORD = re.compile(r"@[A-Za-z]+")
_EXACT = 2**53  # beyond it a number's digits depend on who prints it
_SHELL_KEYWORDS = frozenset({"@context", "@graph"})


@dataclass(slots=True)
class Resolved:
    """A document ready to expand.

    `nodes` maps node identifiers (absolute IRIs, `_:pN`) to JSON pointers; `plain` says that it uses only the keys of
    the packaged context and no other JSON-LD device.
    """

    document: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)
    nodes: dict[str, str] = field(default_factory=dict)
    plain: bool = True


def resolve(document: Mapping[str, Any], base: str, zone: ZoneInfo, max_depth: int) -> Resolved:
    """Rewrite a lab's document into unequivocal compact JSON-LD.

    In: the parsed document, its base IRI, the time zone of labs that state none, the deepest nesting allowed.
    Out: Resolved. Errors: DocumentError L1-depth, D2-context (a context inside the document), D3-base.
    """
    walk = _Walk(base, _zone_of(document, zone), max_depth, Resolved({}))
    walk.result.document = walk.root(document)
    return walk.result


def _zone_of(document: Mapping[str, Any], default: ZoneInfo) -> ZoneInfo:
    stated = document.get("fuseauHoraire") or document.get("timeZone")
    try:
        return ZoneInfo(stated) if isinstance(stated, str) else default
    except (ValueError, OSError, KeyError):
        return default


class _Walk:
    """The state of one walk: where we are, what was found."""

    def __init__(self, base: str, zone: ZoneInfo, max_depth: int, result: Resolved) -> None:
        self.base, self.zone, self.max_depth, self.result = base, zone, max_depth, result
        self.keys = ontology.keys()
        self.words: frozenset[str] | None = None
        self.anonymous = 0
        self.source: Mapping[str, Any] = {}

    def root(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The document node: its context is kept, its graph (if any) walked."""
        self.source = document
        shell = {key: document[key] for key in _SHELL_KEYWORDS & document.keys()}
        body = {key: value for key, value in document.items() if key not in _SHELL_KEYWORDS}
        if "@graph" in shell:
            self.result.plain = False
            shell["@graph"] = self._anything(shell["@graph"], "/@graph", 1)
        return {**shell, **(self.node(body, "", 1) if body else {})}

    def node(
        self, members: Mapping[str, Any], pointer: str, depth: int, identifier: str | None = None
    ) -> dict[str, Any]:
        """One node object: every key resolved, an identifier given, its place noted."""
        if depth > self.max_depth:
            raise DocumentError("L1-depth", pointer, limit=str(self.max_depth))
        node = {} if identifier is not None else {"@id": self._identifier(members.get("@id", members.get("id")))}
        place = self._place(str(node["@id"]) if identifier is None else identifier)
        if len(members) > 1 or place not in self.result.nodes:  # more than a mere reference
            self.result.nodes[place] = pointer
        for written, value in members.items():
            self._member(node, written, value, pointer, depth)
        return node

    def _place(self, name: str) -> str:
        """Under which name findings will speak of a node."""
        try:
            return name if name.startswith("_:") else urljoin(self.base, name)
        except ValueError:  # no address at all, such as `http://[`: lost, and said to be
            return name

    def _member(self, node: dict[str, Any], written: str, value: Any, pointer: str, depth: int) -> None:
        here = step(pointer, written)
        key = self.keys.get(written) or self._forgiven_key(written, here)
        if written == "@id" or (key is not None and key.kind == "id"):
            self.result.plain &= _is_a_name(value)
        elif key is not None:
            if value is not None:
                self._put(node, key, self._value(key, value, here, depth + 1))
        elif written.startswith("@"):
            node[written] = self._keyword(written, value, here, depth)
        elif ":" in written:
            self.result.plain = False
            node[written] = self._anything(value, here, depth + 1)
        else:
            suggestion = nearest_key(written)
            self._say("D6-unknown-key", here, value=written, key=written, suggestion=suggestion or "…")

    def _put(self, node: dict[str, Any], key: ontology.Key, value: Any) -> None:
        """Add under a key; `état` and `etat` in one node add up instead of hiding each other."""
        node[key.key] = added(key, node[key.key], value) if key.key in node else value

    def _forgiven_key(self, written: str, here: str) -> ontology.Key | None:
        meant = folded_keys().get(fold(written)) if not written.startswith("@") and ":" not in written else None
        if meant is None:
            return None
        self._say("D6-forgiven", here, value=written, key=meant, suggestion=meant)
        return self.keys[meant]

    def _keyword(self, keyword: str, value: Any, here: str, depth: int) -> Any:
        if keyword == "@context":
            raise DocumentError("D2-context", here, value=str(value)[:200])
        if keyword == "@base":
            raise DocumentError("D3-base", here)
        if keyword == "@type":
            self.result.plain &= all(_is_a_name(name) for name in each(value))
            return value
        self.result.plain = False
        return self._anything(value, here, depth + 1)

    def _identifier(self, stated: Any) -> str:
        if not isinstance(stated, str):
            self.anonymous += 1
            return f"_:p{self.anonymous}"
        return self._authored_blank(stated) if stated.startswith("_:") else stated

    def _authored_blank(self, label: str) -> str:
        """A blank node the file itself labels: kept apart from the labels we give."""
        self.result.plain = False
        return f"_:a{label[2:]}"

    def _anything(self, value: Any, here: str, depth: int) -> Any:
        """A value under a key we do not know: only its nodes are noted."""
        if isinstance(value, dict) and "@value" not in value:
            return self.node(value, here, depth)
        if isinstance(value, list):
            if depth > self.max_depth:
                raise DocumentError("L1-depth", here, limit=str(self.max_depth))
            return [self._anything(item, step(here, i), depth + 1) for i, item in enumerate(value)]
        return value

    def _value(self, key: ontology.Key, value: Any, here: str, depth: int) -> Any:
        if key.nest:
            return self._nested(key, value, here, depth)
        if isinstance(value, list):
            return self._list(key, value, here, depth)
        if isinstance(value, dict):
            return self._object(key, value, here, depth)
        if isinstance(value, str):
            return self._text(key, value.strip(), here)
        self.result.plain &= abs(value) <= _EXACT
        return value

    def _list(self, key: ontology.Key, values: list[Any], here: str, depth: int) -> list[Any]:
        if depth > self.max_depth:
            raise DocumentError("L1-depth", here, limit=str(self.max_depth))
        odd = dict if "language" in key.container else list
        self.result.plain &= not any(isinstance(value, odd | list) for value in values)
        return [self._item(key, item, step(here, i), depth + 1) for i, item in enumerate(values) if item is not None]

    def _item(self, key: ontology.Key, item: Any, here: str, depth: int) -> Any:
        """A list instead of a map by identifier holds nodes; they stay anonymous, which the shapes refuse."""
        if isinstance(item, dict) and "id" in key.container:
            return self.node(item, here, depth)
        return self._value(key, item, here, depth)

    def _object(self, key: ontology.Key, value: dict[str, Any], here: str, depth: int) -> Any:
        if "language" in key.container or "@value" in value:
            self.result.plain &= "@value" not in value
            return value
        if "id" in key.container:
            self.result.plain &= "graph" not in key.container
            return self._id_map(value, here, depth, of_graphs="graph" in key.container)
        self.result.plain &= key.kind != "code"  # the codes of a list hold inside a node that stands for one
        return self.node(value, here, depth)

    def _nested(self, key: ontology.Key, value: Any, here: str, depth: int) -> dict[str, Any]:
        """`contact` and `pratique` group keys without making a node."""
        members: dict[str, Any] = {}
        groups = [(here, value)] if not isinstance(value, list) else [(step(here, i), v) for i, v in enumerate(value)]
        for place, group in groups:
            if isinstance(group, dict):
                for written, member in group.items():
                    self._member(members, written, member, place, depth)
            elif group is not None:
                self._say("D10-group", place, value=str(group), key=key.key)
        return members

    def _id_map(self, value: dict[str, Any], here: str, depth: int, *, of_graphs: bool) -> dict[str, Any]:
        """Each entry is a node of that name; or, for proposals, a graph of that name whose nodes have their own."""
        entries: dict[str, Any] = {}
        for written, member in value.items():
            place = step(here, written)
            identifier = self._entry_id(written, place)
            known = None if of_graphs else identifier
            if of_graphs:
                self.result.nodes.setdefault(self._place(identifier), place)
            if isinstance(member, dict):
                entries[identifier] = self.node(member, place, depth, known)
            elif isinstance(member, list):
                entries[identifier] = [
                    self.node(m, step(place, i), depth, known) for i, m in enumerate(member) if isinstance(m, dict)
                ]
            else:
                self._say("D10-lost", place, value=str(member))
        return entries

    def _entry_id(self, written: str, place: str) -> str:
        if _WORD.fullmatch(written) and " " not in written:
            self._say("D6-forgiven", place, value=written, key=f"#{written}", suggestion=f"#{written}")
            return f"#{written}"
        return written

    def _text(self, key: ontology.Key, text: str, here: str) -> Any:
        if key.kind in ("link", "node", "code") and _KEYWORD.fullmatch(text):
            return self._lost(key, text, here)
        if key.kind in ("link", "node"):
            return self._link(key, text, here)
        return self._forgiven(key, text, read_text(key, text, self.zone), here)

    def _forgiven(self, key: ontology.Key, text: str, read: Read, here: str) -> Any:
        if read.meant:
            self._say("D6-forgiven-code", here, value=text, key=key.key, suggestion=read.meant)
        return read.value

    def _link(self, key: ontology.Key, text: str, here: str) -> Any:
        if text.startswith("_:"):
            return self._authored_blank(text)
        if key.vocab:
            return self._forgiven(key, text, short_name(text), here)
        if "list" in key.container:  # a step may be a plain sentence
            return {"@id": self._identifier(None), "texte": text}
        return self._word(key, text, here) if _WORD.fullmatch(text) else text

    def _word(self, key: ontology.Key, text: str, here: str) -> Any:
        """A word where a link is expected: the `#` was forgotten, or it is lost."""
        if f"#{text}" in self._described():
            self._say("D6-forgiven", here, value=text, key=f"#{text}", suggestion=f"#{text}")
            return f"#{text}"
        return self._lost(key, text, here)

    def _lost(self, key: ontology.Key, text: str, here: str) -> list[Any]:
        """Nothing under the key; that is said."""
        self._say("D10-lost-safety" if key.iri in SAFETY else "D10-lost", here, value=text, key=key.key)
        return []

    def _described(self) -> frozenset[str]:
        if self.words is None:
            self.words = frozenset(f"#{i.removeprefix('#')}" for i in _entry_ids(self.source, self.keys))
        return self.words

    def _say(self, rule: str, pointer: str, value: str, **params: str) -> None:
        self.result.findings.append(Finding(rule, None, None, pointer, value, params))


def _entry_ids(value: Any, keys: Mapping[str, ontology.Key]) -> list[str]:
    """Every identifier the document gives to one of its nodes, as written."""
    if isinstance(value, list):
        return [i for item in value for i in _entry_ids(item, keys)]
    if not isinstance(value, dict):
        return []
    stated = [value["@id"]] if isinstance(value.get("@id"), str) else []
    mapped = [i for k, v in value.items() if k in keys and "id" in keys[k].container and isinstance(v, dict) for i in v]
    return stated + mapped + [i for v in value.values() for i in _entry_ids(v, keys)]


def _is_a_name(value: Any) -> bool:
    return isinstance(value, str) and not _KEYWORD.fullmatch(value)
