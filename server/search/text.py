"""Free text: which labs and machines have every word, stems, beginnings and forgiven mistakes included."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA
from tantivy import Occur, Query

from server.search.schema import ENGLISH, FRENCH, KEY, NAME, PLAIN, analyzers, key, of_key, schema
from server.search.shelf import Shelf

_FRENCH_WORDS = (
    "a au aux avec ce ces d dans de des du en est et il je l la le les ma mes mon n ne nous on ou par pas pour qu que "
    "qui s sa se ses son sur t un une vous"
)
_ENGLISH_WORDS = "a an and are at by for from in is it of on or the to with"
#: Articles and small words of both languages, folded: they tell nothing apart.
_SMALL = frozenset(_FRENCH_WORDS.split()) | frozenset(_ENGLISH_WORDS.split())
_MOST_WORDS = 12
_NAME_BOOST = 3.0


@dataclass(frozen=True, slots=True)
class Matched:
    """Per lab (number of its source): how relevant it is, whether the words are its own, which machines have them."""

    scores: Mapping[int, float]
    whole: frozenset[int]
    machines: Mapping[int, frozenset[int]]
    corrected: Mapping[str, str] = field(default_factory=dict)
    loosened: bool = False


def match(shelf: Shelf, text: str) -> Matched | None:
    """In: an opened index and what somebody typed. Out: what has all its words, else some; None without a word."""
    words = list(dict.fromkeys(_words(text)))[:_MOST_WORDS]
    if not words:
        return None
    corrected: dict[str, str] = {}
    open_ended = not text[-1:].isspace()
    found = [_hits(shelf, _query(shelf, word, open_ended and word == words[-1], corrected)) for word in words]
    return _together(found, corrected) or _loosely(found, corrected)


def _words(text: str) -> Iterator[str]:
    words = analyzers()[PLAIN].analyze(text[:400].encode("utf-8", "replace").decode())
    telling = [word for word in words if word not in _SMALL]
    return iter(telling or words)


def _query(shelf: Shelf, word: str, last: bool, corrected: dict[str, str]) -> Query:
    exact = _any_form(word)
    begun = [Query.regex_query(schema(), PLAIN, f"{word}.*")] if last and len(word) > 1 and word.isalnum() else []
    known = _any([exact, *begun])
    if shelf.searcher.search(known, limit=1, count=False).hits:
        return known
    forgiven = _forgiven(shelf, word)
    if forgiven:
        corrected[word] = forgiven[0]
    return _any([_any_form(near) for near in forgiven] or [exact])


def _any_form(word: str) -> Query:
    forms = {(PLAIN, word)} | {(f, stem) for f in (FRENCH, ENGLISH) for stem in analyzers()[f].analyze(word)}
    terms = [Query.term_query(schema(), name, stem, "freq") for name, stem in sorted(forms)]
    return _any([Query.boost_query(Query.term_query(schema(), NAME, word, "freq"), _NAME_BOOST), *terms])


def _any(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _forgiven(shelf: Shelf, word: str) -> list[str]:
    """The nearest words that somebody uses: one mistake from four letters on, two from eight on."""
    allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    if not allowed or any(c.isdigit() for c in word):
        return []
    used = shelf.vocabulary
    near = process.extract(word, list(used), scorer=OSA.distance, score_cutoff=allowed, limit=20)
    best = min((distance for _, distance, _ in near), default=0)
    return sorted((found for found, distance, _ in near if distance == best), key=lambda found: -used[found])[:5]


def _hits(shelf: Shelf, query: Query) -> dict[int, float]:
    """Score by the number of each document that has the word."""
    hits = shelf.searcher.search(query, limit=max(1, shelf.searcher.num_docs), count=False).hits
    if not hits:
        return {}
    numbers = shelf.searcher.fast_field_values(KEY, [address for _, address in hits])
    return {int(n): score for n, (score, _) in zip(numbers, hits, strict=True) if n}


def _together(found: Sequence[Mapping[int, float]], corrected: Mapping[str, str]) -> Matched | None:
    """Each word is the machine's own, or its lab's; at least one is the machine's own."""
    labs = [{of_key(number)[0] for number in hits if not of_key(number)[1]} for hits in found]
    whole = frozenset(set.intersection(*labs))
    machines = {number for hits in found for number in hits if of_key(number)[1]}
    kept = [
        n for n in machines
        if all(n in hits or of_key(n)[0] in own for hits, own in zip(found, labs, strict=True))
    ]  # fmt: skip
    return _matched(found, whole, kept, corrected) if whole or kept else None


def _loosely(found: Sequence[Mapping[int, float]], corrected: Mapping[str, str]) -> Matched:
    numbers = {number for hits in found for number in hits}
    whole = frozenset(of_key(number)[0] for number in numbers if not of_key(number)[1])
    machines = [number for number in numbers if of_key(number)[1]]
    return _matched(found, whole, machines, corrected, loosened=len(found) > 1)


def _matched(
    found: Sequence[Mapping[int, float]],
    whole: frozenset[int],
    machines: Iterable[int],
    corrected: Mapping[str, str],
    *,
    loosened: bool = False,
) -> Matched:
    places: dict[int, set[int]] = {}
    scores = dict.fromkeys(whole, 0.0)
    for number in machines:
        source, place = of_key(number)
        places.setdefault(source, set()).add(place)
    for source in whole | places.keys():
        own = [key(source, place) for place in (0, *places.get(source, ()))]
        scores[source] = sum(max((hits.get(number, 0.0) for number in own), default=0.0) for hits in found)
    return Matched(scores, whole, {s: frozenset(p) for s, p in places.items()}, corrected, loosened)
