"""What the buttons of the form do to a draft. Pure: the check, and what is fetched, come from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from harvester.pointers import follow
from ontology import key_for
from server.pages.publish.draft import Draft, offered
from server.places import Places
from server.publish import added, apply, commune, nodes, tree
from server.publish.held import Document
from server.publish.leaf import Leaf, flat

_UPDATED = "http://purl.org/dc/terms/modified"


@dataclass(frozen=True, slots=True)
class Asked:
    """A button: what it does, and to what (`more`, `/horaires`)."""

    act: str
    on: str

    @classmethod
    def of(cls, text: str) -> "Asked":
        """`more:/horaires`; a form sent without a button keeps what was typed."""
        act, _, on = text.partition(":")
        return cls(act or "keep", on)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the acts depend on: the reader's language, the most rows, the communes, the day."""

    lang: str
    most: int
    places: Places
    today: date


def done(draft: Draft, asked: Asked, sent: Mapping[str, Sequence[str]], desk: Desk) -> Draft:
    """The draft with what was typed, then with what the button does."""
    typed, leaves = _typed(draft, asked, sent, desk)
    if asked.act == "add":
        return _added(typed, asked.on, sent, leaves, desk)
    if asked.act == "more":
        added.listed(typed.document, leaves, asked.on)
        return replace(typed, blanks={**typed.blanks, asked.on: typed.blanks.get(asked.on, 0) + 1})
    if asked.act in ("go", "whole"):
        return replace(typed, view="whole", at=_moved(asked.on, leaves, typed) or typed.root, blanks={})
    if asked.act == "short":
        return offered(replace(typed, view="short", at="", blanks={}), desk.lang, desk.most)
    if asked.act == "commune" and (place := desk.places.by_code(asked.on)):
        commune.chosen(typed.document, typed.root, typed.keys(desk.lang), place)
    return typed


def _typed(draft: Draft, asked: Asked, sent: Mapping[str, Sequence[str]], desk: Desk) -> tuple[Draft, Sequence[Leaf]]:
    around = draft.around(desk.lang, desk.most)
    leaves = draft.leaves(around) if draft.view != "done" else ()
    before = commune.told(draft.document, draft.root, around.keys)
    document = apply.applied(around, leaves, sent, asked.on if asked.act == "drop" else "")
    commune.completed(document, draft.root, around.keys, before, desk.places)
    if sent.get("reread"):
        _reread(document, draft.root, around.keys, desk.today)
    made = replace(draft, document=document)
    return replace(made, blanks=_blanks_left(made, leaves, asked, desk)), leaves


def _blanks_left(draft: Draft, leaves: Sequence[Leaf], asked: Asked, desk: Desk) -> Mapping[str, int]:
    """As many rows as there were, filled or not; a row that is removed is one less."""
    were = {leaf.name: len(leaf.rows) for leaf in flat(leaves) if leaf.widget == "rows"}
    gone = {leaf.name: sum(row.at == asked.on for row in leaf.rows) for leaf in flat(leaves)}
    lost = gone if asked.act == "drop" else {}
    bare = replace(draft, blanks={})
    now = flat(bare.leaves(bare.around(desk.lang, desk.most))) if draft.view != "done" else []
    left = {leaf.name: were.get(leaf.name, 0) - lost.get(leaf.name, 0) - len(leaf.rows) for leaf in now}
    return {name: count for name, count in left.items() if count > 0}


def _reread(document: Document, root: str, keys: str, today: date) -> None:
    """The day of the last reading is today."""
    node = tree.node_at(document, root)
    written = next((key for key, _ in tree.said(node) if tree.meant(key) in ("miseAJour", "updated")), "")
    node[written if written in node else key_for(_UPDATED, keys)] = today.isoformat()


def _added(draft: Draft, name: str, sent: Mapping[str, Sequence[str]], leaves: Sequence[Leaf], desk: Desk) -> Draft:
    """A new thing, and its page."""
    leaf = next((leaf for leaf in leaves if leaf.name == name and leaf.widget == "entries"), None)
    if leaf is None:
        return draft
    called = "".join(sent.get(f"new:{name}", ())[:1]).strip()[:200]
    at = added.added(draft.document, leaf, called, draft.keys(desk.lang))
    return replace(draft, at=at, view="whole", blanks={}) if at else draft


def _moved(at: str, leaves: Sequence[Leaf], draft: Draft) -> str:
    """Where the entry is after what was typed: links that were added or removed before it move it."""
    for leaf in leaves:
        for number, entry in enumerate(leaf.entries):
            if entry.at == at:
                now = nodes.nodes_under(leaf.field, leaf.at, follow(draft.document, leaf.at))
                return now[number] if number < len(now) else at
    return at
