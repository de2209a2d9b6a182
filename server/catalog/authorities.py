"""Authority lists of the EU, as DCAT-AP 3 asks for them: which of our facts is which of their IRIs.

https://op.europa.eu/en/web/eu-vocabularies/authority-tables
"""

from collections.abc import Mapping
from datetime import timedelta

EU = "http://publications.europa.eu/resource/authority"
IANA = "https://www.iana.org/assignments/media-types"

Words = Mapping[str, str]

PUBLIC = f"{EU}/access-right/PUBLIC"
AVAILABLE = f"{EU}/planned-availability/AVAILABLE"
AVAILABLE_WORDS: Words = {"fr": "disponible à moyen terme", "en": "available in the medium term"}

#: Themes of everything a network of FabLabs publishes.
THEME_SCHEME = f"{EU}/data-theme"
THEME_SCHEME_WORDS: Words = {"fr": "Thèmes de données", "en": "Data themes"}
THEMES: Mapping[str, Words] = {
    f"{EU}/data-theme/TECH": {"fr": "Science et technologie", "en": "Science and technology"},
    f"{EU}/data-theme/EDUC": {"fr": "Éducation, culture et sport", "en": "Education, culture and sport"},
}

#: Time between two updates, the shortest first. https://op.europa.eu/en/web/eu-vocabularies/dataset/-/resource?uri=http://publications.europa.eu/resource/dataset/frequency
_FREQUENCIES = (
    (timedelta(hours=1), "HOURLY"),
    (timedelta(hours=2), "BIHOURLY"),
    (timedelta(hours=3), "TRIHOURLY"),
    (timedelta(hours=12), "DAILY_2"),
    (timedelta(days=1), "DAILY"),
    (timedelta(days=7), "WEEKLY"),
    (timedelta(days=31), "MONTHLY"),
)


#: ISO 3166-1, two letters → three: Europe, the French overseas, and where the network has neighbours.
_COUNTRIES: Mapping[str, str] = {
    "AT": "AUT", "BE": "BEL", "BG": "BGR", "CY": "CYP", "CZ": "CZE", "DE": "DEU", "DK": "DNK", "EE": "EST",
    "ES": "ESP", "FI": "FIN", "FR": "FRA", "GR": "GRC", "HR": "HRV", "HU": "HUN", "IE": "IRL", "IT": "ITA",
    "LT": "LTU", "LU": "LUX", "LV": "LVA", "MT": "MLT", "NL": "NLD", "PL": "POL", "PT": "PRT", "RO": "ROU",
    "SE": "SWE", "SI": "SVN", "SK": "SVK", "GP": "GLP", "MQ": "MTQ", "GF": "GUF", "RE": "REU", "YT": "MYT",
    "PM": "SPM", "BL": "BLM", "MF": "MAF", "NC": "NCL", "PF": "PYF", "WF": "WLF", "AD": "AND", "MC": "MCO",
    "CH": "CHE", "LI": "LIE", "NO": "NOR", "IS": "ISL", "GB": "GBR", "UA": "UKR", "TR": "TUR", "RS": "SRB",
    "CA": "CAN", "US": "USA", "BR": "BRA", "IN": "IND", "JP": "JPN", "MA": "MAR", "DZ": "DZA", "TN": "TUN",
    "SN": "SEN", "CI": "CIV", "BJ": "BEN", "TG": "TGO", "BF": "BFA", "ML": "MLI", "CM": "CMR", "CD": "COD",
    "MG": "MDG",
}  # fmt: skip

#: ISO 639-1 → 639-3.
_LANGUAGES: Mapping[str, str] = {
    "fr": "FRA", "en": "ENG", "de": "DEU", "es": "SPA", "it": "ITA", "pt": "POR", "nl": "NLD", "ca": "CAT",
    "oc": "OCI", "br": "BRE", "eu": "EUS", "co": "COS", "gl": "GLG", "da": "DAN", "sv": "SWE", "fi": "FIN",
    "no": "NOR", "is": "ISL", "pl": "POL", "cs": "CES", "sk": "SLK", "sl": "SLV", "hr": "HRV", "hu": "HUN",
    "ro": "RON", "bg": "BUL", "el": "ELL", "et": "EST", "lv": "LAV", "lt": "LIT", "mt": "MLT", "ga": "GLE",
    "lb": "LTZ", "uk": "UKR", "tr": "TUR", "ar": "ARA",
}  # fmt: skip


def frequency(every: timedelta | None) -> str:
    """The next slower frequency that the list knows (6 h: twice a day); None: unknown."""
    if every is None:
        return f"{EU}/frequency/UNKNOWN"
    return f"{EU}/frequency/{next((code for span, code in _FREQUENCIES if every <= span), 'IRREG')}"


def country(code: str) -> str | None:
    """The IRI of a country by its ISO 3166 code of two letters; None for one that is not in the table."""
    three = _COUNTRIES.get(code.strip().upper())
    return f"{EU}/country/{three}" if three else None


def language(tag: str) -> str | None:
    """The IRI of a language by its ISO 639-1 code; None for one that is not in the table."""
    three = _LANGUAGES.get(tag.lower())
    return f"{EU}/language/{three}" if three else None


def file_type(code: str) -> str:
    """The IRI of a file type."""
    return f"{EU}/file-type/{code}"


def media_type(name: str) -> str:
    """The IRI of a media type, at IANA."""
    return f"{IANA}/{name}"
