"""`python -m server` writes the references of all settings and of all exports again."""

from server.exports import reference as exports
from server.reference import PAGE, settings_page

PAGE.write_text(settings_page(), encoding="utf-8")
exports.PAGE.write_text(exports.exports_page(), encoding="utf-8")
