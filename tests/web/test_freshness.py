"""Cache-Control: fresh until the next harvest, and never for longer than the time between two rounds."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from support.commons import Commons
from support.labs import lab

from server.web.freshness import Freshness

#: Minutes since the harvest → Cache-Control; visits every hour, rounds every ten minutes.
MOMENTS = [
    (0, "public, max-age=600, must-revalidate"),
    (30, "public, max-age=600, must-revalidate"),
    (55, "public, max-age=300, must-revalidate"),
    (59.5, "public, max-age=30, must-revalidate"),
    (60, "public, no-cache"),
    (70, "public, no-cache"),
]


@pytest.mark.parametrize(("minutes", "expected"), MOMENTS)
def test_fresh_until_the_next_harvest(make_commons: Callable[..., Commons], minutes: float, expected: str) -> None:
    commons = make_commons(visit_every=timedelta(hours=1), harvest_every=timedelta(minutes=10))
    commons.register("lab", lab(machines=1))
    commons.harvest()
    freshness = Freshness(commons.hub.engine, commons.settings, commons.clock)
    commons.clock.now += timedelta(minutes=minutes)
    assert freshness() == expected
    commons.clock.now += timedelta(hours=2)
    assert freshness() == "public, no-cache"


def test_without_sources_the_next_round_counts(commons: Commons) -> None:
    freshness = Freshness(commons.hub.engine, commons.settings, commons.clock)
    assert freshness() == "public, max-age=600, must-revalidate"
