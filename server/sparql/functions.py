"""The functions beyond SPARQL 1.1 that the engine has: those of GeoSPARQL 1.1. https://docs.ogc.org/is/22-047r1/"""

GEOF = "http://www.opengis.net/def/function/geosparql/"
_RELATIONS = {
    "sf": ("Equals", "Disjoint", "Intersects", "Touches", "Crosses", "Within", "Contains", "Overlaps"),
    "eh": ("Equals", "Disjoint", "Meet", "Overlap", "Covers", "CoveredBy", "Inside", "Contains"),
    "rcc8": ("eq", "dc", "ec", "po", "tppi", "tpp", "ntpp", "ntppi"),
}
_OTHERS = (
    "distance", "area", "length", "perimeter", "convexHull", "envelope", "centroid", "intersection", "union",
    "difference", "symDifference", "relate", "getSRID", "asGeoJSON", "dimension", "coordinateDimension",
    "spatialDimension", "isEmpty", "isSimple",
)  # fmt: skip

#: Their IRIs; a test asks the engine for each.
EXTENSION_FUNCTIONS = (
    *(f"{GEOF}{family}{name}" for family, names in _RELATIONS.items() for name in names),
    *(f"{GEOF}{name}" for name in _OTHERS),
)
