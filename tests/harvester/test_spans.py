"""A span is where its value stands: what is cut out of the text reads as the document does."""

import json
import time
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.pointers import follow, lines, step
from harvester.spans import members, spans, whole

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
)


def pointers(value: Any, pointer: str = "") -> Iterator[str]:
    yield pointer
    held = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, below in held:
        yield from pointers(below, step(pointer, name))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(values, st.sampled_from([None, 0, 2]), st.booleans())
def test_every_value_stands_where_its_span_says(value: Any, indent: int | None, escaped: bool) -> None:
    text = f" \n{json.dumps(value, indent=indent, ensure_ascii=escaped)}\n"
    found = spans(text, pointers(value))
    assert set(found) == set(pointers(value))
    known = lines(text, found)
    for pointer, span in found.items():
        assert json.loads(text[span.start : span.end]) == follow(value, pointer)
        assert known[pointer] == text.count("\n", 0, span.key) + 1


@given(st.text(alphabet='[]{}",:1a \\\n\ufeff'), st.text(alphabet="/01a"))
def test_a_text_that_is_no_json_has_no_places(text: str, pointer: str) -> None:
    try:
        json.loads(text)
    except ValueError:
        assert spans(text, [pointer, ""]) == {}


def test_two_members_of_one_name() -> None:
    text = '{"a": 1, "a": [2]}'
    assert [(name, text[span.start : span.end]) for name, span in members(text, whole(text))] == [
        ("a", "1"),
        ("a", "[2]"),
    ]


def test_a_long_file_is_searched_while_somebody_waits() -> None:
    """As many decodings as the pointer has steps: a ratio to one whole decoding of the same text."""
    text = json.dumps({"machines": {f"#m{n}": {"nom": "x" * 50, "notes": [1, 2, 3]} for n in range(40_000)}}, indent=1)
    began = time.perf_counter()
    json.loads(text)
    once = time.perf_counter() - began
    began = time.perf_counter()
    assert len(lines(text, [f"/machines/#m{n}/nom" for n in range(0, 40_000, 100)])) == 400
    assert time.perf_counter() - began < 20 * once + 0.2


def test_a_deep_text_or_a_long_number_is_no_trouble() -> None:
    assert spans("[" * 100_000, [""]) == {}
    assert set(spans('{"a": ' + "9" * 6000 + "}", ["/a"])) == {"/a"}
