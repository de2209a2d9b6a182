"""`/dump/…`: the dumps of the current generation, by name, in whole or in part (RFC 9110, 14)."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Response, render_template, request
from werkzeug.utils import send_file
from werkzeug.wrappers import Response as Sent

from server.catalog import words
from server.catalog.errors import NotYet, absent
from server.pages.paging import part
from server.store.dump.licences import code
from server.store.dump.served import Dump, served
from server.store.wording import size

#: What is sent is what is saved: the file stays compressed, so gzip is its type and not a coding of the transfer.
_GZIP = "application/gzip"
_ONE_RANGE = re.compile(r"bytes=(\d+-\d*|-\d+)")


@dataclass(frozen=True, slots=True)
class Dumps:
    """Sends the files of a data folder's served dump."""

    data: Path

    def index(self) -> Response:
        """`/dump/`, for people."""
        manifest = self._served().manifest()
        page = render_template("pages/dumps.html", manifest=manifest, part=part(manifest.sources), code=code, size=size)
        return Response(page, mimetype="text/html", headers={"Cache-Control": "public, no-cache"})

    def manifest(self) -> Sent:
        """`/dump/manifest.json`: files, sizes, digests, sources, licences, attributions."""
        dump = self._served()
        return _send(dump.manifest_path, "application/json", dump.stamp)

    def file(self, name: str) -> Sent:
        """`/dump/<name>`."""
        dump = self._served()
        found = next((each for each in dump.manifest().files if each.name == name), None)
        if found is None:
            raise absent(404, words.NO_SUCH_DUMP)
        return _send(dump.file(name), _GZIP, found.sha256)

    def source(self, slug: str) -> Sent:
        """`/dump/sources/<slug>.nq.gz`: one source's graphs."""
        dump = self._served()
        found = next((each for each in dump.manifest().sources if each.slug == slug), None)
        if found is None:
            raise absent(404, words.NO_SUCH_DUMP)
        return _send(dump.source_file(found), _GZIP, found.sha256)

    def _served(self) -> Dump:
        dump = served(self.data)
        if dump is None:
            raise NotYet
        return dump


def _environ() -> dict[str, Any]:
    """The request; what is no range of bytes, several at once, or on a HEAD, is to be passed over (RFC 9110, 14.2)."""
    environ = dict(request.environ)
    if request.method != "GET" or not _ONE_RANGE.fullmatch(request.headers.get("Range", "")):
        environ.pop("HTTP_RANGE", None)
    return environ


def _send(path: Path, media_type: str, tag: str) -> Sent:
    """Errors: NotYet when the file was deleted between naming and opening it."""
    try:
        response = send_file(path, _environ(), mimetype=media_type, etag=tag, conditional=True, max_age=0)
    except FileNotFoundError as error:
        raise NotYet from error
    response.headers["Cache-Control"] = "public, no-cache"
    return response
