"""Texts without case and accents, to be compared. Pure."""

import unicodedata


def folded(text: str) -> str:
    """`etienne` for `Étienne`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def by_name(text: str) -> tuple[str, str]:
    """A sorting key that ignores case and accents."""
    return folded(text), text
