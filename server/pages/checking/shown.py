"""A check, ready for its page: the verdict in a sentence, findings by severity with place, lines and mend."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request
from flask_babel import gettext, ngettext  # type: ignore[import-untyped]

from harvester.check import Checked
from harvester.pointers import tokens
from harvester.report import PUBLISHABLE, Finding, Outcome, as_json
from harvester.snippet import Row, printable
from server.check_settings import CheckSettings
from server.pages.checking.source import Line, source
from server.pages.language import LANGUAGES, spaced

_SEVERITIES = ("Violation", "Warning", "Info")
_LONGEST_STEP = 80


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a finding is, and the lines to change there."""

    place: str
    path: tuple[str, ...]
    line: int | None
    rows: tuple[Row, ...]
    mended: bool
    example: bool


@dataclass(frozen=True, slots=True)
class Item:
    """What is found: its sentences in the language of the document, and all the places of which they are said."""

    code: str
    message: str
    hint: str
    spots: Sequence[Spot]


class Shown:
    """What the page says of a check. In: the check, the address it is of (empty: a text or a file), the limits."""

    def __init__(self, checked: Checked, url: str, settings: CheckSettings) -> None:
        self.checked, self.url = checked, url
        self.most, self.longest = settings.page_findings, settings.check_page_bytes
        asked = request.args.get("lang", "")
        self.lang = asked if asked in LANGUAGES else checked.language

    @cached_property
    def state(self) -> str:
        """`good`, `partly`, `bad`, `unreached` or `ours`: what became of it."""
        checked = self.checked
        if not checked.reached:
            return "unreached"
        if any(f.rule == "L3-engine" for f in checked.findings):
            return "ours"
        if checked.verdict.outcome not in PUBLISHABLE:
            return "bad"
        return "partly" if checked.verdict.outcome == Outcome.QUARANTINED else "good"

    @property
    def publishable(self) -> bool:
        """Whether something would be published."""
        return self.state in ("good", "partly")

    @property
    def title(self) -> str:
        """The verdict in a few words."""
        withheld = len(self.checked.verdict.withheld)
        words = {
            "good": gettext("Publiable"),
            "partly": ngettext("Publiable, sauf %(num)d élément", "Publiable, sauf %(num)d éléments", withheld)
            if withheld
            else gettext("Publiable en partie"),
            "bad": gettext("À corriger avant publication"),
            "unreached": gettext("Injoignable"),
            "ours": gettext("Vérification interrompue"),
        }
        return str(words[self.state])

    @property
    def sentence(self) -> str:
        """What that means."""
        words = {
            "good": gettext("Votre fiche est prête : le réseau peut la publier telle quelle."),
            "partly": gettext("Votre lab paraîtrait dès maintenant ; ce qui est à corriger attendrait de l'être."),
            "bad": gettext("Rien ne serait publié pour l'instant. Voici ce qui bloque, et comment le corriger."),
            "unreached": gettext("Nous n'avons trouvé aucune fiche à cette adresse. Voici pourquoi, et quoi faire."),
            "ours": gettext("La panne est de notre côté, votre fiche n'y est pour rien. Réessayez dans un instant."),
        }
        return str(words[self.state])

    @cached_property
    def groups(self) -> Sequence[tuple[str, Sequence[Item]]]:
        """Findings by severity, the gravest first."""
        told = self.checked.told[: self.most]
        found = {name: self._items([f for f in told if f.severity == name]) for name in _SEVERITIES}
        return [(name, items) for name, items in found.items() if items]

    @property
    def more(self) -> int:
        """Findings that are not shown."""
        return max(0, len(self.checked.findings) - self.most)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many findings of each severity there are."""
        found = [finding.severity for finding in self.checked.findings]
        return {name: found.count(name) for name in _SEVERITIES if name in found}

    @cached_property
    def source(self) -> Sequence[Line]:
        """The text, where it is a text that its author mends."""
        return source(self.checked.content, self.checked.told[: self.most]) if self.checked.typed else ()

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The lines of the text that are shown."""
        return frozenset(line.number for line in self.source)

    @property
    def document(self) -> str:
        """The lab file that was made of what came; empty when none was, or when it is too long for a page."""
        return "" if self.is_long else printable(_laid_out(self.checked.verdict.document))

    @property
    def is_long(self) -> bool:
        """Whether the lab file that was made is too long for a page."""
        return len(self.checked.verdict.document) > self.longest

    def _items(self, findings: Iterable[Finding]) -> Sequence[Item]:
        """Forty machines without a model are one sentence, said of forty places."""
        items: dict[tuple[str, str, str], list[Spot]] = {}
        for finding in findings:
            told = as_json(finding)
            sentences = (told["code"], self._spoken(told["message"]), self._spoken(told["hint"]))
            items.setdefault(sentences, []).append(self._spot(finding, told))
        return [Item(*sentences, spots) for sentences, spots in items.items()]

    def _spot(self, finding: Finding, told: Mapping[str, Any]) -> Spot:
        found = self.checked.mend(finding)
        return Spot(
            printable(told["place"] or ""),
            tuple(_step(token) for token in tokens(told["pointer"] or "")[:12]),
            finding.line,
            tuple(found.rows()) if found else (),
            bool(found and found.after is not None),
            bool(found and found.example),
        )

    def _spoken(self, texts: Mapping[str, str]) -> str:
        text = printable(texts[self.lang])
        return spaced(text) if self.lang == "fr" else text


def _laid_out(document: bytes) -> str:
    """For people to read: a member a line."""
    try:
        return json.dumps(json.loads(document), ensure_ascii=False, indent=2).encode("utf-8", "replace").decode()
    except (ValueError, RecursionError):
        return document.decode("utf-8", "replace")


def _step(token: str) -> str:
    token = printable(token)
    return f"{token[:_LONGEST_STEP]}…" if len(token) > _LONGEST_STEP else token
