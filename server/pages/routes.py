"""The addresses of the pages, and what answers each; things of many formats have theirs in `linked/kinds.py`."""

from collections.abc import Callable

from flask import Response

from server.pages import (
    editor,
    guide_index,
    home,
    labs,
    lending,
    machines,
    maps,
    network,
    planned,
    projects,
    public,
    sheet,
    spreadsheets,
    trainings,
)
from server.pages.coverage import view as coverage
from server.pages.finder import exports as finder
from server.pages.maintenance import lab as upkeep_lab
from server.pages.maintenance import model as upkeep_model
from server.pages.maintenance import network as upkeep_network
from server.pages.planning import views as planning

#: Pages that take forms, too: `sender.check` comes first in each of their views.
FORMS: tuple[tuple[str, str, Callable[..., str | Response]], ...] = ()

ROUTES: tuple[tuple[str, str, Callable[..., str | Response]], ...] = (
    ("/", "home", home.page),
    ("/find.csv", "find_csv", finder.csv),
    ("/find.geojson", "find_geojson", finder.geojson),
    ("/find.json", "places", finder.places),
    ("/map/outlines.json", "outlines", maps.outlines),
    ("/labs", "labs", labs.index),
    ("/machines", "machines", machines.index),
    ("/guides", "guides", guide_index.page),
    ("/maintenance", "upkeep_network", upkeep_network.page),
    ("/labs/<slug>/maintenance", "upkeep", upkeep_lab.page),
    ("/labs/<slug>/maintenance.ics", "upkeep_feed", upkeep_lab.feed),
    ("/labs/<slug>/labels", "sheet", sheet.page),
    ("/models/<maker>/<model>/maintenance", "upkeep_model", upkeep_model.page),
    ("/agenda", "agenda", planning.page),
    ("/agenda.ics", "agenda_ics", planning.feed),
    ("/labs/<slug>/agenda.ics", "lab_agenda", planning.lab_feed),
    ("/labs/<slug>/agenda/<path:thing>.ics", "event_ics", planning.event_feed),
    ("/projects", "projects", projects.index),
    ("/trainings", "trainings", trainings.index),
    ("/lending", "lending", lending.index),
    ("/planned", "planned", planned.index),
    ("/network", "health", network.page),
    ("/network.csv", "health_table", network.table),
    ("/sources", "sources", network.sources),
    ("/coverage", "coverage", coverage.page),
    ("/coverage.csv", "coverage_table", coverage.table),
    ("/sparql/completions.json", "completions", editor.offered),
    ("/templates/fabcommons-<name>.<form>", "template", spreadsheets.template),
    ("/mentions-legales", "legal", public.legal),
    ("/confidentialite", "privacy", public.privacy),
    ("/accessibilite", "accessibility", public.accessibility),
)
