"""The samples of `tests/documents`, ready to be judged: bytes, base, by what, and the verdict."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from harvester.judge import Profile, forgotten_mark, judge
from harvester.report import Verdict

FOLDER = Path(__file__).parents[1] / "documents"
BASE = "https://check.example/fablab.jsonld"
TODAY = date(2026, 11, 26)


@dataclass(frozen=True)
class Sample:
    """One file of a folder; its name reads `V5-postcode/nombre`."""

    file: Path

    def __str__(self) -> str:
        return f"{self.file.parent.name}/{self.file.stem}"

    @property
    def rule(self) -> str:
        """The rule it is a sample of, or `propre`, `melange`."""
        return self.file.parent.name

    @cached_property
    def content(self) -> bytes:
        """The file as received."""
        return self.file.read_bytes()

    @cached_property
    def expected(self) -> dict[str, Any]:
        """The report beside it."""
        report: dict[str, Any] = json.loads(self.file.with_suffix(".expected.json").read_text(encoding="utf-8"))
        return report

    @property
    def base(self) -> str:
        """The base of its things."""
        return str(self.expected.get("base", BASE))

    @property
    def profile(self) -> Profile:
        """By what it is judged."""
        wishes = dict(self.expected.get("profile", {}))
        if "today" in wishes:
            wishes["today"] = date.fromisoformat(wishes["today"])
        if "area" in wishes:
            wishes["area"] = tuple(wishes["area"])
        if "forgotten" in wishes:
            wishes["forgotten"] = frozenset(forgotten_mark(self.base + iri) for iri in wishes["forgotten"])
        return Profile(**{"today": TODAY, **wishes})

    @property
    def verdict(self) -> Verdict:
        """What the judge says of it."""
        return _judged(self)


@cache
def _judged(sample: Sample) -> Verdict:
    return judge(sample.content, sample.base, sample.profile)


SAMPLES = [Sample(file) for file in sorted(FOLDER.glob("*/*.jsonld"))]
