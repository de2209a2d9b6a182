"""Why a query is not run at all: not valid SPARQL, or against the policy of the endpoint."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from server.store.answers import QueryProblem


@dataclass(frozen=True)
class QuerySyntax(QueryProblem):
    """The text is not a SPARQL 1.1 query: what stands around the place, and what could stand there.

    `line` and `column` count from 1; they are 0 where the engine gives no place.
    """

    near: str
    expected: str
    line: int
    column: int
    code = "query-syntax"
    sentences: ClassVar = {
        "fr": "La requête n'est pas du SPARQL 1.1 valide, ligne {line}, colonne {column}, près de « {near} ». "
        "Le moteur attendait : {expected}.",
        "en": "The query is not valid SPARQL 1.1, line {line}, column {column}, near “{near}”. "
        "The engine expected: {expected}.",
    }


@dataclass(frozen=True)
class QueryUnsupported(QueryProblem):
    """The query calls a function that the engine does not have."""

    function: str
    code = "unknown-function"
    sentences: ClassVar = {
        "fr": "Ce service ne connaît pas la fonction <{function}>. Il a celles de SPARQL 1.1 et de GeoSPARQL (geof:).",
        "en": "This service does not know the function <{function}>. It has those of SPARQL 1.1 and GeoSPARQL (geof:).",
    }


@dataclass(frozen=True)
class QueryRefused(QueryProblem):
    """The policy refuses the query; `reason` is a key of `reasons`, `found` what it saw, at line and column."""

    reason: str
    found: str
    line: int
    column: int
    code = "query-refused"
    reasons: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "service": {
            "fr": "SERVICE (ligne {line}, colonne {column}) n'est pas exécuté ici : ce serveur n'appelle aucun autre "
            "serveur. Pour croiser plusieurs sources, utilisez un client fédéré comme Comunica, ou l'export "
            "des données.",
            "en": "SERVICE (line {line}, column {column}) is not executed here: this server calls no other server. "
            "To join several sources use a federating client such as Comunica, or the dump of the data.",
        },
        "service-like": {
            "fr": "« {found} » (ligne {line}, colonne {column}) pourrait être lu comme SERVICE, qui n'est pas exécuté "
            "ici. Mettez un point avant l'accolade, ou choisissez un autre préfixe.",
            "en": "“{found}” (line {line}, column {column}) could be read as SERVICE, which is not executed here. "
            "Put a dot before the brace, or choose another prefix.",
        },
        "update": {
            "fr": "{found} modifie des données, or ce service est en lecture seule. Pour changer une fiche, "
            "modifiez le fichier du lab : il sera relu à la prochaine visite.",
            "en": "{found} changes data, and this service is read-only. To change a record edit the file of "
            "the lab: it will be read again at the next visit.",
        },
        "escape": {
            "fr": "« {found} » (ligne {line}, colonne {column}) : les échappements \\u ne sont acceptés que dans les "
            "chaînes et les IRI. Écrivez le caractère lui-même.",
            "en": "“{found}” (line {line}, column {column}): \\u escapes are accepted only in strings and IRIs. "
            "Write the character itself.",
        },
        "ambiguous": {
            "fr": "« {found} » (ligne {line}, colonne {column}) peut se lire de deux façons : une IRI ou une "
            "comparaison. Mettez une espace après « < ».",
            "en": "“{found}” (line {line}, column {column}) can be read in two ways: an IRI or a comparison. "
            "Put a space after “<”.",
        },
        "unreadable": {
            "fr": "« {found} » (ligne {line}, colonne {column}) : ce n'est pas du SPARQL, ou une chaîne n'est pas "
            "refermée, ou un échappement est faux.",
            "en": "“{found}” (line {line}, column {column}): this is not SPARQL, or a string is not closed, "
            "or an escape is wrong.",
        },
        "unbalanced": {
            "fr": "« {found} » (ligne {line}, colonne {column}) : cette parenthèse ou accolade n'a pas sa paire.",
            "en": "“{found}” (line {line}, column {column}): this bracket has no partner.",
        },
        "no-form": {
            "fr": "Après les PREFIX, la requête doit commencer par SELECT, ASK, CONSTRUCT ou DESCRIBE "
            "(ligne {line}, colonne {column}).",
            "en": "After its PREFIX lines the query must begin with SELECT, ASK, CONSTRUCT or DESCRIBE "
            "(line {line}, column {column}).",
        },
        "nested": {
            "fr": "La requête est imbriquée sur plus de {found} niveaux (ligne {line}, colonne {column}). "
            "Simplifiez-la.",
            "en": "The query is nested more than {found} levels deep (line {line}, column {column}). Simplify it.",
        },
    }

    def template(self) -> Mapping[str, str]:
        """The sentences of the reason."""
        return self.reasons[self.reason]
