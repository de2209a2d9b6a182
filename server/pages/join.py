"""`/join`: how a lab comes in, by what it has already."""

from flask import render_template

from server.pages.site import Site


def page(_site: Site) -> str:
    """`/join`."""
    return render_template("pages/join.html")
