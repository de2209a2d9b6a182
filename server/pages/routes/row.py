"""What a row of the tables of addresses holds."""

from collections.abc import Callable

from flask import Response

#: An address as Flask writes it, its name for `url_for`, the view: it takes the site and what the address says.
Row = tuple[str, str, Callable[..., str | Response]]
