"""One source as a dataset of the catalogue: named by its base, described by what it says and what the hub has seen."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pyoxigraph import NamedNode, Triple

from harvester.names import lab_of
from server.catalog import authorities, nodes, words
from server.catalog.distributions import JSON_LD
from server.catalog.places import place_of
from server.catalog.scene import Entry, Scene
from server.catalog.terms import Shared, iri, moment, say, term
from server.catalog.words import Words, filled
from server.pages.labels import concept
from server.store.dump.licences import code


def record(scene: Scene, entry: Entry) -> Iterator[Triple]:
    """The catalogue's own record of the dataset: since when it is in it, and when it last changed."""
    yield from say(
        NamedNode(_address(scene, entry)),
        a=term("dcat:CatalogRecord"),
        foaf_primaryTopic=NamedNode(entry.told.base),
        dct_issued=moment(entry.source.registered_at),
        dct_modified=moment(entry.modified or entry.source.registered_at),
    )


def dataset(scene: Scene, entry: Entry, shared: Shared) -> Iterator[Triple]:
    """The dataset, and each form in which it can be had."""
    told, card = entry.told, entry.told.card
    here = _address(scene, entry)
    licences = [node for name in card.licences if (node := nodes.licence(name, shared))]
    terms_of_use = _terms_of_use(here, entry, licences, shared)
    yield from say(
        NamedNode(told.base),
        a=term("dcat:Dataset"),
        dct_title=card.names or told.slug,
        dct_description=card.descriptions or filled(words.SOURCE_ABOUT, name=entry.name),
        dct_identifier=told.base,
        dct_publisher=shared(lab_of(told.base), "foaf:Agent", foaf_name=card.names or told.slug),
        dcat_contactPoint=_contact(here, entry, shared),
        dct_license=licences,
        dct_rights=terms_of_use,
        dct_accessRights=nodes.public(shared),
        dct_issued=moment(entry.source.registered_at),
        dct_modified=moment(entry.modified or entry.source.registered_at),
        dct_language=nodes.languages(shared, card.languages),
        dct_spatial=place_of(scene, entry, shared),
        dct_temporal=_period(here, entry, shared),
        dct_accrualPeriodicity=_rhythm(scene, entry, shared),
        dct_conformsTo=nodes.standards(shared),
        dcat_theme=nodes.themes(shared),
        dcat_keyword=_keywords(card.themes),
        dcat_landingPage=shared(f"{scene.hub}/labs/{told.slug}", "foaf:Document"),
        foaf_page=shared(f"{scene.hub}/sources/{told.slug}", "foaf:Document"),
        dct_provenance=shared(f"{here}#provenance", "dct:ProvenanceStatement", rdfs_label=history(entry)),
        dcat_distribution=[NamedNode(f"{here}#dump"), NamedNode(f"{here}#file")],
    )
    yield from _dump(scene, entry, shared, licences, terms_of_use)
    yield from _own_file(entry, here, shared, licences, terms_of_use)


def history(entry: Entry) -> list[Words]:
    """Where the dataset comes from, and what is not well with its source: sentences in both languages."""
    source = entry.source
    values = {
        "url": source.url,
        "day": words.day(entry.modified),
        "last": words.day(source.last_success_at),
        "visit": words.day(source.last_visit_at),
    }
    outcome = source.verdict if source.outcome == "UNCHANGED" else source.outcome
    extra = (words.STATES.get(entry.state), words.OUTCOMES.get(outcome or ""))
    return [filled(sentence, **values) for sentence in (words.PROVENANCE, *extra) if sentence]


def _address(scene: Scene, entry: Entry) -> str:
    return f"{scene.hub}/catalog/{entry.told.slug}"


def _contact(here: str, entry: Entry, shared: Shared) -> NamedNode | None:
    card = entry.told.card
    names = card.names or {"": entry.told.slug}
    url = card.url or entry.source.url
    return nodes.contact_at(f"{here}#contact", names, card.email, url, shared)


def _terms_of_use(here: str, entry: Entry, licences: Sequence[NamedNode], shared: Shared) -> NamedNode:
    """What no single licence says: whom to credit, that there are several, that there is none."""
    said = [filled(words.RIGHTS, credit=entry.told.attribution)]
    if not licences:
        said = [words.NO_LICENCE, *said]
    if len(licences) > 1:
        several = ", ".join(code(node.value) for node in licences)
        said = [filled(words.SEVERAL_LICENCES, licences=several), *said]
    return shared(f"{here}#rights", "dct:RightsStatement", rdfs_label=said)


def _period(here: str, entry: Entry, shared: Shared) -> NamedNode:
    """Since when the hub follows the source, and until when it had news of it."""
    last: datetime | None = entry.source.last_success_at if entry.state == "silent" else None
    end = moment(last) if last else None
    start = moment(entry.source.registered_at)
    return shared(f"{here}#period", "dct:PeriodOfTime", dcat_startDate=start, dcat_endDate=end)


def _rhythm(scene: Scene, entry: Entry, shared: Shared) -> NamedNode:
    """As often as it is visited; a silent source promises nothing."""
    every = scene.settings.visit_every if entry.state in ("fresh", "stale") else None
    return shared(authorities.frequency(every), "dct:Frequency")


def _keywords(themes: Sequence[str]) -> list[Words]:
    known = [found.labels for name in themes if (found := concept(name))]
    return [{"fr": "FabLab", "en": "FabLab"}, *known]


def _dump(
    scene: Scene, entry: Entry, shared: Shared, licences: Sequence[NamedNode], terms_of_use: NamedNode
) -> Iterator[Triple]:
    told = entry.told
    address = NamedNode(f"{scene.hub}/dump/sources/{told.slug}.nq.gz")
    yield from nodes.dump(
        NamedNode(f"{_address(scene, entry)}#dump"),
        "nq",
        told.bytes,
        told.sha256,
        shared,
        dcat_accessURL=address,
        dcat_downloadURL=address,
        dct_license=_the_one(licences),
        dct_rights=terms_of_use,
        dct_modified=moment(entry.modified or entry.source.registered_at),
    )


def _own_file(
    entry: Entry, here: str, shared: Shared, licences: Sequence[NamedNode], terms_of_use: NamedNode
) -> Iterator[Triple]:
    media_type, file_type = JSON_LD
    yield from say(
        NamedNode(f"{here}#file"),
        a=term("dcat:Distribution"),
        dct_title=words.OWN_FILE,
        dcat_accessURL=iri(entry.source.url) or NamedNode(entry.told.base),
        dcat_mediaType=shared(authorities.media_type(media_type), "dct:MediaType"),
        dct_format=shared(authorities.file_type(file_type), "dct:MediaTypeOrExtent"),
        dct_license=_the_one(licences),
        dct_rights=terms_of_use,
    )


def _the_one(licences: Sequence[NamedNode]) -> NamedNode | None:
    """DCAT-AP takes one licence a distribution; of several, none may be chosen for the lab."""
    return licences[0] if len(licences) == 1 else None
