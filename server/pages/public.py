"""The pages that the law wants of a public service: legal notice, privacy, accessibility; told from the settings."""

from collections.abc import Mapping
from datetime import date

from flask import render_template

from server.pages import filters
from server.pages.rows import first, gather
from server.pages.site import Site

#: What the audit (docs/accessibility-audit.md) was made with; shown on `/accessibilite`.
RGAA = "4.1"


def legal(site: Site) -> str:
    """`/mentions-legales`."""
    return render_template("pages/legal.html", publisher=_publisher(site))


def privacy(site: Site) -> str:
    """`/confidentialite`."""
    contact = site.settings.privacy_contact or _publisher(site)["email"]
    return render_template("pages/privacy.html", publisher=_publisher(site), contact=contact)


def accessibility(site: Site) -> str:
    """`/accessibilite`."""
    conf = site.settings
    day = date.fromisoformat(conf.accessibility_date) if conf.accessibility_date else None
    contact = conf.accessibility_contact or _publisher(site)["email"]
    return render_template(
        "pages/accessibility.html", publisher=_publisher(site), day=day, contact=contact, version=RGAA
    )


def _publisher(site: Site) -> Mapping[str, str]:
    """Who answers for the hub: by the settings, else the network that the registry describes; else empty."""
    conf, networks = site.settings, gather(site.ask("network"), "network")
    network = networks[0] if len(networks) == 1 else None
    return {
        "name": conf.publisher_name or (filters.plain(network["name"]) if network else ""),
        "url": conf.publisher_url or (first(network["url"]) if network else ""),
        "email": conf.publisher_email or (first(network["email"]) if network else ""),
    }
