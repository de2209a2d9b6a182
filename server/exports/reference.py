"""The reference of all exports, made from the tables that write them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from server.exports.columns import Column, Table
from server.exports.eligible import OPEN, REASONS
from server.exports.kinds import KINDS
from server.exports.labs import LABS
from server.exports.machines import MACHINES
from server.exports.mednum import MEDNUM
from server.search.export import FOUND

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "exports.md"

_HEAD = """# Exports

Made from `server/exports/` by `python -m server`; do not edit.

| command | address | media type | tells | filters |
|---|---|---|---|---|
"""

_RULES = """
`fabcommons export KIND --out FILE` writes what the address serves (`-` for standard output). The kinds
`dump-nq`, `dump-ttl`, `catalog` and `void` give the dumps of `/dump/` and the descriptions of `/catalog` and
`/.well-known/void` (Turtle). `/labs` and
`/machines` answer with the same tables when `Accept` prefers `text/csv` or `application/geo+json`; where `Accept`
leaves the choice, `?format=csv` or `?format=geojson` makes it. `/exports/` lists all exports with their numbers of
rows, in HTML or JSON.

- **One moment.** An export tells of one generation, whole, or there is an error and no export. Its ETag changes
  with the generation and, because hours that are over are left out, with the day; other sites may read it (CORS
  `*`).
- **Filters.** `?type=` takes a code of the list «type», French or English, and its sub-types. `?licence=` takes an
  SPDX code of the list «licence», `none` for labs that state no licence; repeat it for several. A code that is in
  no list is refused.
- **Licences.** Each row bears the licence its lab chose, whom to credit, the file it comes from and when that was
  fetched. Every lab is told of by default, share-alike ones too: keep those apart with `?licence=`.
- **CSV** is UTF-8, parted by commas, quoted as RFC 4180 says, with one head line. Several values of one cell are
  parted by `|`. An empty cell says nothing: nothing is guessed. Each cell is one line, without control characters.
  Codes, postcodes and SIRET are texts: import them as such.
- **Formulas.** What a spreadsheet would take for a formula, a text that begins with `=`, `+`, `-`, `@`, a tab or a
  line break, gets one apostrophe before it; numbers and telephone numbers do not. To have the text back, take one
  leading apostrophe away where what follows is such a text, more apostrophes before it included. GeoJSON has no
  such marks.
- **GeoJSON** (RFC 7946) has the same columns as properties, lists as arrays, nothing as `null` or an empty text;
  the id is the IRI, the point `[longitude, latitude]` in WGS 84, `null` where the lab states no position.
- **Left out everywhere:** persons, serial and inventory numbers, and things of others that a file points to.
"""

_MEDNUM = """
Schema: standard-mediation-num 1.0.2 of La MedNum. The list goes into data under the Licence Ouverte, so it takes
labs whose data are under {licences}. A lab is left out, and `/exports/` tells it, for any of these reasons:

| reason | in French | in English |
|---|---|---|
"""


def exports_page() -> str:
    """The Markdown page."""
    tables: Sequence[tuple[str, Table[Any]]] = (("Labs", LABS), ("Machines", MACHINES), ("Answers of a search", FOUND))
    parts = [_HEAD, *map(_kind, KINDS), _RULES, *(_table(title, table) for title, table in tables)]
    reasons = [f"| `{reason.code}` | {reason.fr} | {reason.en} |\n" for reason in REASONS]
    licences = ", ".join(sorted(OPEN))
    return "".join(
        [*parts, _table("Lieux de médiation numérique", MEDNUM), _MEDNUM.format(licences=licences), *reasons]
    )


def _kind(kind: Any) -> str:
    filters = ", ".join(f"`?{name}=`" for name in kind.filters)
    return f"| `{kind.name}` | `{kind.path}` | `{kind.content_type}` | {kind.title['en']} | {filters} |\n"


def _table(title: str, table: Table[Any]) -> str:
    head = f"\n## {title}\n\n| column | from | in French | in English |\n|---|---|---|---|\n"
    return head + "".join(map(_column, table.columns))


def _column(column: Column[Any]) -> str:
    term = f"`{column.term}`" if column.term else ""
    return f"| `{column.name}` | {term} | {column.fr} | {column.en} |\n"
