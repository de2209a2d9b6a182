"""The communes of the labs themselves, as places: what the finder knows of geography when nobody loads tables. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from server.search.folding import folded
from server.search.labs import Light
from server.search.places import Place


def find(known: Mapping[str, Sequence[Light]], name: str) -> Place | None:
    """A commune by its name, accents and one mistake in six letters forgiven, or by its Insee code."""
    wanted = tidied(name)
    if wanted not in known:
        allowed = min(2, len(wanted) // 6)
        near = process.extractOne(wanted, list(known), scorer=OSA.distance, score_cutoff=allowed) if allowed else None
        wanted = near[0] if near else ""
    return _middle(known[wanted]) if wanted in known else None


def tidied(name: str) -> str:
    """Without case, accents and hyphens; «St» is «Saint»."""
    words = folded(name).replace("-", " ").replace("'", " ").replace("\u2019", " ").split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def known(labs: Iterable[Light]) -> Mapping[str, Sequence[Light]]:
    """The labs that have a position, by the tidied name of their commune and by its Insee code."""
    found: dict[str, list[Light]] = defaultdict(list)
    for lab in labs:
        if lab.lat is not None and lab.lon is not None:
            for name in {tidied(lab.commune), lab.insee.lower()} - {""}:
                found[name].append(lab)
    return found


def _middle(labs: Sequence[Light]) -> Place:
    lat, lon = sum(lab.lat or 0.0 for lab in labs), sum(lab.lon or 0.0 for lab in labs)
    return Place(round(lat / len(labs), 4), round(lon / len(labs), 4), labs[0].commune)
