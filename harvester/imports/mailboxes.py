"""Which e-mail addresses are a place's and which may be a person's: only the first are published."""

import re

from harvester.words import fold

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
#: Local parts that name a function, in the languages of the directories that we read.
_FUNCTIONS = frozenset(
    {
        "accueil", "adhesion", "asso", "association", "atelier", "board", "bonjour", "bureau", "ciao", "contact",
        "contacto", "contatti", "contato", "core", "enquiries", "events", "fablab", "hackerspace", "hallo", "hello",
        "hola", "hq", "info", "infos", "kontakt", "lab", "mail", "mailbox", "makerspace", "office", "post", "presse",
        "press", "public", "reservation", "reservations", "salut", "secretariat", "space", "team", "verein", "vorstand",
        "welcome", "werkstatt", "workshop",
    }
)  # fmt: skip


def shared(address: str, name: str) -> bool:
    """Whether an address is that of a place: its local part names a function, or the place itself.

    In: the address, the name of the place. An address that may be anybody's is not.
    """
    if not _ADDRESS.fullmatch(address):
        return False
    local = address.partition("@")[0]
    words = {fold(word) for word in re.split(r"[._+-]", local)}
    return bool(words & _FUNCTIONS) or (len(fold(local)) >= 4 and fold(local) in fold(name))
