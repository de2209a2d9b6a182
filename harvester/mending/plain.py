"""A typed text without what does not matter to its meaning. Pure."""

import unicodedata

#: Longer values are no slips of the pen.
LONGEST = 80


def plain(text: str) -> str:
    """Lower-case, without accents, blanks made single; empty for what is too long to be a slip."""
    if len(text) > LONGEST:
        return ""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())
