"""A commune, and the key by which its name is compared: without case, accents, hyphens, articles and «St»."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: Insee codes of communes: two digits or 2A and 2B, then three digits (https://www.insee.fr/fr/information/2560452).
CODE = re.compile(r"(?:\d\d|2[AB])\d{3}", re.ASCII)

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur", "ss": "sous", "lès": "les"}
_ARTICLES = frozenset({"l", "le", "la", "les"})


@dataclass(frozen=True, slots=True)
class Place:
    """A commune: Insee code, name, postcodes, centre in degrees (WGS 84), inhabitants (0: not said), its EPCI.

    The EPCI (communes that work together, such as a metropolis) is given by its SIREN number and its name.
    """

    code: str
    name: str
    postcodes: tuple[str, ...]
    lat: float
    lon: float
    population: int
    epci_code: str = ""
    epci: str = ""

    @property
    def department(self) -> str:
        """`42`, `2A`, `974`: the first two signs of the code, three overseas."""
        return self.code[:3] if self.code.startswith(("97", "98")) else self.code[:2]


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """`L'Horme` → `horme`, `St-Étienne` → `saint etienne`: what two spellings of a name have in common."""
    article, _, rest = spelled(name).partition(" ")
    return rest if rest and article in _ARTICLES else spelled(name)


@lru_cache(maxsize=4096)
def spelled(name: str) -> str:
    """The same with its article: `L'Horme` → `l horme`."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LIGATURES))
    words = re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return " ".join(_SHORT.get(word, word) for word in words)
