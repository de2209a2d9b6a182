"""What stands around a guide, on its page and on the sheet that one prints of it."""

from collections.abc import Mapping, Sequence
from datetime import date

from pyoxigraph import NamedNode

from ontology import VOCAB
from server.pages.guides import stale
from server.pages.linked.addresses import address
from server.pages.linked.resolver import Place
from server.pages.links import fragment
from server.pages.qr import printed, qr
from server.pages.rows import Record, gather
from server.pages.site import Site
from server.store.task import Term

#: What a guide may be for.
_TARGETS = (("model", f"{VOCAB}model/"), ("type", f"{VOCAB}type/"))


def around(site: Site, slug: str, guide: Record, today: date) -> Mapping[str, object]:
    """Values for `guide.html`. In: the record of `lab_guides.rq`, the day it is at the lab."""
    rows = site.ask("guide_more", guide=guide.thing)
    here = f"{site.settings.public_base_url}{address(Place('guide', {'slug': slug, 'thing': fragment(guide.iri)}))}"
    return {
        **{key: gather(rows, key) for key in ("image", "original", "translation", "based", "derived", "model")},
        "groups": targets(guide["target"]),
        "old": stale(guide["reviewed"], today),
        "address": printed(here),
        "code": qr(here),
    }


def targets(values: Sequence[Term]) -> Mapping[str, list[NamedNode]]:
    """What a guide is for, by `model`, `machine`, `type`."""
    found: dict[str, list[NamedNode]] = {"model": [], "machine": [], "type": []}
    for value in values:
        if isinstance(value, NamedNode):
            kind = next((name for name, start in _TARGETS if value.value.startswith(start)), "machine")
            found[kind].append(value)
    return found
