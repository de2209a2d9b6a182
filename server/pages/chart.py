"""Figures as bars: where each rectangle of an SVG lies, so that templates need neither styles nor scripts. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: The drawing's own units; the page scales it to its width.
WIDTH, HEIGHT = 560.0, 160.0
_GAP = 0.2


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; `kind` names what it counts, for its colour."""

    x: float
    y: float
    width: float
    height: float
    kind: str


def stacked(columns: Sequence[Mapping[str, int]], order: Sequence[str]) -> list[Bar]:
    """One column for each mapping, left to right; in each the kinds of `order` from the ground up."""
    most = max((sum(column.values()) for column in columns), default=0) or 1
    step = WIDTH / max(1, len(columns))
    width = _round(step * (1 - _GAP))
    bars: list[Bar] = []
    for place, column in enumerate(columns):
        ground = HEIGHT
        for kind in order:
            tall = HEIGHT * column.get(kind, 0) / most
            if tall:
                ground -= tall
                bars.append(Bar(_round(place * step + step * _GAP / 2), _round(ground), width, _round(tall), kind))
    return bars


def _round(number: float) -> float:
    return round(number, 1)
