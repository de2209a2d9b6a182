"""A form as a browser without scripts fills it in and sends it, and the sample labs sent through it untouched."""

import json
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import made_up
from pages_kit import Answering, SmallHub
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from server.publish.leaf import Leaf, flat
from server.store.guard import GuardPool

BROWSER = {"Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Site": "same-origin", "Origin": "https://commons.example"}


def empty_site(data: Path, pool: GuardPool, **limits: Any) -> Answering:
    """A site over an empty hub, whose communes are the made-up ones."""
    small = SmallHub(data)
    small.settings = small.settings.model_copy(update={"publish_rate": 0, **limits})
    made_up.loaded(data)
    return Answering(small, pool)


class Form(HTMLParser):
    """The fields of the first form of a page that holds a document, with their values; the buttons it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: MultiDict[str, str] = MultiDict()
        self.buttons: list[str] = []
        self.labels: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._texts: list[str] = []
        self._select = self._area = self._label = ""
        self._depth = self._done = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._depth += 1
        if not self._depth or self._done:
            return
        name = given.get("name", "")
        if tag == "button" and name == "do":
            self.buttons.append(given["value"])
        elif tag == "input" and given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                self.fields.add(name, given["value"])
        elif tag == "input" and given.get("type") != "file":
            self.fields.add(name, given.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.fields.setlist(self._select, [given["value"]])
        elif tag == "textarea":
            self._area, self._texts = name, []

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.fields.add(self._area, "".join(self._texts).removeprefix("\n"))
            self._area = ""
        if tag == "select" and self._select:
            self.fields.setdefault(self._select, "")
            self._select = ""
        if tag == "form":
            self._done += 1

    def handle_data(self, data: str) -> None:
        if self._area:
            self._texts.append(data)

    @property
    def document(self) -> dict[str, Any]:
        """The document that travels in the form."""
        found: dict[str, Any] = json.loads(self.fields["document"])
        return found


class Writer:
    """Somebody who writes a lab's file: opens the form, fills in, presses buttons."""

    def __init__(self, site: Answering, lang: str = "fr", **headers: str) -> None:
        self.site, self.lang, self.headers = site, lang, headers
        self.client = site.client
        self.answer: TestResponse
        self.get("/publish")

    def get(self, path: str) -> TestResponse:
        headers = {"Accept": "text/html", "Accept-Language": self.lang, **self.headers}
        self.answer = self.client.get(path, headers=headers, buffered=True)
        return self.answer

    @property
    def form(self) -> Form:
        return Form(self.answer.text)

    def press(self, button: str, files: Mapping[str, tuple[bytes, str]] | None = None, **changed: Any) -> Form:
        """Send what the page holds, changed by name (a list for several values), with this button."""
        return self.send(button, changed, files)

    def send(
        self, button: str, changed: Mapping[str, Any], files: Mapping[str, tuple[bytes, str]] | None = None
    ) -> Form:
        fields = self.form.fields
        for name, value in changed.items():
            fields.setlist(name, value if isinstance(value, list) else [value])
        data: dict[str, Any] = {name: fields.getlist(name) for name in fields}
        data |= {name: (BytesIO(content), file) for name, (content, file) in (files or {}).items()}
        headers = {**BROWSER, "Accept-Language": self.lang, **self.headers}
        sent = {**data, "do": button}
        self.answer = self.client.post(
            "/publish", data=sent, headers=headers, content_type="multipart/form-data", buffered=True
        )
        return self.form


def untouched(leaves: Sequence[Leaf]) -> dict[str, list[str]]:
    """What a browser sends of these fields when nobody touched them."""
    sent: dict[str, list[str]] = {}
    for leaf in flat(leaves):
        if leaf.widget == "tongues":
            sent |= {tongue.name: [tongue.text.replace("\n", "\r\n")] for tongue in leaf.tongues}
        elif leaf.widget in ("choices", "choice"):
            chosen = [option.value for option in leaf.options if option.chosen]
            sent[leaf.name] = ["", *chosen] if leaf.widget == "choices" else chosen[-1:] or [""]
        elif leaf.widget == "several" or (leaf.widget == "entries" and leaf.field.kind == "link"):
            sent[leaf.name] = [*leaf.values, ""]
        elif leaf.widget not in ("rows", "node", "kept", "entries"):
            sent[leaf.name] = list(leaf.values)
    return sent
