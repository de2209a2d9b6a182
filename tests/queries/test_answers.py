"""Each example query gives, on the sample network, the rows worked out by hand in expected/, in order."""

import pytest
from pyoxigraph import Store

from server.queries import Example, examples
from tests.queries.answers import EXPECTED, ask, expected


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
def test_rows(store: Store, example: Example) -> None:
    assert ask(store, example.text) == expected(example.id)


def test_every_example_has_its_expectation() -> None:
    assert {file.stem for file in EXPECTED.glob("*.csv")} == {example.id for example in examples()}
