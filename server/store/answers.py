"""What a query gives: a whole answer, or a problem with a sentence in French and in English. Both are values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import ClassVar

from server.store import wording


@dataclass(frozen=True)
class Answer:
    """A complete answer: the bytes, what they are, and the form of the query (SELECT, ASK, CONSTRUCT, DESCRIBE)."""

    body: bytes
    media_type: str
    form: str


@dataclass(frozen=True)
class QueryProblem:
    """Why there is no answer. `code` is stable and for programs, `sentence` for people."""

    code: ClassVar[str]
    sentences: ClassVar[Mapping[str, str]]
    wordings: ClassVar[Mapping[str, Callable[[int, str], str] | Callable[[float, str], str]]] = {}

    def sentence(self, lang: str) -> str:
        """What happened, the limit in words, and what to do, in `fr` or `en`."""
        return self.template()[lang].format(**{f.name: self._word(f.name, lang) for f in fields(self)})

    def template(self) -> Mapping[str, str]:
        """The sentences, with a place for each field."""
        return self.sentences

    def _word(self, name: str, lang: str) -> str:
        value = getattr(self, name)
        return self.wordings[name](value, lang) if name in self.wordings else str(value)


class Stopped(Exception):  # noqa: N818 - inside a worker only: the engine's calls end by it, then it becomes a value
    """Writing the answer ended with this problem."""

    def __init__(self, problem: QueryProblem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True)
class QueryTimeout(QueryProblem):
    """The query was killed after `seconds`."""

    seconds: float
    code = "query-timeout"
    wordings: ClassVar = {"seconds": wording.seconds}
    sentences: ClassVar = {
        "fr": "La requête a été arrêtée au bout de {seconds}, la limite de ce service. Précisez les motifs, "
        "ajoutez un LIMIT, ou travaillez sur l'export complet des données.",
        "en": "The query was stopped after {seconds}, the limit of this service. Make the patterns more precise, "
        "add a LIMIT, or work on the full dump of the data.",
    }


@dataclass(frozen=True)
class QueryTooLarge(QueryProblem):
    """The answer has more than `limit` `unit` (rows or bytes)."""

    unit: str
    limit: int
    code = "answer-too-large"
    by_unit: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "rows": {
            "fr": "La réponse dépasse {limit} lignes, la limite de ce service. Ajoutez LIMIT et OFFSET avec ORDER BY, "
            "ou prenez l'export complet des données.",
            "en": "The answer has more than {limit} rows, the limit of this service. Page with LIMIT and OFFSET after "
            "ORDER BY, or take the full dump of the data.",
        },
        "bytes": {
            "fr": "La réponse dépasse {limit}, la limite de ce service. Demandez moins de colonnes ou de lignes, "
            "un format plus court (CSV), ou prenez l'export complet des données.",
            "en": "The answer is larger than {limit}, the limit of this service. Ask for fewer columns or rows, "
            "a shorter format (CSV), or take the full dump of the data.",
        },
    }

    def template(self) -> Mapping[str, str]:
        """The sentences of the unit that was exceeded."""
        return self.by_unit[self.unit]

    def _word(self, name: str, lang: str) -> str:
        if name == "limit":
            return (wording.size if self.unit == "bytes" else wording.count)(self.limit, lang)
        return super()._word(name, lang)


@dataclass(frozen=True)
class QueryOutOfMemory(QueryProblem):
    """The worker died of what the query asked of its memory (`memory` bytes) or of its stack."""

    memory: int
    code = "query-out-of-memory"
    wordings: ClassVar = {"memory": wording.size}
    sentences: ClassVar = {
        "fr": "La requête demande plus de mémoire que permis ({memory}), ou ses expressions sont trop imbriquées. "
        "Évitez de trier ou de grouper tout le jeu de données, ou découpez la requête.",
        "en": "The query needs more memory than allowed ({memory}), or its expressions are nested too deeply. "
        "Avoid sorting or grouping the whole dataset, or split the query.",
    }


@dataclass(frozen=True)
class QueryBusy(QueryProblem):
    """No worker was free within `seconds`."""

    seconds: float
    code = "busy"
    wordings: ClassVar = {"seconds": wording.seconds}
    sentences: ClassVar = {
        "fr": "Trop de requêtes en même temps : aucune place ne s'est libérée en {seconds}. Réessayez dans un instant.",
        "en": "Too many queries at once: no place became free within {seconds}. Try again in a moment.",
    }


@dataclass(frozen=True)
class TooManyLong(QueryProblem):
    """The query ran for `seconds`, and `long` others that are longer run already."""

    seconds: float
    long: int
    code = "too-many-long-queries"
    wordings: ClassVar = {"seconds": wording.seconds, "long": wording.count}
    sentences: ClassVar = {
        "fr": "La requête dure plus de {seconds}, et ce service n'en mène que {long} aussi longue à la fois : elle a "
        "été arrêtée pour ne pas retenir les autres. Réessayez dans un instant, ou précisez les motifs.",
        "en": "The query runs for more than {seconds}, and this service runs only {long} that long at a time: it was "
        "stopped so as not to hold up the others. Try again in a moment, or make the patterns more precise.",
    }


@dataclass(frozen=True)
class ClientGone(QueryProblem):
    """Nobody waits for the answer any more."""

    code = "client-gone"
    sentences: ClassVar = {
        "fr": "Le client a fermé la connexion avant la réponse : la requête a été arrêtée.",
        "en": "The client closed the connection before the answer: the query was stopped.",
    }


@dataclass(frozen=True)
class DatasetReplaced(QueryProblem):
    """The generation named by the task was deleted before it could be opened."""

    generation: str
    code = "dataset-replaced"
    sentences: ClassVar = {
        "fr": "Le jeu de données vient d'être remplacé. Posez de nouveau la question.",
        "en": "The dataset has just been replaced. Ask again.",
    }


@dataclass(frozen=True)
class NoDataset(QueryProblem):
    """Nothing has been published yet."""

    code = "no-dataset"
    sentences: ClassVar = {
        "fr": "Aucun jeu de données n'est encore publié ici. La première collecte est peut-être en cours.",
        "en": "No dataset has been published here yet. The first harvest may be under way.",
    }


@dataclass(frozen=True)
class EngineFailure(QueryProblem):
    """The engine failed; `cause` is for the operator's log, not for the client."""

    cause: str
    code = "engine-failure"
    sentences: ClassVar = {
        "fr": "Le moteur a échoué sur cette requête. Merci de la signaler à l'équipe du site, avec son texte.",
        "en": "The engine failed on this query. Please report it, with its text, to the team of this site.",
    }


@dataclass(frozen=True)
class QueryUnwritable(QueryProblem):
    """The asked format cannot hold a term of the answer."""

    term: str
    code = "answer-not-writable"
    sentences: ClassVar = {
        "fr": "RDF/XML ne sait pas écrire la propriété <{term}>. Demandez Turtle ou N-Triples.",
        "en": "RDF/XML cannot write the property <{term}>. Ask for Turtle or N-Triples.",
    }
