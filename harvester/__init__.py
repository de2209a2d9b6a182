"""How we gather: registry of sources, fetch, read, expand, validate, keep."""
