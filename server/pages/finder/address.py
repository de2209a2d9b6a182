"""Addresses of searches, canonical ones; who chose a language by hand keeps it."""

from flask import url_for

from server.search.address import written
from server.search.criteria import Criteria


def address(criteria: Criteria, endpoint: str = "pages.home") -> str:
    """The address of a search as a page, or at another endpoint that reads the same parameters."""
    return url_for(endpoint, **written(criteria))  # type: ignore[arg-type]


def results(criteria: Criteria) -> str:
    """The same, at its answers."""
    return f"{address(criteria)}#resultats"
