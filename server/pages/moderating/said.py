"""What moderators read: why an act cannot be done, what acts and reasons are called."""

from flask_babel import gettext  # type: ignore[import-untyped]
from markupsafe import Markup, escape

from harvester.desk.acts import Act
from harvester.errors import FabcommonsError, ModerationError
from server.pages import filters


def refusal(error: FabcommonsError) -> str:
    """Why an act could not be done, in the reader's language."""
    words = {
        "reason": gettext("Donnez une raison : le lab la lira."),
        "state": gettext("L'état de cette inscription ne le permet pas (ou plus)."),
        "changed": gettext("Entre-temps, quelque chose a changé. Relisez la page, puis recommencez."),
        "unknown": gettext("Aucune source n'a ce nom."),
        "itself": gettext(
            "Une source ne peut pas laisser la place à elle-même, ni à une source qui lui a laissé la sienne."
        ),
        "address": gettext("Donnez une adresse complète, par exemple https://monlab.example/fablab.jsonld."),
        "banned": gettext("Cette adresse mène à un site banni."),
        "taken": gettext("C'est l'adresse d'une autre source : fusionnez-les plutôt."),
        "kind": gettext("Choisissez dans la liste."),
        "model": gettext("Ce n'est pas un modèle du registre."),
        "guide": gettext("Aucun lab ne montre ce guide pour l'instant."),
        "undo": gettext("Cet acte ne se défait pas."),
        "undone": gettext("Cet acte est déjà défait."),
    }
    code = error.code if isinstance(error, ModerationError) else ""
    return str(words.get(code) or gettext("Cela n'a pas pu être fait."))


def act(name: str) -> str:
    """What an act is called."""
    words = {
        "register": gettext("inscription demandée"),
        "accept": gettext("acceptée"),
        "refuse": gettext("refusée"),
        "ban": gettext("bannie"),
        "move": gettext("changement d'adresse"),
        "moved": gettext("fichier emporté par le lab"),
        "merge": gettext("laisse la place"),
        "distinct": gettext("deux labs distincts"),
        "reference-guide": gettext("guide de référence choisi"),
        "grant": gettext("préfixe accordé"),
        "deny": gettext("préfixe laissé à qui l'avait"),
        "proposal": gettext("proposition décidée"),
        "undo": gettext("acte défait"),
        "proved": gettext("préfixe prouvé"),
        "lapsed": gettext("preuve tombée"),
        "edit-link": gettext("lien de modification donné"),
        "moderator-added": gettext("modérateur ajouté"),
        "moderator-revoked": gettext("modérateur révoqué"),
    }
    return str(words.get(name, name))


def who(name: str) -> Markup:
    """Who did something: a moderator by name, a lab, the hub itself, a visitor."""
    kind, _, slug = name.partition(":")
    if kind == "lab" and slug:
        return escape(gettext("le lab « %(slug)s »", slug=slug))
    words = {
        "hub": gettext("ce site, de lui-même"),
        "visitor": gettext("un visiteur"),
        "operator": gettext("l'opérateur"),
    }
    return filters.brief(words.get(name, name))


def status(name: str) -> str:
    """What a status is called."""
    words = {
        "pending": gettext("en attente"),
        "accepted": gettext("acceptée"),
        "refused": gettext("refusée"),
        "banned": gettext("bannie"),
        "superseded": gettext("remplacée"),
    }
    return str(words.get(name, name))


def reason(name: str) -> str:
    """By what two sources are alike."""
    words = {
        "siret": gettext("même SIRET"),
        "rna": gettext("même numéro RNA"),
        "page": gettext("même site web"),
        "near": gettext("à moins de 30 mètres"),
        "name": gettext("noms semblables"),
    }
    return str(words.get(name, name))


def why(act: Act) -> str:
    """The reason of an act; the hub gives its own in codes: by what two are alike, where a token was found."""
    if act.who != "hub":
        return act.reason
    ways = {
        "file": gettext("jeton dans le fichier"),
        "well-known": gettext("jeton à la racine du site"),
        "dns": gettext("jeton dans le nom de domaine"),
    }
    return ", ".join(str(ways.get(code) or reason(code)) for code in act.reason.split(", "))


def kind(name: str) -> str:
    """What waits."""
    words = {
        "registration": gettext("Inscription"),
        "duplicate": gettext("Doublon possible"),
        "proof": gettext("Préfixe disputé"),
        "move": gettext("Changement d'adresse"),
    }
    return str(words.get(name, name))
