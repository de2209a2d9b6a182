"""What a feed adds to a lab file: members of the thing that links to it, and events; as JSON in the hub's memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from harvester.report import Finding


@dataclass(frozen=True, slots=True)
class Fragment:
    """Members (French keys) for the lab or the project, events by identifier, what the adapter has to say."""

    members: Mapping[str, Any] = field(default_factory=dict)
    events: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def written(self) -> str:
        """As text, the same for the same fragment."""
        rows = [[f.rule, f.value, dict(f.params)] for f in self.findings]
        parts = {"members": self.members, "events": self.events, "findings": rows}
        return json.dumps(parts, ensure_ascii=True, sort_keys=True)


def read_fragment(text: str) -> Fragment:
    """The inverse of `written`."""
    parts = json.loads(text)
    findings = (Finding(rule, None, None, None, value, params) for rule, value, params in parts["findings"])
    return Fragment(parts["members"], parts["events"], tuple(findings))
