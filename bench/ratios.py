"""Tables of ratios between servers, and what a budget makes of them; pure."""

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.load import Load

#: What a server is allowed beyond the other one: a factor and milliseconds.
FACTOR, MILLISECONDS = 1.5, 4.0


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a figure stands: which server, which query, how many clients."""

    engine: str
    query: str
    clients: int


Figures = Mapping[Cell, Load]
"""Cells without a figure are not there."""


def headings(ours: str, peers: Sequence[str]) -> list[str]:
    """Of the table."""
    of_peers = [f"{what} ÷ {peer}" for peer in peers for what in ("p50", "q/s")]
    return ["query", f"{ours} p50 ms", "p99 ms", "q/s", *(f"p99 ÷ {peer}" for peer in peers[:1]), *of_peers]


def rows(
    figures: Figures, queries: Sequence[str], clients: int, ours: str, peers: Sequence[str]
) -> Iterator[list[str]]:
    """One row a query, and the geometric means below; ours divided by theirs."""
    for query in queries:
        mine = figures.get(Cell(ours, query, clients))
        own = [f"{mine.p50:.1f}", f"{mine.p99:.1f}", f"{mine.rate:.0f}"] if mine else ["–"] * 3
        yield [query, *own, *_ratios(figures, [query], clients, ours, peers)]
    yield ["**geometric mean**", "", "", "", *_ratios(figures, queries, clients, ours, peers)]


def _ratios(figures: Figures, queries: Sequence[str], clients: int, ours: str, peers: Sequence[str]) -> Iterator[str]:
    def ratio(peer: str, of: Callable[[Load], float]) -> str:
        return _mean([of(mine) / of(theirs) for mine, theirs in pairs(figures, queries, clients, ours, peer)])

    for peer in peers[:1]:
        yield ratio(peer, lambda load: load.p99)
    for peer in peers:
        yield ratio(peer, lambda load: load.p50)
        yield ratio(peer, lambda load: load.rate)


def pairs(figures: Figures, queries: Sequence[str], clients: int, ours: str, peer: str) -> Iterator[tuple[Load, Load]]:
    """What both found, for the queries that both answered."""
    for query in queries:
        mine, theirs = (figures.get(Cell(engine, query, clients)) for engine in (ours, peer))
        if mine and theirs:
            yield mine, theirs


def over(
    figures: Figures, queries: Sequence[str], clients: int, ours: str, peer: str, factor: float, ms: float
) -> list[str]:
    """The queries whose p50 is over `factor` × the peer's + `ms`, or that only the peer answered."""
    found = []
    for query in queries:
        mine, theirs = (figures.get(Cell(engine, query, clients)) for engine in (ours, peer))
        if theirs and (mine is None or mine.p50 > factor * theirs.p50 + ms):
            found.append(
                f"{query} ({mine.p50:.1f} ms, limit {factor * theirs.p50 + ms:.1f})" if mine else f"{query} (–)"
            )
    return found


def _mean(ratios: Sequence[float]) -> str:
    return f"{statistics.geometric_mean(ratios):.2f}" if ratios else "–"
