"""Every kind of thing with a page: its address, what finds it, what shows it."""

from collections.abc import Callable
from typing import NamedTuple

from server.pages import lab, machine, sources
from server.pages.linked import lab_things, network, vocabulary
from server.pages.linked.thing import Thing


class Kind(NamedTuple):
    """Both functions get the site and the parts of the address; `find` gives the thing or raises Absent."""

    path: str
    endpoint: str
    find: Callable[..., Thing]
    show: Callable[..., str]


KINDS = (
    Kind("/labs/<slug>", "lab", lab_things.lab, lab.page),
    Kind("/sources/<slug>", "source", lab_things.file, sources.page),
    Kind("/machines/<slug>/<path:thing>", "machine", lab_things.of_class("machine"), machine.page),
    Kind("/guides/<slug>/<path:thing>", "guide", lab_things.of_class("guide"), lab_things.guide_page),
    Kind("/projects/<slug>/<path:thing>", "project", lab_things.of_class("project"), lab_things.project_page),
    Kind("/events/<slug>/<path:thing>", "event", lab_things.of_class("event"), lab_things.event_page),
    Kind("/trainings/<slug>/<path:thing>", "training", lab_things.of_class("training"), lab_things.training_page),
    Kind("/credentials/<slug>/<path:thing>", "credential", lab_things.of_class("credential"), lab_things.credential),
    Kind("/offers/<slug>/<path:thing>", "offer", lab_things.offer, lab_things.offer_page),
    Kind("/things/<slug>/<path:thing>", "thing", lab_things.anything, lab_things.thing_page),
    Kind("/models/<maker>/<model>", "model", network.model, network.model_page),
    Kind("/maker/<name>", "maker", network.shared("maker"), network.shared_page("maker")),
    Kind("/org/<name>", "organisation", network.shared("org"), network.shared_page("org")),
    Kind("/network/<name>", "network", network.shared("network"), network.shared_page("network")),
    Kind("/graph/registry", "registry", network.registry, network.registry_page),
    Kind("/vocab", "lists", vocabulary.lists, vocabulary.lists_page),
    Kind("/vocab/<scheme>", "scheme", vocabulary.scheme, vocabulary.scheme_page),
    Kind("/vocab/<scheme>/<code>", "concept", vocabulary.concept, vocabulary.concept_page),
    Kind("/ns", "terms", vocabulary.terms, vocabulary.terms_page),
    Kind("/context/v1", "context", vocabulary.context, vocabulary.context_page),
    Kind("/shapes/v1", "shapes", vocabulary.rules, vocabulary.rules_page),
)
#: Addresses of this hub that name nodes of the dataset: each leads to the page that tells of it.
NODES = ("sources", "graph", "geometry", "due")
