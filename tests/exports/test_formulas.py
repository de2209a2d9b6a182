"""What a spreadsheet would take for a formula is marked; the mark can be taken away; numbers are left alone."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.exports.columns import Cell
from server.exports.write import csv_pieces, guarded, unguarded, written

MARKED = [
    ("=1+1", "'=1+1"),
    ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
    ("+SUM(A1)", "'+SUM(A1)"),
    ("-2+cmd|' /C calc'!A0", "'-2+cmd|' /C calc'!A0"),
    ("@SUM(1+1)", "'@SUM(1+1)"),
    ("\t=1", "'\t=1"),
    ("\r=1", "'\r=1"),
    ("＝1+1", "'＝1+1"),
    ("'=1+1", "''=1+1"),
    ("-", "'-"),
    ("Gier", "Gier"),
    ("'t Lab", "'t Lab"),
    ("", ""),
    ("+33465710017", "+33465710017"),
    ("+33 4 65 71 00 17", "+33 4 65 71 00 17"),
    ("-12.5", "-12.5"),
    ("+١", "'+١"),
]


@pytest.mark.parametrize(("text", "cell"), MARKED)
def test_mark(text: str, cell: str) -> None:
    assert guarded(text) == cell
    assert unguarded(cell) == text


@given(st.text(alphabet="'=+-@\t\r 12ab"))
def test_way_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "true"),
        (45.4752, "45.4752"),
        (-0.00001, "-0.00001"),
        (600.0, "600"),
        (12, "12"),
        (["a", "b"], "a|b"),
        (["=a", "b"], "'=a|b"),
        ([], ""),
    ],
)
def test_cells(cell: Cell, text: str) -> None:
    assert written(cell) == text


def test_csv_is_read_back_whole() -> None:
    row: dict[str, Cell] = {"a": 'x,"y"\nz', "b": "é ; œ"}
    text = "".join(csv_pieces(["a", "b"], [row]))
    assert text.startswith("a,b\r\n")
    assert list(csv.DictReader(io.StringIO(text, newline=""))) == [row]
