"""Where the head and the foot of every page lead: two tables, and the links made of them for this page."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext  # type: ignore[import-untyped]

from server.pages import language
from server.web.access import is_secret


def _said(sentence: str) -> str:
    """Marks a sentence for translation; it is translated when a page is asked for."""
    return sentence


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the site: its path, its name, the first steps of paths that belong to it too."""

    path: str
    name: str
    under: tuple[str, ...] = ()

    def holds(self, here: str) -> bool:
        """Whether the page at this path belongs under the entry."""
        return any(f"{here}/".startswith(f"{first}/") for first in (self.path.rstrip("/"), *self.under) if first)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry on this page: where it leads, its name, and `page`, `true` or nothing for aria-current."""

    href: str
    name: str
    current: str


HEAD = (
    Entry("/", _said("Trouver")),
    Entry("/labs", _said("Labs")),
    Entry("/machines", _said("Machines"), ("/models", "/maker")),
    Entry("/guides", _said("Guides")),
    Entry("/agenda", _said("Agenda"), ("/events",)),
    Entry("/trainings", _said("Formations"), ("/credentials",)),
    Entry("/projects", _said("Projets")),
    Entry("/lending", _said("Prêt"), ("/offers",)),
    Entry("/network", _said("Réseau"), ("/org", "/sources")),
    Entry("/join", _said("Rejoindre"), ("/publish", "/check", "/register", "/templates", "/hosting", "/desk", "/edit")),
)
NETWORK = (
    Entry("/coverage", _said("Couverture du territoire")),
    Entry("/planned", _said("Labs en projet")),
    Entry("/maintenance", _said("Entretien des machines")),
)
DATA = (
    Entry("/sparql", _said("Requêtes")),
    Entry("/catalog", _said("Catalogue des données")),
    Entry("/exports/", _said("Exports")),
    Entry("/ns", _said("Vocabulaire"), ("/vocab", "/context", "/shapes")),
)
LEGAL = (
    Entry("/mentions-legales", _said("Mentions légales")),
    Entry("/confidentialite", _said("Confidentialité")),
)
ACCESSIBILITY = "/accessibilite"
REPORT = "/signaler"

#: By a setting, what the foot of every page says of accessibility: the law wants the state named in the link.
STATES = {
    "none": _said("Accessibilité : non conforme"),
    "partial": _said("Accessibilité : partiellement conforme"),
    "full": _said("Accessibilité : totalement conforme"),
}


def links(entries: Sequence[Entry]) -> list[Link]:
    """The links of a table on this page."""
    return [_link(entry) for entry in entries]


def current(entries: Sequence[Entry]) -> str:
    """The name of the entry that this page is under; nothing when it is under none."""
    return next((link.name for link in links(entries) if link.current), "")


def href(path: str, **query: str) -> str:
    """The address of a page of ours, wherever the hub lives; who chose a language by hand keeps it."""
    asked = request.args.get("lang", "")
    kept = {**query, "lang": asked} if asked in language.LANGUAGES else query
    return f"{request.script_root}{path}{'?' if kept else ''}{urlencode(kept)}"


def in_language(wanted: str) -> str:
    """This page in another language, with all that was asked of it."""
    asked = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    return f"?{urlencode([*asked, ('lang', wanted)])}"


def report() -> str:
    """The address where this page is reported; without what may tell where somebody is, or what only they know."""
    here = _here()
    return href(REPORT) if here.startswith(REPORT) or is_secret(here) else href(REPORT, page=here)


def accessibility(state: str) -> Link:
    """The link that the law wants on every page."""
    mark = "page" if _here() == ACCESSIBILITY else ""
    return Link(href(ACCESSIBILITY), gettext(STATES[state]), mark)


def _here() -> str:
    """The path of this page, whether its format was named or not."""
    return request.path.removesuffix(".html")


def _link(entry: Entry) -> Link:
    here = _here()
    mark = "page" if here == entry.path else "true" if entry.holds(here) else ""
    return Link(href(entry.path), gettext(entry.name), mark)
