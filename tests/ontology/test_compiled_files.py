"""The committed pages are what `python -m ontology` writes, and the redirect file knows every list."""

from pathlib import Path

import pytest

import ontology
from ontology.__main__ import COMPILED

REDIRECTS = (Path(ontology.__file__).parent / "w3id" / ".htaccess").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", COMPILED, ids=lambda path: path.name)
def test_a_compiled_file_is_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == COMPILED[path](), "run: python -m ontology"


@pytest.mark.parametrize("path", [*ontology.TERM_FILES, *ontology.LIST_FILES], ids=lambda path: path.name)
def test_the_first_line_of_a_data_file_says_what_it_is_for(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("scheme", ontology.schemes())
def test_every_list_is_redirected(scheme: str) -> None:
    assert f"|{scheme}|" in REDIRECTS.replace("(", "|").replace(")", "|")
