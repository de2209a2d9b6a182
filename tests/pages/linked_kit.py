"""An address of every kind of thing with a page, and the formats that it can be had in."""

from typing import NamedTuple

import pyoxigraph as ox


class Kind(NamedTuple):
    """What the page says in French, the schema.org type embedded in it, the IRI it is about."""

    words: str
    embedded: str
    iri: str


GIER, W3ID = "https://gier.example/fablab.jsonld", "https://w3id.org/fabcommons"
#: Addresses, one or two of each kind.
THINGS = {
    "/labs/gier": Kind("La Fabrique du Gier", "Organization", f"{GIER}#lab"),
    "/machines/gier/laser-1": Kind("La grande laser", "IndividualProduct", f"{GIER}#laser-1"),
    "/guides/gier/guide-laser": Kind("Poser la matière bien à plat", "HowTo", f"{GIER}#guide-laser"),
    "/projects/forez/nichoir": Kind("Projet documenté", "CreativeWork", "https://forez.example/fablab.jsonld#nichoir"),
    "/events/lycee/portes-ouvertes": Kind(
        "Rendez-vous", "Event", "https://lycee.example/fablab.jsonld#portes-ouvertes"
    ),
    "/trainings/lycee/decouverte": Kind("Formation", "Course", "https://lycee.example/fablab.jsonld#decouverte"),
    "/offers/gier/imp-nomade": Kind("À emprunter", "Offer", f"{GIER}#imp-nomade"),
    "/credentials/gier/hab-laser": Kind("Habilitation découpe laser", "Thing", f"{GIER}#hab-laser"),
    "/things/gier/laser-1-extincteur": Kind("tâche d'entretien", "Thing", f"{GIER}#laser-1-extincteur"),
    "/things/ondaine/modele-brodeuse": Kind("modèle", "Thing", "https://ondaine.example/fablab.jsonld#modele-brodeuse"),
    "/models/furan-laser/fl-6040": Kind("Furan Laser", "ProductModel", f"{W3ID}/model/furan-laser/fl-6040"),
    "/maker/furan-laser": Kind("Furan Laser", "Thing", f"{W3ID}/maker/furan-laser"),
    "/org/communs-du-jarez": Kind("Les Communs du Jarez", "Thing", f"{W3ID}/org/communs-du-jarez"),
    "/network/loire": Kind("Réseau des FabLabs de la Loire", "Thing", f"{W3ID}/network/loire"),
    "/graph/registry": Kind("Registre du réseau", "Dataset", "https://commons.example/graph/registry"),
    "/sources/gier": Kind("La Fabrique du Gier", "Dataset", GIER),
    "/vocab": Kind("Listes communes", "", "https://commons.example/graph/vocab"),
    "/vocab/type": Kind("Types de machines", "DefinedTermSet", f"{W3ID}/type"),
    "/vocab/type/laser-co2": Kind("découpeuse laser CO2", "DefinedTerm", f"{W3ID}/type/laser-co2"),
    "/vocab/licence/CC-BY-4.0": Kind("CC", "DefinedTerm", "https://spdx.org/licenses/CC-BY-4.0"),
    "/vocab/day/lundi": Kind("lundi", "DefinedTerm", "http://schema.org/Monday"),
    "/ns": Kind("Vocabulaire", "", f"{W3ID}/ns"),
    "/shapes/v1": Kind("Règles", "", f"{W3ID}/shapes/v1"),
}
CONTEXT = "/context/v1"
#: Extension → media type as Content-Type gives it.
TYPES = {
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nq": "application/n-quads",
    "html": "text/html; charset=utf-8",
}
DATA = tuple(name for name in TYPES if name != "html")


def canonical(quads: list[ox.Quad] | list[ox.Triple]) -> frozenset[str]:
    """The same for the same statements, whatever the blank nodes are called (RDFC-1.0)."""
    dataset = ox.Dataset(_by_value(each if isinstance(each, ox.Quad) else ox.Quad(*each)) for each in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(str(quad) for quad in dataset)


def _by_value(quad: ox.Quad) -> ox.Quad:
    """JSON has one way to write a number: 8.5 and 8.5E0 are the same."""
    value = quad.object
    if isinstance(value, ox.Literal) and value.datatype.value.endswith("#double"):
        value = ox.Literal(float(value.value))
    return ox.Quad(quad.subject, quad.predicate, value, quad.graph_name)
