"""The addresses where somebody looks for a lab or a machine: the home page with its finder, its map, SPARQL."""

from server.pages import editor, home, maps
from server.pages.finder import exports as finder
from server.pages.routes.row import Row

ROUTES: tuple[Row, ...] = (
    ("/", "home", home.page),
    ("/find.csv", "find_csv", finder.csv),
    ("/find.geojson", "find_geojson", finder.geojson),
    ("/find.json", "places", finder.places),
    ("/map/outlines.json", "outlines", maps.outlines),
    ("/sparql/completions.json", "completions", editor.offered),
)
