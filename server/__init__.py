"""How we serve: the store, SPARQL, pages, feeds and the command line."""
