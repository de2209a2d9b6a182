"""Accounts of a place on other sites, from the ways in which people write them."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from harvester.imports.fields import links, text

_NAME = re.compile(r"@?([A-Za-z0-9_.-]{1,60})")
_FEDIVERSE = re.compile(r"@?([A-Za-z0-9_.-]{1,60})@([A-Za-z0-9.-]+\.[A-Za-z]{2,})")
#: Key → the address of an account of that name.
_SITES: Mapping[str, str] = {
    "twitter": "https://twitter.com/{}",
    "facebook": "https://www.facebook.com/{}",
    "foursquare": "https://foursquare.com/v/{}",
}
Unread = Callable[[str, str], None]


def addresses(contact: Mapping[str, Any], unread: Unread) -> list[str]:
    """The addresses of the accounts in a `contact` of SpaceAPI; `unread` hears of what cannot be one (key, value)."""
    return list(dict.fromkeys(_all(contact, unread)))


def _all(contact: Mapping[str, Any], unread: Unread) -> Iterator[str]:
    for key in (*_SITES, "mastodon", "matrix"):
        value = text(contact.get(key))
        found = _address(key, value)
        if found:
            yield found
        elif value and key != "matrix":  # a room has no address of the web, it is noted
            unread(key, value)


def _address(key: str, value: str) -> str:
    if found := links([value]):
        return found[0]
    if key == "mastodon":
        account = _FEDIVERSE.fullmatch(value)
        return f"https://{account[2]}/@{account[1]}" if account else ""
    name = _NAME.fullmatch(value)
    return _SITES[key].format(name[1]) if name and key in _SITES else ""
