"""Real parts for tests: a web of labs on loopback, a hub in a temporary folder, a clock that is told the time."""
