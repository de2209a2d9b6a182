"""The addresses through which a lab comes in: ways, spreadsheets, the form, the check, the registration."""

from server.pages import join, spreadsheets
from server.pages.checking import view as checking
from server.pages.publish import views as publish
from server.pages.registering import claim, register, state
from server.pages.routes.row import Row

ROUTES: tuple[Row, ...] = (
    ("/join", "join", join.page),
    ("/templates", "templates", spreadsheets.page),
    ("/templates/fabcommons-<name>.<form>", "template", spreadsheets.template),
)

FORMS: tuple[Row, ...] = (
    ("/check", "check", checking.page),
    ("/check/fablab.jsonld", "check_document", checking.document),
    ("/publish", "publish", publish.page),
    ("/register", "register", register.page),
    ("/register/<slug>", "registration", state.page),
    ("/register/<slug>/claim/<secret>", "claim", claim.page),
)
