"""Linked data: each thing has one address, in HTML and in every RDF format; `/resource` leads there from any IRI."""
