"""E-mails in words: each is a file in `letters/`, its first line the subject. Texts of labs are made harmless."""

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from harvester import files
from harvester.names import SCHEMA, lab_of
from harvester.registry import Source
from harvester.settings import HarvestSettings

KINDS = ("confirm", "trouble", "digest", "recovered", "notice", "decision")

_LETTERS = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "letters"),
    autoescape=False,  # noqa: S701 - plain text
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=False,
)
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")
_LONGEST_NAME = 80


def written(kind: str, lang: str, **values: object) -> tuple[str, str]:
    """Subject and body of an e-mail of KINDS in a language."""
    text = _LETTERS.get_template(f"{kind}.{lang}.txt").render(**values)
    subject, _, body = text.partition("\n")
    return one_line(subject, 200), re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"


def one_line(text: str, longest: int) -> str:
    """On one line, without controls and marks of direction, cut: fit for a header."""
    plain = " ".join(_UNFIT.sub(" ", text).split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def moment(at: datetime, settings: HarvestSettings, lang: str) -> str:
    """A moment of the hub (UTC, without offset) in words, in its time zone."""
    local = at.replace(tzinfo=UTC).astimezone(settings.zone)
    if lang == "en":
        return format_datetime(local, "d MMMM y 'at' HH:mm", locale="en_GB")
    return format_datetime(local, f"d MMMM y 'à' H 'h'{' mm' if local.minute else ''}", locale="fr_FR")


def day(at: datetime, settings: HarvestSettings, lang: str) -> str:
    """The day of a moment in words."""
    local = at.replace(tzinfo=UTC).astimezone(settings.zone)
    return format_datetime(local, "d MMMM y", locale="fr_FR" if lang == "fr" else "en_GB")


def host(hub: str) -> str:
    """The name by which people know the hub."""
    return urlsplit(hub).netloc


def lab_name(data: Path, source: Source, graph: str | None, lang: str) -> str:
    """The lab's name as a graph of its source has it, on one line; the slug when there is none."""
    path = files.graph_path(data, graph) if graph else None
    if path is None or not path.exists():
        return source.slug
    lab, name = ox.NamedNode(lab_of(source.base)), ox.NamedNode(f"{SCHEMA}name")
    names = {
        q.object.language or "": q.object.value
        for q in ox.parse(path.read_bytes(), ox.RdfFormat.N_QUADS)
        if q.subject == lab and q.predicate == name and isinstance(q.object, ox.Literal)
    }
    found = next((names[tag] for tag in (lang, "", "fr", *names) if tag in names), "")
    return one_line(found, _LONGEST_NAME) or source.slug
