"""The addresses of maintenance: of the network, a lab, a model; the labels for machines."""

from server.pages import sheet
from server.pages.maintenance import lab, model, network
from server.pages.routes.row import Row

ROUTES: tuple[Row, ...] = (
    ("/maintenance", "upkeep_network", network.page),
    ("/labs/<slug>/maintenance", "upkeep", lab.page),
    ("/labs/<slug>/maintenance.ics", "upkeep_feed", lab.feed),
    ("/labs/<slug>/labels", "sheet", sheet.page),
    ("/models/<maker>/<model>/maintenance", "upkeep_model", model.page),
)
