"""TXT records of a name, by the system's resolvers: one of the three places where a lab may show a token."""

from collections.abc import Callable, Sequence

from dns.exception import DNSException
from dns.resolver import Resolver

#: From a name to the texts of its TXT records; none when there are none, or nobody answers.
Texts = Callable[[str], Sequence[str]]

#: Texts of one name that are read.
_MOST = 50


def system_texts(name: str, seconds: float) -> Sequence[str]:
    """By the resolvers of this machine. In: a name, the seconds for all tries together."""
    try:
        resolver = Resolver()
    except DNSException:  # a machine without any
        return ()
    return texts(name, resolver, seconds)


def texts(name: str, resolver: Resolver, seconds: float) -> Sequence[str]:
    """By a resolver."""
    try:
        answer = resolver.resolve(name, "TXT", lifetime=seconds, search=False)
    except (DNSException, ValueError, OSError):
        return ()
    rows = list(answer)[:_MOST]
    return [b"".join(row.strings).decode("utf-8", "replace").strip() for row in rows]
