"""What a form of the moderators asks for: the act by its name, its outcome for the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext  # type: ignore[import-untyped]
from sqlalchemy import Connection

from harvester.desk import grants, moderation, proposals, registration, shared_links, undo
from harvester.desk.moderation import By
from harvester.errors import FabcommonsError, ModerationError
from harvester.registry import Source
from harvester.report import PUBLISHABLE
from server.pages import reports
from server.pages.checking.gate import in_turn
from server.pages.moderating import said
from server.pages.moderating.gate import field, number, sent
from server.pages.site import Site


@dataclass(frozen=True, slots=True)
class Outcome:
    """The number of the act that was done, or why none was: a sentence, and what the file at an address lacks."""

    done: int = 0
    error: str = ""
    findings: tuple[reports.Shown, ...] = ()


_ACTS: Mapping[str, Callable[[Connection, By, str], int]] = {
    "accept": moderation.accept,
    "refuse": moderation.refuse,
    "ban-host": lambda db, by, slug: moderation.ban(db, by, slug, "host"),
    "ban-base": lambda db, by, slug: moderation.ban(db, by, slug, "base"),
    "merge": lambda db, by, slug: moderation.merge(db, by, slug, field("into")),
    "distinct": lambda db, by, slug: moderation.tell_apart(db, by, slug, field("other")),
    "grant": lambda db, by, _slug: grants.grant(db, by, number("proof")),
    "deny": lambda db, by, _slug: grants.deny(db, by, number("proof")),
    "undo": lambda db, by, _slug: undo.undo(db, by, number("number")),
    "guide": lambda db, by, _slug: shared_links.choose_guide(db, by, field("model"), field("guide")),
    "proposal-accepted": lambda db, by, _slug: proposals.decide(db, by, number("number"), "accepted"),
    "proposal-refused": lambda db, by, _slug: proposals.decide(db, by, number("number"), "refused"),
}


def perform(site: Site, allowed: tuple[str, ...], slug: str = "") -> Outcome:
    """Do what the field `act` names, if this page offers it; nothing when the page is only read.

    In: the source's slug, where the address has it; else the form does.
    """
    by = sent(site)
    return _done(site, by, allowed, slug or field("slug")) if by else Outcome()


def _done(site: Site, by: By, allowed: tuple[str, ...], slug: str) -> Outcome:
    act = field("act")
    if act == "move" and act in allowed:
        return move(site, by, slug, field("url"))
    if act not in allowed or act not in _ACTS:
        return Outcome(error=said.refusal(ModerationError("kind", act)))
    try:
        with site.engine.begin() as db:
            return Outcome(_ACTS[act](db, by, slug))
    except FabcommonsError as error:
        return Outcome(error=said.refusal(error))


def move(site: Site, by: By, slug: str, url: str) -> Outcome:
    """Read a source at another address, once its file was checked there under its old names."""
    try:
        with site.engine.connect() as db:
            source: Source = moderation.find(db, slug)
        with in_turn(site) as checker:
            checked = checker.check_address(url, source.base)
        if checked.verdict.outcome not in PUBLISHABLE:
            told = tuple(reports.told(checked.findings)[: site.settings.page_findings])
            return Outcome(error=gettext("Le fichier ne peut pas être publié depuis cette adresse."), findings=told)
        if registration.is_banned(site.engine, url, checked.url):
            return Outcome(error=said.refusal(ModerationError("banned", url)))
        with site.engine.begin() as db:
            return Outcome(moderation.move(db, by, slug, url))
    except FabcommonsError as error:
        return Outcome(error=said.refusal(error))
