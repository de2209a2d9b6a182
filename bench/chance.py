"""Chance with a seed: names as long as real ones, words that mean nothing, days gone by."""

import random
from collections.abc import Mapping
from datetime import date, timedelta

TODAY = date(2026, 11, 26)

_SYLLABLES = ("ba", "bri", "cou", "do", "fa", "gi", "la", "lo", "ma", "mi", "no", "pa", "ra", "ri", "so", "ta", "zé")
_PERCENTILES = ("min", "p10", "p50", "p75", "p90", "p95", "p99")
_SHARES = (10, 40, 25, 15, 5, 4)


class Chance(random.Random):
    """The same seed gives the same choices, on every machine."""

    def weighed(self, weights: Mapping[str, int]) -> str:
        """A key, as often as its weight says."""
        return self.choices(list(weights), list(weights.values()))[0]

    def name(self, lengths: Mapping[str, float]) -> str:
        """A name whose length lies between two percentiles as often as real ones do."""
        [step] = self.choices(range(len(_SHARES)), _SHARES)
        length = self.randint(round(lengths[_PERCENTILES[step]]), round(lengths[_PERCENTILES[step + 1]]))
        words = ""
        while len(words) < length:
            words += f"{self.word().capitalize()} "
        return words[:length].strip()

    def word(self) -> str:
        """A word that means nothing."""
        return "".join(self.choices(_SYLLABLES, k=self.randint(2, 4)))

    def sentence(self, words: int) -> str:
        """So many words."""
        return " ".join(self.word() for _ in range(words)).capitalize() + "."

    def day(self, back: int) -> str:
        """One of the last so many days."""
        return (TODAY - timedelta(days=self.randint(1, back))).isoformat()
