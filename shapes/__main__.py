"""`python -m shapes` writes what is compiled from the rules: the reference page."""

from pathlib import Path

from shapes.reference import rules_page

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "rules.md"

if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(rules_page(), encoding="utf-8")
