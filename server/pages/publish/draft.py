"""A file being written, as it travels in the hidden fields of its form. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from harvester.authority import normalise
from harvester.check import NOWHERE
from server.publish import layout, start, texts, way
from server.publish.leaf import Around, Leaf
from server.publish.way import Page

#: Rows that the short form offers of what is not there yet, by French keys.
_OFFERED: Mapping[str, int] = {"horaires": 2, "machines": 3}
_MOST_BLANKS = 20


@dataclass(frozen=True)
class Draft:
    """A document, and where its writer is.

    `view` is short, whole or done; `at` the pointer of the node whose page is shown (whole); `blanks` how many blank
    rows each group shows; `base` the address that the file has or came from; `desk` the slug of a hosted file;
    `checked` whether findings are wanted on every page.
    """

    document: dict[str, Any]
    view: str = "short"
    at: str = ""
    blanks: Mapping[str, int] = field(default_factory=dict)
    base: str = ""
    desk: str = ""
    checked: bool = False

    @property
    def root(self) -> str:
        """The pointer of the lab."""
        return start.root_of(self.document)

    @property
    def pages(self) -> list[Page]:
        """The pages from the lab to the one shown."""
        return way.way(self.document, self.root, self.at if self.view == "whole" else self.root)

    @property
    def name(self) -> str:
        """By what IRIs of the file begin."""
        try:
            return normalise(self.base) if self.base else NOWHERE
        except ValueError:
            return NOWHERE

    def keys(self, lang: str) -> str:
        """The language of the file's keys, else the reader's."""
        return start.keys_of(self.document, self.root, lang)

    def around(self, lang: str, most: int) -> Around:
        """What the fields depend on."""
        keys, tongue = self.keys(lang), start.tongue_of(self.document)
        return Around(self.document, lang, keys, tongue, self.blanks, most)

    def leaves(self, around: Around) -> tuple[Leaf, ...]:
        """The fields of the page shown."""
        page = self.pages[-1]
        return layout.leaves(around, page.at, page.cls, page.under, layout.SHORT if self.view == "short" else None)

    @property
    def text(self) -> str:
        """The file."""
        return texts.escaped(json.dumps(self.document, ensure_ascii=False, indent=2)) + "\n"

    @property
    def embedded(self) -> str:
        """The file as it may stand in a `<script>`, whatever its texts hold."""
        return self.text.replace("<", "\\u003c")

    @property
    def hidden(self) -> Mapping[str, str]:
        """The hidden fields of the form."""
        return {
            "document": json.dumps(self.document),
            "view": self.view,
            "at": self.at,
            "blanks": json.dumps(dict(self.blanks)),
            "base": self.base,
            "desk": self.desk,
            "checked": "1" if self.checked else "",
        }


def offered(draft: Draft, lang: str, most: int) -> Draft:
    """The same with some blank rows where the short form wants to be filled in."""
    found = draft.leaves(draft.around(lang, most))
    rows = {leaf.name: _OFFERED[leaf.field.french] for leaf in found if leaf.widget == "rows" and not leaf.rows}
    return replace(draft, blanks=rows) if draft.view == "short" else draft


def read(given: Mapping[str, str], max_depth: int) -> Draft | None:
    """The draft that came back; None when its document is none: nobody's browser sends that."""
    document = start.read(given.get("document", "").encode("utf-8", "replace"), max_depth)
    if document is None:
        return None
    view = given.get("view", "")
    return Draft(
        document=document,
        view=view if view in ("short", "whole", "done") else "short",
        at=texts.clean(given.get("at", "")),
        blanks=_blanks(given.get("blanks", "")),
        base=texts.clean(given.get("base", ""))[:2000],
        desk=texts.clean(given.get("desk", ""))[:200],
        checked=given.get("checked") == "1",
    )


def _blanks(text: str) -> dict[str, int]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {name: max(0, min(_MOST_BLANKS, value)) for name, value in pairs if type(value) is int}
