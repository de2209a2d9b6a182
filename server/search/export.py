"""The hits of a search as CSV rows or GeoJSON features."""

from collections.abc import Iterator

from server.search.found import Found


def csv_pieces(found: Found, public_url: str) -> Iterator[str]:
    """One row a machine, or a lab without machines; the head first (RFC 4180)."""
    raise NotImplementedError


def geojson_pieces(found: Found, public_url: str) -> Iterator[str]:
    """One feature a lab (RFC 7946)."""
    raise NotImplementedError
