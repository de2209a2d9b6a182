"""Recent values: the oldest go first, and none larger than allowed is kept."""

from server.web.recent import Recent


def test_size_is_bounded_and_the_least_recent_goes_first() -> None:
    recent = Recent[bytes](100, len, 40)
    for key in "abc":
        recent.set(key, b"x" * 30)
    assert recent.get("a")
    recent.set("d", b"x" * 30)
    recent.set("d", b"x" * 40)
    recent.set("large", b"x" * 41)
    assert [key for key in ("a", "b", "c", "d", "large") if recent.get(key)] == ["a", "c", "d"]


def test_nothing_is_kept_where_nothing_may_be() -> None:
    recent = Recent[bytes](0, len)
    recent.set("a", b"x")
    assert recent.get("a") is None
