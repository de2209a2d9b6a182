"""How to mend what a finding says: the text as it stands, and as it should be where that can be told for sure. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from harvester.mending import formed, meant, missing, things, values, whole
from harvester.mending.draft import Draft
from harvester.mending.edits import Edits, applied
from harvester.report import Finding
from harvester.snippet import Snippet

Mender = Callable[[Draft, Finding], Edits]

#: Rules whose mend needs a value that only the lab knows: the snippet shows an example in its place.
EXAMPLES: Mapping[str, Mender] = {
    **dict.fromkeys(sorted(missing.NAMED | missing.KEYS.keys()), missing.add),
    "W1-email": missing.email,
    "V6-special-times": missing.times,
    "I3-guide-old": formed.today,
    "W10-stale": formed.today,
}
#: Rules whose mend can be told from the file alone. A rule may stand in both tables: what is there comes first.
SURE: Mapping[str, Mender] = {
    **dict.fromkeys(("D1-syntax", "D1-quotes"), whole.json_syntax),
    "D1-duplicate-key": whole.duplicate,
    "D1-not-object": whole.unwrapped,
    "D2-context": whole.context,
    "D3-base": whole.context,
    "D3-protected": whole.context,
    "D6-unknown-key": meant.key,
    "D6-forgiven": meant.forgiven,
    "D6-forgiven-code": meant.forgiven_code,
    "D8-lab": whole.lab,
    "V12-start": formed.moment,
    "V12-end": formed.moment,
    "V6-day": meant.weekday,
    "V3-position": formed.position,
    "V3-swapped": formed.swapped,
    "V4-updated-one": formed.newest,
    "V4-updated-future": formed.today,
    "W4-material-conflict": things.gone,
    "W5-laser-pvc": things.pvc,
    **dict.fromkeys(("V13-email", "V13-phone", "V13-address", "V13-position"), things.gone),
    **dict.fromkeys(("V7-machine-id", "V11-guide-id", "V12-event-id", "V1-thing-id"), things.identified),
    **dict.fromkeys(sorted(values.READERS), formed.value),
    **dict.fromkeys(sorted(values.NUMBERS), formed.number),
    **dict.fromkeys(sorted(values.OFFICES), formed.office),
    **dict.fromkeys(
        ("V8-access", "V8-fees", "V8-services", "V8-themes", "V8-accessibility", "V8-audience", "V8-process",
         "V8-material", "V8-event-status", "V8-guide-type", "V8-guide-kind", "V8-weeks", "V8-school-period",
         "V8-lab-status", "V8-licence", "V8-licence-unusual", "V8-borrower", "V8-availability", "V8-machine-type",
         "V8-status"),
        meant.code,
    ),
}  # fmt: skip

_AROUND, _LINE, _MOST = 100, 160, 1600  # characters of a snippet: beside an edit, of one line, in all


@dataclass(frozen=True, slots=True)
class Mend:
    """Edits of a text; `example` says that they hold a value which the lab must replace by its own."""

    text: str
    edits: Edits
    example: bool = False

    def mended(self) -> bytes:
        """The whole document, mended."""
        return applied(self.text, self.edits).encode()


def mend(finding: Finding, draft: Draft) -> Mend | None:
    """The edits that make a finding go away, or None where nothing is sure. In: a finding on this very document."""
    if finding.rule == "D1-encoding":
        return _recoded(draft)
    for table, example in ((SURE, False), (EXAMPLES, True)):
        mender = table.get(finding.rule)
        edits = mender(draft, finding) if mender else ()
        if edits:
            return Mend(draft.text, edits, example)
    return None


def snippet(finding: Finding, draft: Draft) -> Snippet | None:
    """The lines a finding is about, with its mend; None for a finding on no place of the document."""
    found = mend(finding, draft)
    if found is not None:
        return _shown(found, draft)
    at = _place(finding, draft)
    return _cut(draft.text, at, at, (), None) if at is not None else None


def _recoded(draft: Draft) -> Mend | None:
    """Read as Windows and old editors write; the text in UTF-8 needs no other edit."""
    try:
        return Mend(draft.content.decode("cp1252"), ()) if "\ufffd" in draft.text else None
    except UnicodeDecodeError:
        return None


def _shown(found: Mend, draft: Draft) -> Snippet:
    if not found.edits:
        at = draft.text.index("\ufffd")
        before, after = (_cut(text, at, at, (), None) for text in (draft.text, found.text))
        return Snippet(before.line, before.before, after.before)
    start, end = min(e.start for e in found.edits), max(e.end for e in found.edits)
    return _cut(found.text, start, end, found.edits, found.example)


def _cut(text: str, start: int, end: int, edits: Edits, example: bool | None) -> Snippet:
    """The lines from the one before `start` to the one after `end`, long ones cut."""
    left, cut_left = _from(text, start)
    right, cut_right = _until(text, end)
    within = text[left:right]
    moved = tuple(type(e)(e.start - left, e.end - left, e.text) for e in edits)
    before = _short(f"{cut_left}{within}{cut_right}")
    after = _short(f"{cut_left}{applied(within, moved)}{cut_right}") if edits else None
    return Snippet(text.count("\n", 0, left) + 1, before, after, bool(example))


def _from(text: str, start: int) -> tuple[int, str]:
    """Where a snippet begins: with the line above, with the line itself, or in a long line."""
    own = text.rfind("\n", 0, start) + 1
    if start - own > _LINE:
        return start - _AROUND, "…"
    above = text.rfind("\n", 0, max(0, own - 1)) + 1
    return (above if own - above <= _LINE else own), ""


def _until(text: str, end: int) -> tuple[int, str]:
    """Where a snippet ends."""
    own = text.find("\n", end)
    own = len(text) if own < 0 else own
    if own - end > _LINE:
        return end + _AROUND, "…"
    below = text.find("\n", own + 1)
    below = len(text) if below < 0 else below
    return (below if below - own <= _LINE else own), ""


def _short(text: str) -> str:
    half = _MOST // 2
    return text if len(text) <= _MOST else f"{text[:half]}\n…\n{text[-half:]}"


def _place(finding: Finding, draft: Draft) -> int | None:
    """Where a finding falls in the text; None for one of the file as a whole, whose first line would tell nothing."""
    span = draft.span(finding.pointer) if finding.pointer else None
    if span is not None:
        return span.key
    stated = finding.params.get("line", "")
    if not stated.isdigit() or len(stated) > 9:
        return None
    at = 0
    for _ in range(int(stated) - 1):
        at = draft.text.find("\n", at) + 1
        if not at:
            return None
    return at
