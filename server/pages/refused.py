"""A wrong value in an address: 400, with a sentence that says what to write. And codes of our lists in addresses."""

from flask import request
from flask_babel import gettext  # type: ignore[import-untyped]

import ontology
from ontology import Concept
from server.pages import filters
from server.pages.errors import Absent

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
            gettext("« %(value)s » n'est pas dans la liste des choix. Choisissez dans le formulaire.", value=shown(value))
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
