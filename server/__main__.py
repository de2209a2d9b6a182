"""`python -m server` writes the reference of all settings again."""

from server.reference import PAGE, settings_page

PAGE.write_text(settings_page(), encoding="utf-8")
