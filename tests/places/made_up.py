"""A small public table of communes that exist nowhere, with round numbers, and outlines for two of them."""

import json
from datetime import datetime
from pathlib import Path

from server.places import Places
from server.places.load import Loaded, load

LOADED = datetime(2026, 11, 26, 8, 0)
HEAD = "code_insee,nom,codes_postaux,population,siren_epci,nom_epci,lon,lat"
#: On one meridian, 0.1 degree of latitude (11.12 km) apart, but for the last two.
ROWS = (
    "99001,Valrouge,99100,1000,900000001,CC des Essais,4.0,45.0",
    "99002,L'Ormeau,99100|99110,200,900000001,CC des Essais,4.0,45.1",
    "99003,Saint-Fictif-le-Haut,99120,300,900000001,CC des Essais,4.0,45.2",
    "99004,Ormeau,99130,50,900000002,CC du Modèle,4.0,45.3",
    "99005,Œuvry-lès-Bois,99140,80,900000002,CC du Modèle,4.5,46.0",
    "98006,Valrouge,98600,30,,,4.5,47.0",
)
TABLE = "\n".join((HEAD, *ROWS)) + "\n"


def square(code: str, name: str, lon: float, lat: float) -> dict[str, object]:
    ring = [[lon, lat], [lon + 0.1, lat], [lon + 0.1, lat + 0.1], [lon, lat + 0.1], [lon, lat]]
    return {
        "type": "Feature",
        "properties": {"code": code, "nom": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


OUTLINES = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [square("99001", "Valrouge", 3.95, 44.95), square("99099", "Disparue", 5.0, 45.0)],
    }
)


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def loaded(data: Path, table: str = TABLE, *more: Path) -> Loaded:
    """Load a table into a hub's folder."""
    file = write(data / "given", "communes.csv", table)
    return load([file, *more], data, ("Institut des essais", "etalab-2.0"), LOADED)


def places(data: Path, table: str = TABLE) -> Places:
    loaded(data, table)
    return Places(data)
