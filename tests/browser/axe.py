"""axe-core over a page as it stands: rules of WCAG 2.2 A and AA. https://github.com/dequelabs/axe-core"""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

_FILE = Path(__file__).parents[2] / "server" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = "tags => axe.run(document, { resultTypes: ['violations'], runOnly: tags })"


@cache
def _source() -> str:
    return _FILE.read_text(encoding="utf-8")


def violations(page: Page, forgiven: tuple[str, ...] = ()) -> list[str]:
    """What is against the rules: `rule: element: why`. The page's own policy stays as it is."""
    page.evaluate(f"{_source()};0")
    found = page.evaluate(_RUN, _TAGS)
    return [
        f"{each['id']}: {node['target']}: {node['failureSummary']}"
        for each in found["violations"]
        if each["id"] not in forgiven
        for node in each["nodes"]
    ]
