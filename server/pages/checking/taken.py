"""What somebody wants checked: an address, a file, a text; and what is wrong with the form, field by field."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import request
from flask_babel import gettext  # type: ignore[import-untyped]
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from harvester.authority import normalise
from server.pages.errors import Absent
from server.settings import Settings

#: Bytes around a document in a form: names of fields, boundaries, the address.
AROUND = 64 * 1024
#: Longer addresses are none.
LONGEST = 2000

_VAGUE = frozenset({"", "application/octet-stream", "text/plain", "application/x-www-form-urlencoded"})


@dataclass(frozen=True, slots=True)
class Taken:
    """One of `url` and `content` is filled in, unless there are errors: a sentence for each field."""

    url: str = ""
    content: bytes = b""
    content_type: str = ""
    text: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def limit_body(conf: Settings) -> int:
    """Before the body is read. Out: the most bytes it may have. Errors: RequestEntityTooLarge."""
    most = conf.max_document_bytes + AROUND
    request.max_content_length = request.max_form_memory_size = most
    if request.content_length is not None and request.content_length > most:
        raise RequestEntityTooLarge
    return most


def form() -> Taken:
    """The form of the page, as it was posted."""
    url, text = request.form.get("url", "").strip(), request.form.get("text", "").replace("\r\n", "\n")
    file = request.files.get("file")
    sent = file is not None and bool(file.filename)
    given = [name for name, is_there in (("url", url), ("file", sent), ("text", text.strip())) if is_there]
    if len(given) > 1:
        again = gettext("Donnez une seule chose à la fois : une adresse, un fichier ou un texte.")
        return Taken(url, text=text, errors={given[-1]: again})
    if not given:
        return Taken(errors={"url": gettext("Donnez une adresse, un fichier ou un texte.")})
    if url:
        return address(url)
    if sent and file is not None:
        return Taken("", *_uploaded(file))
    return Taken(content=text.encode("utf-8", "replace"), text=text)


def address(url: str) -> Taken:
    """An address; one without https:// gets it."""
    url = url.strip()
    found = url if "://" in url or not url else f"https://{url}"
    if not found.startswith(("http://", "https://")) or len(found) > LONGEST or not _is_address(found):
        example = gettext("Donnez une adresse entière, par exemple https://monlab.example/fablab.jsonld.")
        return Taken(url, errors={"url": example})
    return Taken(found)


def _is_address(url: str) -> bool:
    try:
        return bool(normalise(url)) and urlsplit(url).port != 0 and not any(c.isspace() for c in url)
    except ValueError:
        return False


def body() -> Taken:
    """The body of a request to the API: the document itself, or a form with a file."""
    if request.mimetype == "multipart/form-data":
        return form()
    kind = request.content_type or ""
    return Taken(content=request.get_data(cache=False), content_type="" if request.mimetype in _VAGUE else kind)


def base(stated: str) -> str | None:
    """The base of a document, if one is stated. Errors: Absent (400)."""
    if not stated:
        return None
    try:
        return normalise(stated)
    except ValueError:
        wrong = gettext("« base » doit être une adresse entière, par exemple https://monlab.example/fablab.jsonld.")
        raise Absent(400, wrong) from None


def _uploaded(file: FileStorage) -> tuple[bytes, str]:
    """The bytes, and the media type: of the name where the browser knows none."""
    stated = file.mimetype or ""
    guessed = mimetypes.guess_type((file.filename or "")[-200:])[0] or ""
    return file.read(), guessed if stated in _VAGUE else stated
