"""The words of the e-mails that labs get from their desk, in French and English. Pure."""

from datetime import timedelta

Letter = tuple[str, str]

_REISSUE = {
    "fr": (
        "Un nouveau lien pour la fiche de {slug}",
        "Bonjour,\n\nQuelqu'un, sans doute vous, a demandé un nouveau lien pour modifier la fiche « {slug} ».\n\n"
        "Pour l'obtenir, ouvrez cette page et confirmez ; elle sert une fois, pendant {hours} heures :\n{address}\n\n"
        "L'ancien lien cessera alors de fonctionner. Si vous n'avez rien demandé, ne faites rien : rien ne change.\n",
    ),
    "en": (
        "A new link for the record of {slug}",
        'Hello,\n\nSomebody, you no doubt, asked for a new link to edit the record "{slug}".\n\n'
        "To get it, open this page and confirm; it works once, for {hours} hours:\n{address}\n\n"
        "The old link will then stop working. If you asked for nothing, do nothing: nothing changes.\n",
    ),
}
_FAULT = {
    "fr": (
        "{told} sur vos machines – {slug}",
        "Bonjour,\n\nDes visiteurs ont vu un défaut sur vos machines : {waiting} une réponse.\n\n"
        "Ce qu'ils disent n'est pas public : lisez-le dans l'espace de votre lab, par votre lien de modification :\n"
        "{address}\n\n"
        "Vous recevez ce courriel une fois par jour au plus, et seulement quand il y a du nouveau.\n",
    ),
    "en": (
        "{told} on your machines – {slug}",
        "Hello,\n\nVisitors saw a fault on your machines: {waiting} for an answer.\n\n"
        "What they say is not public: read it at your lab's desk, with your edit link:\n{address}\n\n"
        "You get this e-mail once a day at most, and only when there is something new.\n",
    ),
}
#: One, and several: in the subject, and with the verb.
_COUNTED = {
    "fr": (("1 signalement", "1 signalement attend"), ("{count} signalements", "{count} signalements attendent")),
    "en": (("1 report", "1 report waits"), ("{count} reports", "{count} reports wait")),
}
#: All of them, by name and language: subject and body, with the places of what is put in.
LETTERS = {"reissue": _REISSUE, "fault": _FAULT}


def reissue(lang: str, slug: str, address: str, lasting: timedelta) -> Letter:
    """How to get a new edit link. In: the language, the lab, where to confirm, for how long. Out: subject, body."""
    hours = max(1, round(lasting.total_seconds() / 3600))
    return _written(_REISSUE.get(lang, _REISSUE["fr"]), slug=slug, address=address, hours=hours)


def reported(lang: str, slug: str, address: str, count: int) -> Letter:
    """How many faults wait for an answer. In: the language, the lab, its desk. Out: subject, body."""
    told, waiting = (each.format(count=count) for each in _COUNTED.get(lang, _COUNTED["fr"])[count > 1])
    return _written(_FAULT.get(lang, _FAULT["fr"]), slug=slug, address=address, told=told, waiting=waiting)


def _written(words: Letter, **values: object) -> Letter:
    subject, body = words
    return subject.format(**values), body.format(**values)
