"""A table as a CSV file that spreadsheets open safely: UTF-8 with its mark, RFC 4180, no cell that starts a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

from server.exports.columns import Cell
from server.exports.write import written


def answer(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """In: the file's name, its columns, its rows. Out: a file to be saved, readable by the scripts of any site."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([written(cell) for cell in row] for row in rows)
    response = Response(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
