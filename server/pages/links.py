"""Addresses: which ones of a lab may become links, and the hub's own address of a thing."""

import re
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.feeds.supplement import is_fed
from ontology import VOCAB

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(\.[\w-]+)+", re.ASCII)
_PHONE = re.compile(r"\+?[\d .()-]{3,25}", re.ASCII)
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def web(address: str) -> str:
    """The address if it is one of the web, with a host; else nothing."""
    try:
        parts = urlsplit(address)
        safe = parts.scheme in ("http", "https") and bool(parts.hostname) and not _UNSAFE.search(address)
    except ValueError:
        return ""
    return address if safe else ""


def mail(address: str) -> str:
    """`mailto:…` for an e-mail address, else nothing."""
    return f"mailto:{address}" if _EMAIL.fullmatch(address) else ""


def phone(number: str) -> str:
    """`tel:…` for a telephone number, else nothing."""
    return f"tel:{re.sub('[^0-9+]', '', number)}" if _PHONE.fullmatch(number) else ""


def host(address: str) -> str:
    """The name of the site that an address leads to: what a reader wants to know before following it."""
    return (urlsplit(address).hostname or "").removeprefix("www.") if web(address) else ""


def short(iri: str) -> str:
    """A thing of which only the IRI is known, in words: `hab-laser (gier.example)`, `furan-laser/fl-6040`.

    What was read in a calendar has a hash there, which tells nobody anything.
    """
    if iri.startswith(VOCAB):
        return iri.removeprefix(VOCAB).partition("/")[2] or iri.removeprefix(VOCAB)
    name = gettext("séance d'un agenda") if is_fed(iri) else re.split(r"[#/]", iri.rstrip("#/"))[-1]
    site = host(iri)
    return f"{name} ({site})" if site and site != name else name


def fragment(iri: str) -> str:
    """What stands after the #; nothing for an IRI that has none."""
    return iri.partition("#")[2]


def lab_page(slug: str) -> str:
    """The page of a lab."""
    return url_for("pages.lab", slug=slug) if slug else ""


def machine_page(slug: str, iri: str) -> str:
    """The page of a machine, or nothing when its IRI is not within its lab's file."""
    return url_for("pages.machine", slug=slug, thing=fragment(iri)) if slug and fragment(iri) else ""
