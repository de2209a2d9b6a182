"""A web page that holds the lab file in a `<script type="application/ld+json">`, or describes the lab in schema.org.

One page, several scripts: the one that speaks our vocabulary is read, as if it had come alone; its findings keep their
line in the page. Where no script does, `schema_org.py` reads what extensions of websites write for search engines.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NoReturn

from harvester.adapters import schema_org
from harvester.adapters.links import pointing
from harvester.adapters.markup import Tag, tags
from harvester.adapters.received import Adapted, Limits, Received
from harvester.errors import DocumentError
from harvester.pointers import Lines
from harvester.read import read_json
from harvester.report import Finding
from harvester.several import each

_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:!doctype\s+html|html|head|body|!--|title|meta)", re.I
)
_OPENING = re.compile(r"(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)\s*")
#: Looked for in the last characters alone: a search from each place of a long text would take the square of its length.
_CLOSING = re.compile(r"(?:(?://)?\s{0,8}-->|(?://|/\*)?\s{0,8}\]\]>(?:\s{0,8}\*/)?)\Z")
_LAST = 32
#: Websites make paragraphs of what stands between blank lines; no text of JSON begins or ends a line so.
_PARAGRAPH = re.compile(r"^[ \t]{0,99}<p>|</p>[ \t\r]{0,99}$|<br ?/?>[ \t\r]{0,99}$", re.M | re.I)
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_OURS = "w3id.org/fabcommons"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
#: What a lab file names and no text about it does, however a website changed the signs around it.
_SHOWN = re.compile(r"@context.{0,200}?https?://w3id\.org/fabcommons/context/", re.DOTALL)
_MISSING = re.compile(r"\b(404|introuvable|not found|non trouvée?|n[’']existe (pas|plus))\b", re.I)


@dataclass(frozen=True, slots=True)
class _Script:
    """A JSON-LD script: its text without wrappers, its first line in the page, its value or why it has none.

    `cleaned`: what a website put between its lines was left out.
    """

    text: str
    line: int
    value: Any = None
    error: DocumentError | None = None
    cleaned: bool = False


class Html:
    """The adapter of web pages."""

    name = "html"

    def recognises(self, received: Received) -> bool:
        """A page by its first tag, or by its media type when it begins with any tag."""
        start = received.content[:1024]
        tagged = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"
        return bool(_START.match(start)) or (tagged and received.media_type in _HTML)

    def adapt(self, received: Received, base: str) -> Adapted:
        """The lab file of a page. Errors: DocumentError H1-…, or that of the script, with its line in the page."""
        page, limits = _decoded(received), received.limits
        found = list(islice(tags(page, limits.page_tag), limits.page_tags + 1))
        scripts = list(_scripts(page, found[: limits.page_tags]))
        for script in scripts:
            if script.error and _OURS in script.text:
                raise script.error
        ours = {text: (script, prefix) for script in scripts for text, prefix in _lab_files(script)}
        if len(ours) > 1:
            lines = ", ".join(str(script.line) for script, _ in ours.values())
            raise DocumentError("H1-several", value=lines, line=str(max(script.line for script, _ in ours.values())))
        for text, (script, prefix) in ours.items():
            said = (Finding("H3-paragraphs", None, None, None, None),) if script.cleaned else ()
            return Adapted(text.encode(), self.name, said, lines=Lines(script.text, script.line - 1, prefix))
        return self._from_schema_org(scripts, limits.page_things) or _refused(page, found, limits)

    def _from_schema_org(self, scripts: list[_Script], most: int) -> Adapted | None:
        values = [script.value for script in scripts if script.error is None]
        things = list(islice(schema_org.things(values), most + 1))
        made = schema_org.lab_file(things[:most])
        if made is None:
            return None
        said = [Finding("H2-schema-org", None, None, None, None)]
        if len(things) > most:
            said.append(Finding("H2-many", None, None, None, None, {"limit": str(most)}))
        return Adapted(json.dumps(made, ensure_ascii=False).encode("utf-8", "replace"), self.name, tuple(said))


def _decoded(received: Received) -> str:
    """The text of a page: UTF-8, else what the server or the page says, else as old pages are."""
    content = received.content.removeprefix(b"\xef\xbb\xbf")
    stated = _CHARSET.search(received.content_type.encode()) or _CHARSET.search(content[:2048])
    for name in ("utf-8", stated[1].decode() if stated else "cp1252"):
        try:
            return content.decode(name).replace("\r\n", "\n")
        except (LookupError, ValueError):
            continue
    return content.decode("utf-8", errors="replace").replace("\r\n", "\n")


def said_in(content: bytes, limits: Limits) -> list[Any]:
    """What the JSON-LD scripts of a page say, as JSON; those that cannot be read are left out. Never an error."""
    page = _decoded(Received(content))
    found = list(islice(tags(page, limits.page_tag), limits.page_tags))
    return [script.value for script in _scripts(page, found) if script.error is None]


def _is_json_ld(tag: Tag) -> bool:
    kind = tag.attributes.get("type", "").partition(";")[0].strip().lower()
    return tag.name == "script" and kind == "application/ld+json"


def _scripts(page: str, found: list[Tag]) -> Iterator[_Script]:
    """The JSON-LD scripts of a page; its lines are counted once, however many scripts there are."""
    line, position = 1, 0
    for tag in filter(_is_json_ld, found):
        line, position = line + page.count("\n", position, tag.at), tag.at
        yield _script(tag, line)


def _script(tag: Tag, first: int) -> _Script:
    """What a script that begins on that line says, without the wrappers that websites put around it."""
    opening = _OPENING.match(tag.text, len(tag.text) - len(tag.text.lstrip()))
    start = opening.end() if opening else 0
    text = _without_closing(tag.text[start:]) if opening else tag.text
    line = first + tag.text.count("\n", 0, start)
    read = _read(text, line)
    if read.error is not None and (cleaned := _PARAGRAPH.sub("", text)) != text:
        again = _read(cleaned, line)
        return replace(again, cleaned=True) if again.error is None else read
    return read


def _read(text: str, line: int) -> _Script:
    try:
        return _Script(text, line, read_json(text.encode("utf-8", "replace")))
    except DocumentError as error:
        return _Script(text, line, error=_in_page(error, line))


def _without_closing(text: str) -> str:
    body = text.rstrip()
    return body[:-_LAST] + _CLOSING.sub("", body[-_LAST:]).rstrip()


def _in_page(error: DocumentError, first: int) -> DocumentError:
    """The same error, at its line of the page."""
    inside = error.params.get("line", "")
    line = first + int(inside) - 1 if inside.isdigit() else first
    return DocumentError(error.rule, error.pointer, **{**error.params, "line": str(line)})


def _lab_files(script: _Script) -> Iterator[tuple[str, str]]:
    """The lab files that a script holds, as JSON, each with the pointer to it; one as it stands, or items of a list."""
    if isinstance(script.value, list):
        for number, item in enumerate(script.value):
            if _is_ours(item):
                yield json.dumps(item, ensure_ascii=False), f"/{number}"
    elif _is_ours(script.value):
        yield script.text, ""


def _is_ours(value: Any) -> bool:
    """Whether a value names our context, or says that it is a FabLab."""
    if not isinstance(value, dict):
        return False
    contexts, types = each(value.get("@context")), each(value.get("@type"))
    return any(isinstance(name, str) and _OURS in name for name in contexts) or "FabLab" in types


def _refused(page: str, found: list[Tag], limits: Limits) -> NoReturn:
    """Why a page without a lab file has none, as far as it can be seen."""
    title = next((" ".join(html.unescape(tag.text).split())[:100] for tag in found if tag.name == "title"), "")
    if any(tag.name == "input" and tag.attributes.get("type", "").lower() == "password" for tag in found):
        raise DocumentError("H1-login", value=title or "…")
    if _MISSING.search(title):
        raise DocumentError("H1-missing", value=title)
    _too_far(page, found, limits, title or "…")
    if shown := _SHOWN.search(page):
        raise DocumentError("H1-shown", value=title or "…", line=str(page.count("\n", 0, shown.start()) + 1))
    raise DocumentError("H1-none", value=title or "…")


def _too_far(page: str, found: list[Tag], limits: Limits, title: str) -> None:
    """A page that may have a file, or point to one, where it is not read. Errors: DocumentError H1-…."""
    if any(pointing(tag for tag in found if tag.at > limits.page_head)):
        raise DocumentError("H1-link", value=title, limit=str(limits.page_head))
    if long := next((tag for tag in found if tag.cut and tag.name == "script"), None):
        line = str(page.count("\n", 0, long.at) + 1)
        raise DocumentError("H1-tag", value=title, line=line, limit=str(limits.page_tag))
    if len(found) > limits.page_tags:
        raise DocumentError("H1-tags", value=title, limit=str(limits.page_tags))
