"""The catalogue in DCAT-AP 3: the hub, the dataset as a whole, the SPARQL service. https://semiceu.github.io/DCAT-AP/"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from server.catalog import authorities, nodes, words
from server.catalog.datasets import dataset, record
from server.catalog.distributions import EXPORTS, Form
from server.catalog.places import covering
from server.catalog.scene import Entry, Scene
from server.catalog.terms import Shared, moment, say, term
from server.catalog.words import filled
from server.store.dump.served import DumpFile


def catalogue(scene: Scene) -> Iterator[Triple]:
    """Everything: the catalogue, its records, its datasets, its service."""
    shared = Shared()
    yield from _catalogue(scene, shared)
    yield from _whole(scene, shared)
    yield from _service(scene, shared)
    for entry in scene.entries:
        yield from record(scene, entry)
        yield from dataset(scene, entry, shared)
    yield from shared.triples()


def one(scene: Scene, entry: Entry) -> Iterator[Triple]:
    """The dataset of one source, with its record."""
    shared = Shared()
    yield from record(scene, entry)
    yield from dataset(scene, entry, shared)
    yield from shared.triples()


def _catalogue(scene: Scene, shared: Shared) -> Iterator[Triple]:
    hub = scene.hub
    yield from say(
        NamedNode(f"{hub}/catalog"),
        a=term("dcat:Catalog"),
        dct_title=nodes.named(scene, words.CATALOGUE),
        dct_description=words.CATALOGUE_ABOUT,
        dct_publisher=nodes.publisher(scene, shared),
        foaf_homepage=shared(f"{hub}/", "foaf:Document"),
        dct_language=nodes.languages(shared, ("fr", "en")),
        dct_issued=_first(scene),
        dct_modified=moment(scene.manifest.modified),
        dct_spatial=covering(scene, shared),
        dct_license=nodes.own_licence(scene, shared),
        dcat_themeTaxonomy=nodes.theme_scheme(shared),
        dcat_service=NamedNode(f"{hub}/sparql"),
        dcat_dataset=[NamedNode(f"{hub}/dataset"), *(NamedNode(each.told.base) for each in scene.entries)],
        dcat_record=[NamedNode(f"{hub}/catalog/{each.told.slug}") for each in scene.entries],
    )


def _whole(scene: Scene, shared: Shared) -> Iterator[Triple]:
    hub = scene.hub
    dumps = {NamedNode(f"{hub}/catalog#{file.name}"): file for file in scene.manifest.files}
    exports = {NamedNode(f"{hub}/catalog#{form.path.rpartition('/')[2]}"): form for form in EXPORTS}
    period = shared(f"{hub}/catalog#period", "dct:PeriodOfTime", dcat_startDate=_first(scene))
    yield from say(
        NamedNode(f"{hub}/dataset"),
        a=term("dcat:Dataset"),
        dct_title=nodes.named(scene, words.WHOLE),
        dct_description=filled(words.WHOLE_ABOUT, count=str(len(scene.entries))),
        dct_identifier=f"{hub}/dataset",
        dct_publisher=nodes.publisher(scene, shared),
        dcat_contactPoint=nodes.contact(scene, shared),
        dct_issued=_first(scene),
        dct_modified=moment(scene.manifest.modified),
        dcat_version=scene.manifest.generation,
        dct_language=nodes.languages(shared, sorted({t for each in scene.entries for t in each.told.card.languages})),
        dct_spatial=covering(scene, shared),
        dct_temporal=period,
        dct_accrualPeriodicity=shared(authorities.frequency(scene.settings.visit_every), "dct:Frequency"),
        dct_accessRights=nodes.public(shared),
        dct_rights=nodes.mixed_rights(scene, shared),
        dct_conformsTo=nodes.standards(shared),
        dcat_theme=nodes.themes(shared),
        dcat_keyword=words.KEYWORDS,
        dcat_landingPage=shared(f"{hub}/", "foaf:Document"),
        foaf_page=[shared(f"{hub}/{page}", "foaf:Document") for page in ("sources", "dump/", ".well-known/void")],
        dct_provenance=shared(f"{hub}/catalog#provenance", "dct:ProvenanceStatement", rdfs_label=words.GATHERED),
        dcat_distribution=[*dumps, *exports],
    )
    for node, file in dumps.items():
        yield from _dump(scene, node, file, shared)
    for node, form in exports.items():
        yield from _export(scene, node, form, shared)


def _first(scene: Scene) -> Literal | None:
    """Since when there has been something to publish."""
    days = [entry.source.registered_at for entry in scene.entries]
    return moment(min(days)) if days else None


def _dump(scene: Scene, node: NamedNode, file: DumpFile, shared: Shared) -> Iterator[Triple]:
    partial = not file.licence and len(file.sources) < len(scene.manifest.sources)
    yield from nodes.dump(
        node,
        file.syntax,
        file.bytes,
        file.sha256,
        shared,
        dct_description=words.WITHOUT_SHARE_ALIKE if partial else None,
        dcat_accessURL=NamedNode(f"{scene.hub}/dump/"),
        dcat_downloadURL=NamedNode(f"{scene.hub}/dump/{file.name}"),
        dct_license=nodes.licence(file.licence, shared) if file.licence else None,
        dct_rights=nodes.mixed_rights(scene, shared),
        dct_modified=moment(scene.manifest.modified),
    )


def _export(scene: Scene, node: NamedNode, form: Form, shared: Shared) -> Iterator[Triple]:
    address = NamedNode(f"{scene.hub}{form.path}")
    yield from say(
        node,
        a=term("dcat:Distribution"),
        dct_title=form.titles,
        dcat_accessURL=address,
        dcat_downloadURL=address,
        dcat_mediaType=shared(authorities.media_type(form.media_type), "dct:MediaType"),
        dct_format=shared(authorities.file_type(form.file_type), "dct:MediaTypeOrExtent"),
        dcatap_availability=nodes.available(shared),
        dct_rights=nodes.mixed_rights(scene, shared),
    )


def _service(scene: Scene, shared: Shared) -> Iterator[Triple]:
    endpoint = NamedNode(f"{scene.hub}/sparql")
    yield from say(
        endpoint,
        a=term("dcat:DataService"),
        dct_title=words.SERVICE,
        dct_description=words.SERVICE_ABOUT,
        dcat_endpointURL=endpoint,
        dcat_endpointDescription=endpoint,
        dcat_servesDataset=NamedNode(f"{scene.hub}/dataset"),
        dct_publisher=nodes.publisher(scene, shared),
        dcat_contactPoint=nodes.contact(scene, shared),
        dct_conformsTo=shared(words.PROTOCOL, "dct:Standard", dct_title=words.PROTOCOL_NAME),
        dct_accessRights=nodes.public(shared),
        dcat_theme=nodes.themes(shared),
    )
