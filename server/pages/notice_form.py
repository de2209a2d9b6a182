"""The form by which a content is reported: what was filled in, and what is wrong with it, field by field."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.desk.contacts import is_whole
from harvester.notices import REASONS, Told
from server.pages import language, moments
from server.public_settings import PublicSettings

#: The fields in the order of the page. `website` must stay empty: people do not see it, programs fill it in.
FIELDS = ("page", "reason", "explanation", "name", "email", "faith", "website")

_UNFIT = re.compile(r"[\x00-\x20\x7f-\x9f\\\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Form:
    """The values of the fields as they came, and a sentence for each field that must be mended."""

    values: Mapping[str, str]
    errors: Mapping[str, str]

    @property
    def told(self) -> Told:
        """What there is to keep; only of a form without errors."""
        values = self.values
        return Told(
            values["page"], values["reason"], values["explanation"], values["name"], values["email"], language.chosen()
        )


def empty(page: str) -> Form:
    """A form not yet filled in, but for the page it is about."""
    return Form({**dict.fromkeys(FIELDS, ""), "page": page}, {})


def read(given: Mapping[str, str], conf: PublicSettings, hosts: Collection[str], root: str) -> Form:
    """A form as it was sent.

    In: its fields, the limits, the hub's own hosts and the path it lives under. Out: the page as a path of the hub.
    """
    values = {name: _cleaned(given.get(name, "")) for name in FIELDS}
    path = own_path(values["page"], hosts, root)
    errors = dict(_errors(values, path, conf))
    return Form({**values, "page": path or values["page"]}, errors)


def _cleaned(text: str) -> str:
    return _CONTROLS.sub(" ", text.replace("\r\n", "\n")).strip()


def own_path(address: str, hosts: Collection[str], root: str) -> str:
    """The path (with what follows it) of a page of this hub, given as a path or a whole address; else nothing."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    foreign = parts.netloc and (parts.scheme not in ("http", "https") or parts.netloc not in hosts)
    if foreign or _UNFIT.search(address):
        return ""
    path = parts.path.removeprefix(root) if parts.netloc else parts.path
    if (parts.scheme and not parts.netloc) or not path.startswith("/") or path.startswith("//"):
        return ""
    return path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def _errors(values: Mapping[str, str], path: str, conf: PublicSettings) -> list[tuple[str, str]]:
    lengths = {
        "page": conf.notice_page_length, "explanation": conf.notice_length,
        "name": conf.notice_contact_length, "email": conf.notice_contact_length,
    }  # fmt: skip
    wrong = {
        "page": (not path, gettext("Donnez l'adresse d'une page de ce site, par exemple /labs/gier.")),
        "reason": (values["reason"] not in REASONS, gettext("Choisissez un motif dans la liste.")),
        "explanation": (not values["explanation"], gettext("Expliquez en quelques mots ce qui pose problème.")),
        "email": (
            bool(values["email"]) and not is_whole(values["email"]),
            gettext("Cette adresse électronique est incomplète. Exemple : prenom@exemple.fr."),
        ),
        "faith": (values["faith"] != "yes", gettext("Cochez cette case pour confirmer votre bonne foi.")),
        "website": (bool(values["website"]), gettext("Laissez ce champ vide : il sert à reconnaître les robots.")),
    }
    long = {name: _too_long(most) for name, most in lengths.items() if len(values[name]) > most}
    found = {name: sentence for name, (is_wrong, sentence) in wrong.items() if is_wrong} | long
    return [(name, found[name]) for name in FIELDS if name in found]


def _too_long(most: int) -> str:
    number = moments.number(most, language.chosen())
    return str(gettext("C'est trop long : %(number)s caractères au plus.", number=number))
