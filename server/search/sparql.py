"""«See the query»: the SPARQL that answers the same criteria, for the editor. Pure."""

from datetime import date

from server.search.criteria import Criteria


def query(criteria: Criteria, today: date, lang: str = "fr") -> str:
    """A readable SELECT of ?lab ?labName ?machine ?machineName ?km …; free text is left out, and a comment says so."""
    raise NotImplementedError
