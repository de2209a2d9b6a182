"""What the page of the form says besides the form: what was found, and sentences about what was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.report import Finding


@dataclass(frozen=True)
class Told:
    """What the page says besides the form.

    What the check found, a sentence about what was asked and the field it is about, the status; what could not be read
    of a file from elsewhere, and whether the form has just begun with one.
    """

    findings: Sequence[Finding] = ()
    trouble: str = ""
    field: str = ""
    status: int = 200
    source: Sequence[Mapping[str, Any]] = ()
    begun: bool = False


def busy() -> Told:
    """Too many checks go on at once."""
    sentence = gettext(
        "Beaucoup de fiches sont en cours de vérification. Recommencez dans un instant : rien n'est perdu."
    )
    return Told(trouble=sentence, status=503)


def later(wait: int) -> Told:
    """This client asked too often. In: seconds to wait."""
    sentence = gettext(
        "Beaucoup de vérifications viennent de votre adresse. Recommencez dans %(wait)s s : rien n'est perdu.",
        wait=wait,
    )
    return Told(trouble=sentence, status=429)


def unread() -> str:
    """What came is no file of a lab."""
    return str(gettext("Cela ne se lit pas comme la fiche d'un lab. Rien n'est perdu : remplissez le formulaire."))


def too_long() -> str:
    """It is one, longer than a form."""
    return str(gettext("Ce fichier est trop long pour un formulaire : corrigez-le chez vous."))


def lost() -> str:
    """The hidden fields of the form came back broken."""
    return str(gettext("Ce formulaire est revenu incomplet. En voici un autre, vide."))
