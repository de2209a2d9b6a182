"""What a real document gives, as a row of the tables beside this file: facts only, nothing copied of the document."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

from harvester.adapters import adapt
from harvester.adapters.fragment import Fragment
from harvester.adapters.received import Received
from harvester.feeds.read import read_feed, window
from harvester.judge import Profile, judge

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
TODAY = date(2026, 11, 26)


def spaceapi_row(file: Path) -> dict[str, str]:
    """A SpaceAPI document at a lab's address: what becomes of it."""
    content = file.read_bytes()
    verdict = judge(content, "https://space.example/status.json", Profile(TODAY))
    made = json.loads(adapt(Received(content), "https://space.example/status.json").content)
    rules = Counter(f.rule for f in verdict.findings if f.severity != "Info")
    return {
        "file": file.name,
        "outcome": str(verdict.outcome),
        "name": _yes("nom" in made),
        "position": _yes("position" in made),
        "address": _yes("adresse" in made),
        "email": _yes("courriel" in made.get("contact", {})),
        "calendars": str(len(made.get("contact", {}).get("agendaICal", []))),
        "projects": str(len(made.get("projets", {}))),
        "entities": str(len(verdict.entities)),
        "to mend": " ".join(f"{rule}×{count}" if count > 1 else rule for rule, count in sorted(rules.items())),
    }  # fmt: skip


def okh_row(file: Path) -> dict[str, str]:
    """A manifest: at a lab's address, and linked from a project."""
    content = file.read_bytes()
    url = f"https://git.example/x/{file.name}"
    verdict = judge(content, url, Profile(TODAY))
    made = read_feed("okh", Received(content, "", url), window(TODAY, 90, 200, "", "Europe/Paris"))
    assert isinstance(made, Fragment)
    return {
        "file": file.name,
        "as a lab": f"{verdict.outcome} {' '.join(f.rule for f in verdict.findings)}",
        "members": " ".join(sorted(made.members)),
        "licence": str(made.members.get("licence", "")),
        "processes": " ".join(made.members.get("necessite", [])),
        "materials": " ".join(made.members.get("utiliseMateriaux", [])),
        "said": " ".join(f.rule for f in made.findings),
    }


def _yes(true: bool) -> str:
    return "yes" if true else "no"
