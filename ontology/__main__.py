"""`python -m ontology` writes what is compiled from terms and lists: the context and the reference pages."""

from pathlib import Path

from ontology.compile_context import context_text
from ontology.packaged import CONTEXTS
from ontology.reference import lists_page, terms_page

PAGES = Path(__file__).resolve().parents[1] / "docs" / "reference"

#: Every compiled file, and the function that gives its text.
COMPILED = {
    CONTEXTS / "v1.jsonld": context_text,
    PAGES / "terms.md": terms_page,
    PAGES / "lists.md": lists_page,
}

if __name__ == "__main__":
    for path, text in COMPILED.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(), encoding="utf-8")
