"""What a harvest said of its visits, counted."""

from collections import Counter
from dataclasses import dataclass, field

from harvester.decide import Decision


@dataclass(slots=True)
class Heard:
    """Give it to a harvest as `on_decision`: it counts outcomes, rules that spoke, and quads of what was judged."""

    outcomes: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    quads: int = 0

    def __call__(self, decision: Decision) -> None:
        self.outcomes[str(decision.outcome)] += 1
        self.rules.update(finding.rule for finding in decision.findings)
        self.quads += decision.visited.verdict.quads if decision.visited.verdict else 0
