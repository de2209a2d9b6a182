"""What an address chooses, by names and codes; for a wrong value, 400 and a sentence that says what to write."""

from collections.abc import Container, Iterable

from flask import request
from flask_babel import gettext  # type: ignore[import-untyped]

import ontology
from ontology import Concept
from server.pages import filters, labels
from server.pages.errors import Absent
from server.pages.rows import alphabetical

_SHOWN = 60


def refused(reason: str) -> Absent:
    """A request that cannot be understood, with the reason and the mend."""
    return Absent(400, reason)


def given(name: str) -> str:
    """What the address gives for a name; empty for nothing."""
    return request.args.get(name, "").strip()


def shown(value: str) -> str:
    """A value of the address as it may be said back."""
    return filters.plain(value[:_SHOWN])


def concept(name: str, scheme: str) -> Concept | None:
    """The concept of a list that the address names by its code, French or English. Errors: Absent (400)."""
    value = given(name)
    if not value:
        return None
    found = ontology.schemes()[scheme].find(value)
    if found is None:
        raise refused(
            gettext("« %(value)s » n'est pas un choix de la liste. Choisissez dans le formulaire.", value=shown(value))
        )
    return found


def ticked(name: str) -> bool:
    """Whether a box is ticked: `oui`, `1` or `yes`. Errors: Absent (400)."""
    value = given(name).lower()
    if value not in ("", "oui", "yes", "1", "non", "no", "0"):
        raise refused(gettext("Écrivez « oui » pour « %(name)s », ou ne l'écrivez pas.", name=name))
    return value in ("oui", "yes", "1")


def one_of(name: str, allowed: tuple[str, ...]) -> str:
    """One of a few words, or nothing. Errors: Absent (400)."""
    value = given(name)
    if value and value not in allowed:
        listed = ", ".join(allowed)
        raise refused(gettext("« %(name)s » peut être : %(list)s.", name=name, list=listed))
    return value


def lab_slug(labs: Container[str]) -> str:
    """The lab that the address names, if any. Errors: Absent (400)."""
    slug = given("lab")
    if slug and slug not in labs:
        raise refused(
            gettext("Aucun lab ne s'appelle « %(slug)s » ici. Choisissez-le dans le formulaire.", slug=shown(slug))
        )
    return slug


def concepts(iris: Iterable[str]) -> list[Concept]:
    """The concepts of our lists among some IRIs, each once, by name: what a form offers."""
    found = [concept for iri in set(iris) if (concept := labels.concept(iri))]
    return sorted(found, key=lambda concept: alphabetical(filters.plain(filters.label(concept.iri).striptags())))
