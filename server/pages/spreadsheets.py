"""`/templates`: spreadsheets to fill in, in the language of the request, and how to go on from there."""

from flask import Response, abort, render_template

from harvester.adapters.table import template as templates
from server.pages import language
from server.pages.site import Site


def page(_site: Site) -> str:
    """`/templates`: what there is, how to fill it in, where to put it, what next."""
    sheets = {name: templates.sheet_names(name, language.chosen()) for name in templates.NAMES}
    return render_template("pages/templates.html", sheets=sheets)


def template(site: Site, name: str, form: str) -> Response:
    """A file to be saved. In: one of the templates, one of their formats; anything else is 404."""
    if (name, form) not in set(templates.all_files()):
        abort(404)
    content = templates.template(name, language.chosen(), form, site.local_time().date())
    response = Response(content, content_type=templates.FORMATS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="fabcommons-{name}.{form}"'
    return response
