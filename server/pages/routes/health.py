"""The addresses where the network is seen as a whole: its sources, how they are, what it covers."""

from server.pages import network
from server.pages.coverage import view as coverage
from server.pages.routes.row import Row

ROUTES: tuple[Row, ...] = (
    ("/network", "health", network.page),
    ("/network.csv", "health_table", network.table),
    ("/sources", "sources", network.sources),
    ("/coverage", "coverage", coverage.page),
    ("/coverage.csv", "coverage_table", coverage.table),
)
