"""In which format a thing is asked for: the extension of its address first, then Accept."""

from collections.abc import Collection

from flask import request

from server.sparql.formats import GRAPHS, Format
from server.sparql.negotiate import Choice, choose

HTML = Format("text/html", ("application/xhtml+xml",), ("html",), "", charset=True)
OFFERED = (HTML, *GRAPHS)
CONTEXT = tuple(format_ for format_ in GRAPHS if format_.name == "jsonld")
"""What a JSON-LD context can be had in."""


def split(name: str, offered: Collection[Format] = OFFERED) -> tuple[str, Format | None]:
    """`gier.ttl` → `gier` and Turtle; a name without one of our extensions comes back whole."""
    stem, dot, extension = name.rpartition(".")
    found = next((each for each in offered if each.name == extension), None) if dot and stem else None
    return (stem, found) if found else (name, None)


def asked(extension: Format | None, offered: Collection[Format] = OFFERED) -> Choice | None:
    """The format that this request wants; None when nothing of what Accept names is offered."""
    if extension:
        return Choice(extension, extension.media_type)
    return choose(tuple(offered), request.headers.get("Accept"))
