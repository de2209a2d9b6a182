"""A lab's file as it comes by a form, pasted or uploaded, and what the check says of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.report import PUBLISHABLE, Outcome
from server.pages import moments, reports
from server.pages.checking.gate import in_turn
from server.pages.language import chosen
from server.pages.reports import Shown
from server.pages.rows import clean
from server.pages.site import Site

_TYPE = "application/ld+json"


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent: its text, what is wrong with it in one sentence (else empty), the findings, its things."""

    text: str
    error: str = ""
    findings: Sequence[Shown] = ()
    entities: frozenset[str] = frozenset()

    @property
    def typed(self) -> str:
        """The text as a page may show it."""
        return clean(self.text)


def received(site: Site) -> Sent:
    """The uploaded file, else the pasted text."""
    upload = request.files.get("file")
    content = upload.read() if upload and upload.filename else b""
    try:
        text = content.decode("utf-8-sig") if content else request.form.get("document", "")
    except UnicodeDecodeError:
        return Sent("", gettext("Ce fichier n'est pas du texte en UTF-8 : enregistrez-le ainsi, puis recommencez."))
    if not text.strip():
        return Sent("", gettext("Collez le texte de votre fichier, ou choisissez-le sur votre appareil."))
    most = site.settings.hosted_bytes
    if len(text.encode("utf-8", "surrogatepass")) > most:
        size = moments.size(most, chosen())
        return Sent("", gettext("Ce fichier est trop gros pour être gardé ici : %(size)s au plus.", size=size))
    return Sent(text)


def checked(site: Site, sent: Sent, base: str) -> Sent:
    """The same, with what the harvester would say of it under that base IRI. Errors: Later when many are checked."""
    if sent.error:
        return sent
    with in_turn(site) as checker:
        found = checker.check_bytes(sent.text.encode("utf-8", "replace"), base, _TYPE)
    findings = [reports.shown(finding) for finding in found.findings]
    outcome = found.verdict.outcome
    error = "" if outcome in PUBLISHABLE else _refused(outcome)
    return Sent(sent.text, error, findings, frozenset(found.verdict.entities))


def called(text: str) -> str:
    """What a file calls its lab, as far as it can be read before it is checked; else nothing."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    name = document.get("nom") or document.get("name") if isinstance(document, dict) else ""
    while isinstance(name, dict | list):
        name = next(iter(name.values() if isinstance(name, dict) else name), "")
    return name if isinstance(name, str) else ""


def _refused(outcome: Outcome) -> str:
    if outcome == Outcome.FAILED:
        return str(gettext("La vérification n'a pas abouti : réessayez dans un instant."))
    return str(gettext("Ce fichier ne peut pas encore être publié : corrigez ce qui est signalé, puis recommencez."))
