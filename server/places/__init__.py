"""Communes of public tables: loaded by the operator, found by name, code or postcode, asked by pages and finder."""

from server.places.place import Place
from server.places.places import Places

__all__ = ["Place", "Places"]
