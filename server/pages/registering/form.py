"""The form by which a lab is registered: what was filled in, and what is wrong with it, field by field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.authority import normalise
from harvester.desk.contacts import is_whole
from harvester.desk.registration import Asked
from server.pages import language, moments
from server.settings import Settings

#: The fields in the order of the page. `website` must stay empty: people do not see it, programs fill it in.
FIELDS = ("url", "email", "note", "website")

#: Where a file that the hub keeps has its base; its other address, for what refuses `.jsonld`, is no second one.
_HOSTED = re.compile(r"hosted/[^/]+\.jsonld")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Form:
    """The values of the fields as they came, and a sentence for each field that must be mended."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> Asked:
        """What there is to register; only of a form without errors."""
        return Asked(self.values["url"], self.values["email"], self.values["note"], language.chosen())


def empty(url: str = "") -> Form:
    """A form not yet filled in, but for the address."""
    return Form({**dict.fromkeys(FIELDS, ""), "url": _cleaned(url)[:2000]})


def read(given: Mapping[str, object], conf: Settings) -> Form:
    """A form, or the members of a JSON object, as it was sent; what is no text counts as nothing."""
    values = {name: _cleaned(text) if isinstance(text := given.get(name), str) else "" for name in FIELDS}
    if values["url"] and "://" not in values["url"]:
        values["url"] = f"https://{values['url']}"
    return Form(values, dict(_errors(values, conf)))


def _errors(values: Mapping[str, str], conf: Settings) -> list[tuple[str, str]]:
    found, most = [], conf.registration_length
    if len(values["url"]) > most or not _is_address(values["url"]):
        sentence = gettext("Donnez l'adresse complète du fichier, par exemple https://monlab.example/fablab.jsonld.")
        found.append(("url", sentence))
    elif _is_ours(values["url"], conf.public_base_url):
        found.append(
            ("url", gettext("C'est une page de ce site. Donnez l'adresse de ce que votre lab publie lui-même."))
        )
    if values["email"] and not is_whole(values["email"]):
        sentence = gettext("Cette adresse électronique est incomplète. Exemple : prenom@exemple.fr.")
        found.append(("email", sentence))
    if len(values["note"]) > most:
        number = moments.number(most, language.chosen())
        found.append(("note", gettext("C'est trop long : %(number)s caractères au plus.", number=number)))
    if values["website"]:
        found.append(("website", gettext("Laissez ce champ vide : il sert à reconnaître les robots.")))
    return found


def _is_address(text: str) -> bool:
    try:
        return urlsplit(text).port != 0 and bool(normalise(text))
    except ValueError:
        return False


def _is_ours(url: str, hub: str) -> bool:
    """Whether a page of the hub is meant, which tells of labs in its own way; a file that it hosts is a lab's."""
    asked, own = urlsplit(normalise(url)), urlsplit(normalise(f"{hub}/"))
    here = asked.hostname == own.hostname and asked.path.startswith(own.path) and _port(asked) == _port(own)
    return here and not _HOSTED.fullmatch(asked.path.removeprefix(own.path))


def _port(address: SplitResult) -> int | None:
    """The port of an address; None for the usual one of its scheme, whichever that is."""
    return None if address.port in (80, 443) else address.port


def _cleaned(text: str) -> str:
    return _CONTROLS.sub(" ", text.replace("\r\n", "\n")).strip()
