"""The named queries: each is used, allowed by the policy of the endpoint, and says what it is for."""

import re
from pathlib import Path

import pytest

import server.pages
from server.pages.ask import QUERIES
from server.sparql.prefixes import PREFIXES
from server.sparql.scan import Scan, scan

FILES = sorted(QUERIES.glob("*.rq"))
CODE = "".join(path.read_text(encoding="utf-8") for path in Path(server.pages.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_query_is_a_select_that_the_endpoint_would_allow(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found = scan(text, PREFIXES)
    assert isinstance(found, Scan)
    assert found.form == "SELECT"
    assert not found.volatile
    assert re.match(r"# [A-Z].*(\n# .*)*[.)]\n", text)


def test_every_query_is_asked_and_every_asked_query_exists() -> None:
    asked = set(re.findall(r'ask\("(\w+)"', CODE))
    assert asked == {file.stem for file in FILES}
