"""Ratios and budgets of made-up figures; what wrk's script writes is read."""

import pytest

from bench.load import Load, read
from bench.ratios import Cell, headings, over, rows
from bench.soak import thirds


def load(p50: float, rate: float) -> Load:
    return Load(requests=int(rate * 2), seconds=2.0, p50=p50, p99=2 * p50, longest=3 * p50)


FIGURES = {
    Cell("hub", "near", 1): load(8.0, 100),
    Cell("peer", "near", 1): load(2.0, 400),
    Cell("slow", "near", 1): load(16.0, 50),
    Cell("hub", "far", 1): load(2.0, 400),
    Cell("peer", "far", 1): load(2.0, 400),
    Cell("peer", "lost", 1): load(1.0, 1000),
}
QUERIES = ("near", "far", "lost")


def test_ratios_are_ours_divided_by_theirs() -> None:
    table = list(rows(FIGURES, QUERIES, 1, "hub", ("peer", "slow")))
    assert table == [
        ["near", "8.0", "16.0", "100", "4.00", "4.00", "0.25", "0.50", "2.00"],
        ["far", "2.0", "4.0", "400", "1.00", "1.00", "1.00", "–", "–"],
        ["lost", "–", "–", "–", "–", "–", "–", "–", "–"],
        ["**geometric mean**", "", "", "", "2.00", "2.00", "0.50", "0.50", "2.00"],
    ]
    assert {len(row) for row in table} == {len(headings("hub", ("peer", "slow")))}


@pytest.mark.parametrize(
    ("peer", "factor", "ms", "expected"),
    [
        ("peer", 1.5, 4.0, ["near (8.0 ms, limit 7.0)", "lost (–)"]),
        ("peer", 4.0, 0.0, ["lost (–)"]),
        ("slow", 1.0, 0.0, []),
    ],
)
def test_what_is_over_a_budget(peer: str, factor: float, ms: float, expected: list[str]) -> None:
    assert over(FIGURES, QUERIES, 1, "hub", peer, factor, ms) == expected


def test_figures_of_wrk() -> None:
    line = '{"requests": 10, "seconds": 2.5, "p50": 1.5, "p99": 3.0, "longest": 4.0, "statuses": 0, "lost": 0}'
    found = read(f"Running 2s test @ http://127.0.0.1\n\nFOUND {line}\n")
    assert (found.rate, found.good) == (4.0, True)
    with pytest.raises(ValueError, match="no figures"):
        read("unable to connect")


def test_memory_by_thirds() -> None:
    assert thirds([10.0, 10, 10, 20, 20, 20, 30, 30, 30]) == pytest.approx((10, 20, 30, 60 * 3.0), rel=0.02)
