"""Pieces that several descriptions have in common: agents, licences, languages, themes, files with their digests."""

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Triple

from ontology import FAB
from server.catalog import authorities, words
from server.catalog.distributions import GZIP, SYNTAXES
from server.catalog.scene import Scene
from server.catalog.terms import Shared, iri, say, term, typed
from server.catalog.words import Words, filled
from server.pages.links import mail
from server.store.dump.licences import code, labels

SHAPES = "https://w3id.org/fabcommons/shapes/v1"


def publisher(scene: Scene, shared: Shared) -> NamedNode:
    """Who answers for the hub, as an agent."""
    found = scene.publisher
    home = iri(found.homepage)
    return shared(f"{scene.hub}/catalog#publisher", "foaf:Agent", foaf_name=found.names, foaf_homepage=home)


def contact(scene: Scene, shared: Shared) -> NamedNode:
    """How to reach who answers for the hub."""
    found = scene.publisher
    return contact_at(f"{scene.hub}/catalog#contact", found.names, found.email, found.contact, shared)


def contact_at(name: str, names: Mapping[str, str], email: str, url: str, shared: Shared) -> NamedNode:
    """A contact point; only addresses that are addresses."""
    return shared(name, "vcard:Kind", vcard_fn=names, vcard_hasEmail=iri(mail(email)), vcard_hasURL=iri(url))


def named(scene: Scene, sentence: Words) -> Words:
    """A sentence about the hub, by its publisher's name in the same language."""
    names = scene.publisher.names
    spare = next(iter(names.values()))
    return {tag: text.format(name=names.get(tag) or names.get("") or spare) for tag, text in sentence.items()}


def standards(shared: Shared) -> list[NamedNode]:
    """What the data follow."""
    return [
        shared(FAB.removesuffix("#"), "dct:Standard", dct_title=words.ONTOLOGY),
        shared(SHAPES, "dct:Standard", dct_title=words.SHAPES),
    ]


def languages(shared: Shared, tags: Iterable[str]) -> list[NamedNode]:
    """The languages that the EU's list and our table know."""
    return [shared(name, "dct:LinguisticSystem") for tag in tags if (name := authorities.language(tag))]


def themes(shared: Shared) -> list[NamedNode]:
    """What the data are about, in the EU's list."""
    scheme = theme_scheme(shared)
    told = authorities.THEMES.items()
    return [shared(name, "skos:Concept", skos_prefLabel=label, skos_inScheme=scheme) for name, label in told]


def theme_scheme(shared: Shared) -> NamedNode:
    """The list of themes."""
    return shared(authorities.THEME_SCHEME, "skos:ConceptScheme", dct_title=authorities.THEME_SCHEME_WORDS)


def licence(name: str, shared: Shared) -> NamedNode | None:
    """A licence, with its SPDX code and the names our list has for it."""
    if iri(name) is None:
        return None
    short = code(name)
    known = short if short != name else ""
    return shared(name, "dct:LicenseDocument", dct_title=labels(name), dct_identifier=known)


def own_licence(scene: Scene, shared: Shared) -> NamedNode | None:
    """The licence of what the hub itself writes, if the settings name one."""
    chosen = scene.settings.hub_licence
    return licence(f"https://spdx.org/licenses/{chosen}", shared) if chosen else None


def mixed_rights(scene: Scene, shared: Shared) -> NamedNode:
    """That each source has a licence of its own."""
    return shared(f"{scene.hub}/catalog#rights", "dct:RightsStatement", rdfs_label=words.MIXED)


def public(shared: Shared) -> NamedNode:
    """That everybody may have access."""
    return shared(authorities.PUBLIC, "dct:RightsStatement")


def available(shared: Shared) -> NamedNode:
    """That a file will stay for some time."""
    return shared(authorities.AVAILABLE, "skos:Concept", skos_prefLabel=authorities.AVAILABLE_WORDS)


def dump(node: NamedNode, syntax: str, size: int, sha256: str, shared: Shared, **told: object) -> Iterator[Triple]:
    """A compressed file as a distribution, with its digest."""
    name, kind, file_type = SYNTAXES[syntax]
    digest = NamedNode(f"{node.value}-sha256")
    yield from say(
        node,
        a=term("dcat:Distribution"),
        dct_title=filled(words.DUMP, syntax=name),
        dcat_mediaType=shared(authorities.media_type(kind), "dct:MediaType"),
        dct_format=shared(authorities.file_type(file_type), "dct:MediaTypeOrExtent"),
        dcat_compressFormat=shared(authorities.media_type(GZIP), "dct:MediaType"),
        dcat_byteSize=typed(str(size), "xsd:nonNegativeInteger"),
        dcatap_availability=available(shared),
        spdx_checksum=digest,
        **told,
    )
    algorithm = shared(term("spdx:checksumAlgorithm_sha256").value, "spdx:ChecksumAlgorithm")
    value = typed(sha256, "xsd:hexBinary")
    yield from say(digest, a=term("spdx:Checksum"), spdx_algorithm=algorithm, spdx_checksumValue=value)
