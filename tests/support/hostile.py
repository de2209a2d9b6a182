"""Labs that write poison into every field: the fields come from the ontology, so that none is forgotten."""

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import ontology
from ontology import Key
from support.labs import loire

_RUN = "document.documentElement.dataset.ran='%s'"

#: What somebody may write where a text is expected; `%s` is the name of the field, to find it again.
POISONS: Mapping[str, str] = {
    "script": f'<script>{_RUN}</script><img src=x onerror="{_RUN}">',
    "tags": '"\'></title></textarea></main><h1 style="position:fixed">%s</h1>{{ 7 * 7 }}${7*7}',
    "bidi": "\u202e\u2066%s\u202d gnp.exe\u0007\u001b[31m\u0085\ufeff",
    "word": "%s" + "m" * 10_000,
    "emoji": "%s " + "👩🏽‍🔧🏳️‍🌈" * 400 + "\u0301" * 300,
}
#: What somebody may write where an address of the web is expected: one that a hub may show, one that it must refuse.
LONG_LINK = f"https://evil.example/'onmouseover='{_RUN}/" + "m" * 3000
RUNNING_LINK = f"javascript:{_RUN}"


class Written(NamedTuple):
    """What takes the place of each text and of each address."""

    text: str
    link: str


_TEXTS = ("text", "string")


def fields() -> set[str]:
    """Every French key under which a text is expected."""
    return {key.key for key in ontology.all_keys() if key.kind in _TEXTS and key.lang in ("fr", "")}


def poisoned(poison: str, link: str = LONG_LINK) -> Iterator[tuple[str, dict[str, Any]]]:
    """The sample labs with one poison in every text field, and in every address: (slug, document)."""
    for slug, content in loire().items():
        document = json.loads(content)
        if isinstance(document, dict) and document.get("@context") == ontology.CONTEXT_URL:
            yield slug, _node(document, ontology.FAB + "FabLab", Written(POISONS[poison], link))


def keys_in(value: Any) -> set[str]:
    """Every key of a document, at any depth."""
    if isinstance(value, dict):
        return set(value).union(*map(keys_in, value.values())) if value else set()
    return set().union(*map(keys_in, value)) if isinstance(value, list) else set()


def _node(node: Mapping[str, Any], cls: str, written: Written) -> dict[str, Any]:
    made = copy.deepcopy(dict(node))
    for key in _keys_of(cls):
        if key.kind in _TEXTS:
            made[key.key] = _value(key, written.text, made.get(key.key))
    for name, value in made.items():
        key = ontology.keys().get(name)
        if key and key.kind == "link" and _is_of_the_web(value):
            made[name] = written.link.replace("%s", name)
        elif key and key.kind in ("node", "nest", "graph", "link"):
            made[name] = _below(value, key, cls, written)
    return made


def _below(value: Any, key: Key, cls: str, written: Written) -> Any:
    below = cls if key.kind == "nest" else next(iter(_ranges(key)), "")
    if isinstance(value, list):
        return [_below(item, key, cls, written) for item in value]
    if not isinstance(value, dict):
        return value
    if "id" in key.container:
        return {iri: _below(item, _alone(key), cls, written) for iri, item in value.items()}
    return _node(value, below, written)


def _is_of_the_web(value: Any) -> bool:
    """An address to be shown as a link; those with a fragment, and those of the vocabulary, name things."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, str) and first.startswith("https://") and "#" not in first and "w3id.org" not in first


def _alone(key: Key) -> Key:
    return Key(key.key, key.lang, key.iri, key.kind)


def _value(key: Key, pattern: str, old: Any) -> Any:
    text = pattern.replace("%s", key.key)
    return [text] if "set" in key.container or isinstance(old, list) else text


def _ranges(key: Key) -> tuple[str, ...]:
    return next((term.ranges for term in ontology.terms() if term.iri == key.iri), ())


def _keys_of(cls: str) -> list[Key]:
    return [key for term in ontology.terms() if cls in term.domains for key in term.keys if key.lang in ("fr", "")]
