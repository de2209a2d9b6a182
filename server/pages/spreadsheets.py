"""`/templates/fabcommons-lab.xlsx` and its like: spreadsheets to fill in, in the language of the request."""

from flask import Response, abort

from harvester.adapters.table import template as templates
from server.pages import language
from server.pages.site import Site


def template(site: Site, name: str, form: str) -> Response:
    """A file to be saved. In: one of the templates, one of their formats; anything else is 404."""
    if (name, form) not in set(templates.all_files()):
        abort(404)
    content = templates.template(name, language.chosen(), form, site.local_time().date())
    response = Response(content, content_type=templates.FORMATS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="fabcommons-{name}.{form}"'
    return response
