"""Who may say what: a file speaks of its own things only (ONTOLOGY «Who may assert what»)."""

from collections.abc import Iterable, Sequence
from urllib.parse import urldefrag, urlsplit

import pyoxigraph as ox
from url_normalize import url_normalize


def normalise(url: str) -> str:
    """The base IRI of a file registered under `url`.

    Scheme and host lower case, default port and fragment dropped, dot segments and percent-encoding normalised, query
    kept. Errors: ValueError for what is not a plain http(s) address.
    Source: https://www.rfc-editor.org/rfc/rfc3986#section-6.2
    """
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ValueError(f"not a plain http or https address: {url}")
    return urldefrag(str(url_normalize(url.strip()))).url


def owns(base: str, iri: str, proved: Sequence[str] = ()) -> bool:
    """True when the source of `base` may speak of `iri`: the file itself, its fragments, or what is under a prefix.

    In: the prefixes that the source proved to hold; one that begins with `!` is another's. The longest that fits wins.
    """
    if iri == base or iri.startswith(f"{base}#"):
        return True
    fitting = [prefix for prefix in proved if _is_under(iri, prefix.removeprefix("!"))]
    return bool(fitting) and not max(fitting, key=_length).startswith("!")


def _is_under(iri: str, prefix: str) -> bool:
    """Under `…/` or `…#`; any other prefix is a file, with its fragments: `…/a` is not a beginning of `…/ab`."""
    return iri.startswith(prefix) if prefix.endswith(("/", "#")) else iri == prefix or iri.startswith(f"{prefix}#")


def _length(prefix: str) -> tuple[int, bool]:
    """Another's comes first among equals."""
    return len(prefix.removeprefix("!").rstrip("#")), prefix.startswith("!")


def foreign_subjects(triples: Iterable[ox.Triple], base: str, proved: Sequence[str] = ()) -> frozenset[str]:
    """IRIs the document speaks of that belong to another source (D4)."""
    subjects = {t.subject.value for t in triples if isinstance(t.subject, ox.NamedNode)}
    return frozenset(iri for iri in subjects if not owns(base, iri, proved))


def foreign_graphs(graphs: Iterable[str], base: str) -> frozenset[str]:
    """Named graphs outside the document (D5); those under `<base>#` hold its proposals."""
    return frozenset(name for name in graphs if not name.startswith(f"{base}#"))
