"""What can be wrong with a table of communes, in both languages, with the file and the line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harvester.errors import FabcommonsError

#: Problems told at once; a table with more has one mistake made many times.
MOST = 10

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "unreadable": ("ce fichier ne peut pas être lu : {why}", "this file cannot be read: {why}"),
    "encoding": (
        "ce fichier n'est pas en UTF-8 : réenregistrez-le en « CSV UTF-8 »",
        "this file is not in UTF-8: save it again as “CSV UTF-8”",
    ),
    "kind": (
        "donnez un tableau .csv ou des contours .geojson (ou .json)",
        "give a table, .csv, or outlines, .geojson (or .json)",
    ),
    "column": (
        "aucune colonne pour « {column} » ; noms reconnus : {names}",
        "no column for “{column}”; known names: {names}",
    ),
    "code": (
        "« {value} » n'est pas un code Insee de commune (cinq signes, le zéro de tête compris : 01004)",
        "“{value}” is no Insee code of a commune (five signs, the leading zero included: 01004)",
    ),
    "twice": ("la commune {value} est déjà à la ligne {first}", "commune {value} already stands on line {first}"),
    "name": ("la commune {value} n'a pas de nom", "commune {value} has no name"),
    "number": ("{column} : « {value} » n'est pas un nombre", "{column}: “{value}” is not a number"),
    "degrees": (
        "{column} : {value} n'est pas en degrés (WGS 84) ; les coordonnées Lambert se convertissent d'abord",
        "{column}: {value} is not in degrees (WGS 84); convert Lambert coordinates first",
    ),
    "geojson": (
        "ce n'est pas un GeoJSON de contours (FeatureCollection avec Polygon ou MultiPolygon)",
        "this is not a GeoJSON of outlines (FeatureCollection with Polygon or MultiPolygon)",
    ),
    "feature": (
        "le contour n° {number} n'a ni code ni forme lisibles",
        "outline no. {number} has no readable code or shape",
    ),
    "empty": ("aucune commune dans ce tableau", "no commune in this table"),
    "table": ("donnez au moins un tableau .csv de communes", "give at least one .csv table of communes"),
    "licence": (
        "« {value} » n'est pas un code de la liste des licences",
        "“{value}” is no code of the list of licences",
    ),
}
_AND_MORE = ("… et {count} de plus", "… and {count} more")
_HINT = (
    "Rien n'a été changé. Voir deploy/README.md, « Communes ».",
    "Nothing was changed. See deploy/README.md, “Communes”.",
)
_LINE = ("{file}, ligne {line} : {said}", "{file}, line {line}: {said}")
_FILE = ("{file} : {said}", "{file}: {said}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a file; `line` is 1 for the first line, 0 for the file as a whole."""

    code: str
    file: str = ""
    line: int = 0
    values: tuple[tuple[str, object], ...] = ()

    def sentence(self, lang: str) -> str:
        """In French or English, with its place."""
        tongue = lang == "en"
        said = _SENTENCES[self.code][tongue].format(**dict(self.values))
        where = _LINE if self.line else _FILE
        return where[tongue].format(file=self.file, line=self.line, said=said) if self.file else said


def problem(code: str, file: str = "", line: int = 0, **values: object) -> Problem:
    """A problem with the values that its sentence names."""
    return Problem(code, file, line, tuple(values.items()))


class PlacesError(FabcommonsError):
    """A table of communes cannot be loaded; nothing was changed (for the operator)."""

    def __init__(self, problems: Sequence[Problem], lang: str = "fr") -> None:
        told = [each.sentence(lang) for each in problems[:MOST]]
        if len(problems) > MOST:
            told.append(_AND_MORE[lang == "en"].format(count=len(problems) - MOST))
        super().__init__("\n".join(told), _HINT[lang == "en"])
        self.problems = tuple(problems)
