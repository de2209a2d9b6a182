"""QR codes of our own addresses, as drawings within the page: nothing to fetch, and sharp on paper."""

from functools import lru_cache

import segno
from markupsafe import Markup


@lru_cache(maxsize=4096)
def qr(address: str) -> Markup:
    """A drawing of the address (ISO/IEC 18004, level M: a seventh of it may be scratched), with its quiet zone.

    It has no colour but black: the page puts it on white, in the dark too.
    """
    code = segno.make(address, error="m", micro=False, boost_error=False)
    return Markup(code.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S704 - drawn, not quoted


def printed(address: str) -> str:
    """An address as one types it: without what browsers add themselves."""
    return address.removeprefix("https://").removeprefix("http://")
