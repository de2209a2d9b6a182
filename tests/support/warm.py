"""What the server of forks reads before the first test: new processes begin with it, the compiled shapes included."""

from harvester.judge import Profile, judge
from server.store import worker
from support import crash
from support.clock import REFERENCE
from support.labs import base_of, lab, text

__all__ = ["crash", "worker"]

judge(text(lab()), base_of("warm"), Profile(REFERENCE.date()))
