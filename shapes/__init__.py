"""What we ask: SHACL rules with messages in French and English, as data files with a small typed door to them."""

from shapes.asked import Asked, asked
from shapes.compile import WORLD, compiled
from shapes.names import NAMESPACE
from shapes.rules import Rule, rules, version

__all__ = ["NAMESPACE", "WORLD", "Asked", "Rule", "asked", "compiled", "rules", "version"]
