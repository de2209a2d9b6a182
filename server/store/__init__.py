"""The embedded store: generations, the guarded query pool, and nothing else that queries."""
