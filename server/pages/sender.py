"""Who may send a form: our own pages only, and no more than the form can hold. Browsers say whence a request comes."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import Forbidden, RequestEntityTooLarge

from server.settings import Settings

#: The address of such a page is a secret, or its reader's own: nobody keeps it, and no other page learns where from.
SECRET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
#: The same for a page with a form: under `no-referrer` browsers hide whence a form comes (`Origin: null`).
SECRET_FORM = SECRET | {"Referrer-Policy": "strict-origin"}


def check(conf: Settings, most: int) -> None:
    """Before the body is read. In: the most bytes it may have. Errors: Forbidden, RequestEntityTooLarge."""
    request.max_content_length = most
    if request.content_length is not None and request.content_length > most:
        raise RequestEntityTooLarge
    fetched, origin = request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin", "")
    if fetched not in ("", "same-origin") or (origin and origin.partition("://")[2] not in hosts(conf)):
        raise Forbidden


def hosts(conf: Settings) -> frozenset[str]:
    """The hosts by which this hub is reached."""
    return frozenset({urlsplit(conf.public_base_url).netloc, request.host})
