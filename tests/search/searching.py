"""A finder over the data folder of a small hub."""

from pages_kit import SmallHub

from server.search.find import Finder
from server.store import generations


def finder_over(network: SmallHub) -> Finder:
    """It follows the generations of that hub."""
    return Finder(lambda: generations.current(network.settings.data), network.settings.zone)
