"""Labs that make nothing at present: planned ones, closed ones, those closed for a time."""

from ontology.names import VOCAB

CLOSED = "ferme"
#: Codes of the list «lab-status», in the order of queries that show them.
_CODES = ("projet", CLOSED, "ferme-temporaire")
SHUT = frozenset(_CODES)

CLOSED_IRI = f"{VOCAB}lab-status/{CLOSED}"
SHUT_IRIS = tuple(f"{VOCAB}lab-status/{code}" for code in _CODES)
