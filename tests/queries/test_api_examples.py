"""Each question that the API answers gives, on the sample network and over HTTP, what was worked out by hand."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3
from support.commons import Commons
from support.labs import loire
from support.serving import serving

from server.app import create_app
from server.queries.asked import Asked, asked
from server.store.guard import GuardPool

EXPECTED = Path(__file__).parent / "expected_api"

#: What labs of the sample network say by SpaceAPI: one is open, one does not know.
STATES: dict[str, dict[str, Any]] = {
    "gier": {"open": True, "message": "Atelier bois", "lastchange": 1795689000},
    "campus": {"open": "null"},
}


@pytest.fixture
def address(make_commons: Callable[..., Commons]) -> Iterator[str]:
    """The sample network, served; its SpaceAPI documents are where its files say, ten minutes ago."""
    commons = make_commons(live_every="1h")
    for slug, content in loire().items():
        url = commons.web.url(f"/{slug}.json", f"{slug}.example").encode()
        commons.register(slug, content.replace(f"https://{slug}.example/spaceapi.json".encode(), url))
    for slug, state in STATES.items():
        space = {"api_compatibility": ["15"], "space": slug, "logo": "", "state": state}
        commons.web.put(f"/{slug}.json", json.dumps(space))
    commons.round()
    commons.clock.pass_by(minutes=-10)
    assert commons.hub.look() == len(STATES)
    commons.clock.pass_by(minutes=10)
    with (
        GuardPool(workers=1, page_workers=1) as pool,
        serving(create_app(commons.settings, pool, commons.hub.engine, commons.clock)) as found,
    ):
        yield found


@pytest.mark.parametrize("question", asked(), ids=lambda question: question.id)
def test_answer(address: str, question: Asked) -> None:
    method, path = question.request.split(" ")
    answer = urllib3.request(method, f"{address}{path}")
    assert answer.status == 200
    assert answer.json() == json.loads((EXPECTED / f"{question.id}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("question", asked(), ids=lambda question: question.id)
def test_it_is_said_in_both_languages(question: Asked) -> None:
    assert set(question.title) == set(question.description) == {"fr", "en"}
    assert all(text.endswith("?") for text in question.title.values())


def test_every_question_has_its_expectation() -> None:
    assert {file.stem for file in EXPECTED.glob("*.json")} == {question.id for question in asked()}
