"""Who may do what at a lab's desk: the holder of its edit link, or a moderator; and how often."""

from typing import NamedTuple

from flask import g, request
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.registry import Source
from server.pages import limits, memory, sender
from server.pages.errors import Absent
from server.pages.holder import Holder, holder
from server.pages.navigation import Link
from server.pages.site import Site

#: Bytes of a character in a form, at most, and bytes for the rest of a form.
CODED, AROUND = 12, 16 * 1024
#: A lab may change its things in these states; in others, only moderators may.
_OPEN = ("accepted", "pending")


class Mine(NamedTuple):
    """A source, and who has a right to it."""

    source: Source
    holder: Holder


class Locked(Absent):
    """What only the holder of a lab's edit link may see or do."""

    def __init__(self, reason: str) -> None:
        super().__init__(403, reason)
        self.title = gettext("Réservé au lab")
        self.onward = lost_link()


def lost_link() -> Link:
    """Where a lost edit link is asked for again."""
    return Link("/edit", gettext("Retrouver son lien de modification"), "")


def mine(site: Site, slug: str) -> Mine:
    """The source of that slug, if who asks has a right to it. Errors: Locked; Absent when there is none."""
    source, found = memory.any_source(site.engine, slug), holder(site)
    if found is None:
        raise Locked(gettext("Ouvrez votre lien de modification sur cet appareil, puis revenez à cette page."))
    if source is None:
        raise Absent(404, gettext("Aucune source n'est inscrite ici sous ce nom."))
    if not found.may_see(source.id):
        raise Locked(gettext("Votre lien de modification est celui d'un autre lab : il n'ouvre rien ici."))
    if source.status not in _OPEN and not found.moderates:
        raise Locked(gettext("Cette fiche n'est plus ouverte à la modification : écrivez à l'équipe du réseau."))
    g.pop("page_tag", None)
    return Mine(source, found)


def sent(site: Site, slug: str, most: int = AROUND) -> Mine:
    """The same for a form: it must come from our own pages, and not too often. In: the most bytes it may have."""
    check(site, most)
    found = mine(site, slug)
    limit(site, "desk", site.settings.desk_rate, site.settings.desk_burst)
    return found


def check(site: Site, most: int) -> None:
    """Only our own pages may send a form, and no more than it can hold. Errors: Forbidden, too large."""
    sender.check(site.settings, most)
    request.max_form_memory_size = most


def limit(site: Site, name: str, rate: int, burst: int) -> None:
    """Count one sending of that kind. Errors: Later."""
    sentence = gettext("Trop d'envois viennent de votre adresse en peu de temps.")
    limits.check(site, f"rate-{name}", rate, burst, sentence)
