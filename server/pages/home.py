"""The home page: what the network is, what it holds, what comes, how to ask and how to join."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import render_template

import server
from server.pages.agenda import Agenda, agenda
from server.pages.labs import listed, types_of
from server.pages.rows import Record, gather
from server.pages.site import Site, literal

_FLAGSHIP = Path(server.__file__).parent / "queries" / "examples" / "cq01.rq"
_LABS, _EVENTS = 100, 8


def page(site: Site) -> str:
    """`/`."""
    labs = listed(site)
    counts = site.ask("counts")
    return render_template(
        "pages/home.html",
        network=_network(site),
        counts=counts[0] if counts else {},
        labs=labs[:_LABS],
        types=types_of(site, labs[:_LABS]),
        more_labs=max(0, len(labs) - _LABS),
        names={lab.slug: lab.record["name"] for lab in labs},
        agenda=upcoming(site),
        shown=_EVENTS,
        flagship=flagship(),
        endpoint=f"{site.settings.public_base_url}/sparql",
    )


def upcoming(site: Site) -> Agenda:
    """Events of all labs that are not over."""
    today = site.today()
    return agenda(gather(site.ask("upcoming", today=literal(today)), "event"), today)


def _network(site: Site) -> Record | None:
    """The network this hub serves, when the registry describes exactly one."""
    found = gather(site.ask("network"), "network")
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Question:
    """An example question: its titles by language, and its SPARQL."""

    titles: Mapping[str, str]
    text: str


@cache
def flagship() -> Question | None:
    """The question that the network exists to answer; None when its file is not shipped."""
    if not _FLAGSHIP.exists():
        return None
    text = _FLAGSHIP.read_text(encoding="utf-8")
    return Question(dict(re.findall(r"^# title (\w+): (.+)$", text, re.MULTILINE)), text)
