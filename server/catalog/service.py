"""The dataset as the service description tells of it: counts, the hub's own graphs, and where the rest is described.

Sources may be ten thousand: their graphs are the subsets of the VoID description, to which this one leads.
"""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from server.catalog.terms import moment, number, say, term
from server.settings import Settings
from server.sparql.description import Dataset
from server.store.compose import Names
from server.store.dump.plan import WHOLE
from server.store.dump.served import Dump, served


def dataset(settings: Settings) -> Dataset | None:
    """Out: None before the first dump, which the counts come from."""
    hub, dump = settings.public_base_url, served(settings.data)
    return Dataset(NamedNode(Names(hub).dataset), tuple(_triples(dump, hub))) if dump else None


def _triples(dump: Dump, hub: str) -> Iterator[Triple]:
    manifest, names = dump.manifest(), Names(hub)
    node, union = NamedNode(names.dataset), NamedNode(f"{names.dataset}#union")
    graphs = {NamedNode(f"{name}#named"): NamedNode(name) for name in (names.registry, names.vocab, names.ontology)}
    yield from say(
        node,
        a=term("void:Dataset"),
        sd_defaultGraph=union,
        sd_namedGraph=list(graphs),
        dct_modified=moment(manifest.modified),
        void_dataDump=NamedNode(f"{hub}/dump/{WHOLE}.nq.gz"),
        rdfs_seeAlso=[NamedNode(f"{hub}/.well-known/void"), NamedNode(f"{hub}/catalog")],
    )
    yield from say(
        union,
        a=[term("sd:Graph"), term("void:Dataset")],
        void_triples=number(manifest.totals.triples),
        void_entities=number(manifest.totals.entities),
        void_distinctSubjects=number(manifest.totals.subjects),
        void_classes=number(len(manifest.totals.classes)),
        void_properties=number(len(manifest.totals.properties)),
    )
    for named, name in graphs.items():
        yield from say(named, a=term("sd:NamedGraph"), sd_name=name)
