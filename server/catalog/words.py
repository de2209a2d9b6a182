"""The sentences of the descriptions, in French and in English: RDF says both at once."""

from collections.abc import Mapping
from datetime import datetime

Words = Mapping[str, str]

CATALOGUE: Words = {"fr": "Catalogue de données : {name}", "en": "Data catalogue: {name}"}
CATALOGUE_ABOUT: Words = {
    "fr": "Les données que chaque lab publie sur son propre site, rassemblées par ce hub, avec leur licence et leur "
    "provenance.",
    "en": "The data that each lab publishes on its own site, gathered by this hub, with their licence and provenance.",
}
WHOLE: Words = {"fr": "Toutes les données : {name}", "en": "All data: {name}"}
WHOLE_ABOUT: Words = {
    "fr": "Labs, machines et leur état, guides, projets, formations, agenda et prêt, dits par {count} labs et réunis "
    "en un seul jeu de données RDF : un graphe nommé par source, chacun sous sa propre licence.",
    "en": "Labs, machines and their state, guides, projects, training, agenda and lending, told by {count} labs and "
    "united in one RDF dataset: one named graph a source, each under its own licence.",
}
SOURCE_ABOUT: Words = {
    "fr": "Ce que {name} dit de lui-même, dans son propre fichier : horaires, machines, guides, agenda.",
    "en": "What {name} says of itself, in its own file: opening hours, machines, guides, agenda.",
}
PROVENANCE: Words = {
    "fr": "Fichier lu sur {url} ; la version publiée a été reçue le {day}.",
    "en": "File read at {url}; the published version was received on {day}.",
}
#: What is added of a source that is not fresh, by state; and of one whose last visit ended badly, by outcome.
STATES: Mapping[str, Words] = {
    "stale": {
        "fr": "Plus aucun fichier publiable depuis le {last}.",
        "en": "No publishable file since {last}.",
    },
    "silent": {
        "fr": "Source silencieuse : plus aucun fichier publiable depuis le {last}. Ces données ont pu vieillir.",
        "en": "Silent source: no publishable file since {last}. These data may have aged.",
    },
}
OUTCOMES: Mapping[str, Words] = {
    "REJECTED": {
        "fr": "Le fichier lu le {visit} n'est pas publiable ; la dernière bonne version reste en ligne.",
        "en": "The file read on {visit} is not publishable; the last good version stays online.",
    },
    "FAILED": {
        "fr": "La visite du {visit} a échoué ; la dernière bonne version reste en ligne.",
        "en": "The visit on {visit} failed; the last good version stays online.",
    },
    "QUARANTINED": {
        "fr": "Une partie du fichier a été retenue parce qu'elle contient des erreurs.",
        "en": "A part of the file was withheld because it contains errors.",
    },
}
RIGHTS: Words = {"fr": "À créditer ainsi : {credit}", "en": "Credit as: {credit}"}
NO_LICENCE: Words = {
    "fr": "Aucune licence n'est indiquée : demandez au lab avant de réutiliser.",
    "en": "No licence is stated: ask the lab before any reuse.",
}
SEVERAL_LICENCES: Words = {
    "fr": "Plusieurs licences sont indiquées : {licences}.",
    "en": "Several licences are stated: {licences}.",
}
MIXED: Words = {
    "fr": "Chaque source a sa propre licence et son crédit, donnés dans /dump/manifest.json et en tête de chaque "
    "export.",
    "en": "Each source has its own licence and credit, given in /dump/manifest.json and at the head of each dump.",
}
WITHOUT_SHARE_ALIKE: Words = {
    "fr": "Sans les sources dont la licence demande le partage à l'identique : elles ont leurs propres exports.",
    "en": "Without the sources whose licence asks for sharing alike: they have dumps of their own.",
}
DUMP: Words = {"fr": "Export {syntax}, compressé", "en": "{syntax} dump, compressed"}
OWN_FILE: Words = {"fr": "Le fichier du lab, sur son site", "en": "The lab's file, on its own site"}
SERVICE: Words = {"fr": "Point d'accès SPARQL", "en": "SPARQL endpoint"}
SERVICE_ABOUT: Words = {
    "fr": "SPARQL 1.1 en lecture seule sur la génération courante, avec les fonctions GeoSPARQL.",
    "en": "Read-only SPARQL 1.1 over the current generation, with the GeoSPARQL functions.",
}
KEYWORDS = [{"fr": "FabLab", "en": "FabLab"}, {"fr": "machines partagées", "en": "shared machines"}]
GATHERED: Words = {
    "fr": "Chaque lab héberge son fichier ; le hub le lit, le vérifie et garde la dernière bonne version. La "
    "provenance de chaque source est dans son graphe.",
    "en": "Each lab hosts its file; the hub reads it, checks it and keeps the last good version. The provenance of "
    "each source is in its graph.",
}
PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
PROTOCOL_NAME: Words = {"en": "SPARQL 1.1 Protocol"}
ONTOLOGY: Words = {"fr": "Ontologie fabcommons", "en": "fabcommons ontology"}
SHAPES: Words = {"fr": "Règles SHACL de fabcommons", "en": "fabcommons SHACL shapes"}
VOID: Words = {"fr": "Description VoID : {name}", "en": "VoID description: {name}"}

NOT_YET: Words = {
    "fr": "L'export de ces données n'est pas encore écrit. Réessayez dans une minute.",
    "en": "The dump of these data is not written yet. Try again in a minute.",
}
NO_SUCH_DUMP: Words = {
    "fr": "Aucun export ne porte ce nom. La liste est à l'adresse /dump/.",
    "en": "No dump bears that name. The list is at /dump/.",
}
NO_SUCH_DATASET: Words = {
    "fr": "Le catalogue n'a pas de jeu de données de ce nom. La liste est à l'adresse /catalog.",
    "en": "The catalogue has no dataset of that name. The list is at /catalog.",
}
NOT_PUBLISHED: Words = {
    "fr": "Cette source est inscrite, mais rien n'en est publié. Sa page /sources/{slug} dit pourquoi.",
    "en": "This source is registered, but nothing of it is published. Its page /sources/{slug} says why.",
}
WITHDRAWN: Words = {
    "fr": "Cette source a été retirée du catalogue le {day}.",
    "en": "This source was withdrawn from the catalogue on {day}.",
}
NOT_ACCEPTABLE: Words = {
    "fr": "Aucun des formats demandés n'existe ici. Demandez l'un de ceux-ci : {formats}.",
    "en": "None of the formats asked for exists here. Ask for one of these: {formats}.",
}


def filled(words: Words, **values: str) -> Words:
    """The same sentence with its values, in both languages."""
    return {tag: sentence.format(**values) for tag, sentence in words.items()}


def day(at: datetime | None) -> str:
    """A date that both languages read alike."""
    return at.strftime("%Y-%m-%d") if at else "–"
