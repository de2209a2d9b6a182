"""What can be wrong with a request before its query is looked at, and the HTTP status of every problem."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from server.store import wording
from server.store.answers import QueryProblem


@dataclass(frozen=True)
class RequestProblem(QueryProblem):
    """The request is not one of the SPARQL 1.1 Protocol; `reason` is a key of `reasons`, `found` what was seen."""

    reason: str
    found: str = ""
    code = "bad-request"
    reasons: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "no-query": {
            "fr": "Le paramètre « query » manque : ajoutez ?query=… à l'adresse, ou postez la requête.",
            "en": "The parameter “query” is missing: add ?query=… to the address, or post the query.",
        },
        "several-queries": {
            "fr": "Une requête à la fois : {found} ont été données. Posez-les l'une après l'autre.",
            "en": "One query at a time: {found} were given. Ask them one after the other.",
        },
        "not-utf8": {
            "fr": "La requête n'est pas en UTF-8. Enregistrez-la et envoyez-la en UTF-8.",
            "en": "The query is not UTF-8. Save it and send it as UTF-8.",
        },
        "charset": {
            "fr": "Le jeu de caractères « {found} » n'est pas accepté : une requête SPARQL s'envoie en UTF-8.",
            "en": "The charset “{found}” is not accepted: a SPARQL query is sent as UTF-8.",
        },
        "parameters": {
            "fr": "Les paramètres de la requête ne se lisent pas : {found}.",
            "en": "The parameters of the request cannot be read: {found}.",
        },
        "graph": {
            "fr": "« {found} » n'est pas une IRI absolue : default-graph-uri et named-graph-uri en demandent une.",
            "en": "“{found}” is not an absolute IRI: default-graph-uri and named-graph-uri need one.",
        },
        "media-type": {
            "fr": "Ce service ne lit pas « {found} ». Postez la requête en application/sparql-query, ou dans un "
            "formulaire application/x-www-form-urlencoded.",
            "en": "This service does not read “{found}”. Post the query as application/sparql-query, or in a form "
            "as application/x-www-form-urlencoded.",
        },
        "not-acceptable": {
            "fr": "Aucun format demandé ne convient. Formats possibles : {found}.",
            "en": "None of the formats asked for fits. Possible formats: {found}.",
        },
        "extension": {
            "fr": "Aucun format ne porte l'extension « {found} ». Essayez .json ou .csv, .ttl pour un graphe.",
            "en": "No format has the extension “{found}”. Try .json or .csv, .ttl for a graph.",
        },
        "method": {
            "fr": "La méthode {found} n'existe pas ici. Utilisez GET, HEAD, POST, QUERY ou OPTIONS.",
            "en": "There is no method {found} here. Use GET, HEAD, POST, QUERY or OPTIONS.",
        },
    }

    def template(self) -> Mapping[str, str]:
        """The sentences of the reason."""
        return self.reasons[self.reason]


@dataclass(frozen=True)
class QueryTooLong(QueryProblem):
    """The text of the query is longer than `limit` bytes."""

    limit: int
    code = "query-too-long"
    wordings: ClassVar = {"limit": wording.size}
    sentences: ClassVar = {
        "fr": "La requête dépasse {limit}, la limite de ce service. Raccourcissez-la, par exemple ses VALUES.",
        "en": "The query is longer than {limit}, the limit of this service. Shorten it, for instance its VALUES.",
    }


@dataclass(frozen=True)
class RateExceeded(QueryProblem):
    """The client asked more than `rate` queries a minute; it may ask again after `retry_after` seconds."""

    rate: int
    retry_after: int
    code = "too-many-queries"
    wordings: ClassVar = {"rate": wording.count, "retry_after": wording.seconds}
    sentences: ClassVar = {
        "fr": "Plus de {rate} requêtes par minute viennent de votre adresse, la limite de ce service. Attendez "
        "{retry_after}, demandez davantage en une seule requête, ou prenez l'export complet des données.",
        "en": "More than {rate} queries a minute come from your address, the limit of this service. Wait "
        "{retry_after}, ask for more in one query, or take the full dump of the data.",
    }


STATUS: Mapping[str, int] = {
    "query-timeout": 503,
    "query-out-of-memory": 503,
    "busy": 503,
    "too-many-long-queries": 503,
    "client-gone": 503,
    "dataset-replaced": 503,
    "no-dataset": 503,
    "engine-failure": 500,
    "answer-too-large": 413,
    "answer-not-writable": 406,
    "query-syntax": 400,
    "unknown-function": 400,
    "query-refused": 400,
    "query-too-long": 413,
    "too-many-queries": 429,
    "bad-request": 400,
    # by reason
    "service": 403,
    "service-like": 403,
    "update": 403,
    "media-type": 415,
    "not-acceptable": 406,
    "extension": 404,
    "method": 405,
}
"""HTTP status by reason where there is one, else by code."""

RETRY_AFTER: Mapping[str, int] = {"busy": 5, "too-many-long-queries": 10, "dataset-replaced": 1, "no-dataset": 60}
"""Seconds after which asking again makes sense, by code."""

TITLES: Mapping[int, Mapping[str, str]] = {
    400: {"fr": "Requête incorrecte", "en": "Bad Request"},
    403: {"fr": "Interdit", "en": "Forbidden"},
    404: {"fr": "Introuvable", "en": "Not Found"},
    405: {"fr": "Méthode non autorisée", "en": "Method Not Allowed"},
    406: {"fr": "Aucun format acceptable", "en": "Not Acceptable"},
    413: {"fr": "Contenu trop volumineux", "en": "Content Too Large"},
    415: {"fr": "Type de contenu non pris en charge", "en": "Unsupported Media Type"},
    429: {"fr": "Trop de requêtes", "en": "Too Many Requests"},
    500: {"fr": "Erreur interne", "en": "Internal Server Error"},
    503: {"fr": "Service indisponible", "en": "Service Unavailable"},
}


def retry_after(problem: QueryProblem) -> int | None:
    """Seconds after which asking again makes sense; None: as it is, never."""
    return getattr(problem, "retry_after", None) or RETRY_AFTER.get(problem.code)


def reason_of(problem: QueryProblem) -> str:
    """The most precise name of a problem: its reason, else its code."""
    return str(getattr(problem, "reason", problem.code))


def status_of(problem: QueryProblem) -> int:
    """HTTP status of a problem."""
    return STATUS.get(reason_of(problem), STATUS[problem.code])
