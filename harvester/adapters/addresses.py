"""What people copy from the address bar of an online sheet or a shared file → the address that gives the file itself.

| copied | asked |
|---|---|
| Google Sheets, `…/spreadsheets/d/<id>/edit` | `…/export?format=xlsx`: every sheet, if whoever has the link may read |
| Google Sheets published to the web, `…/d/e/<id>/pubhtml` | `…/pub?output=xlsx`; `…/pub?output=csv` stays as it is |
| Google Drive, `…/file/d/<id>/view` | `…/uc?export=download&id=<id>` |
| Nextcloud share, `/s/<15 characters>` | `…/download` |
| GitHub and GitLab, `…/blob/…` | the raw file |
| Dropbox, `…?dl=0` | `…?dl=1` |
| Framacalc and other EtherCalc, `lite.framacalc.org/<name>` | `…/<name>.csv` |
| fablabs.io, `www.fablabs.io/labs/<slug>` | `api.fablabs.io/0/labs/<slug>.json` (as the site's own import asks it) |

Only https. The base of a source's identifiers stays the address that was registered.
"""

import re

_NAME = r"[A-Za-z0-9_-]+"
_REWRITINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), target)
    for pattern, target in (
        (
            rf"https://docs\.google\.com/spreadsheets/(?:u/\d+/)?d/e/({_NAME})/pub(?:html)?(?:[?#](?!.*output=).*)?",
            r"https://docs.google.com/spreadsheets/d/e/\1/pub?output=xlsx",
        ),
        (
            rf"https://docs\.google\.com/spreadsheets/(?:u/\d+/)?d/(?!e/)({_NAME})(?:/(?:edit|view|preview)?)?(?:[?#].*)?",
            r"https://docs.google.com/spreadsheets/d/\1/export?format=xlsx",
        ),
        (
            rf"https://drive\.google\.com/file/d/({_NAME})(?:/(?:view|edit|preview)?)?(?:[?#].*)?",
            r"https://drive.google.com/uc?export=download&id=\1",
        ),
        (r"(https://[^/?#]+(?:/[^/?#]+)*?/s/[A-Za-z0-9]{15})/?(?:[?#].*)?", r"\1/download"),
        (rf"https://github\.com/({_NAME}/[\w.-]+)/(?:blob|raw)/([^?#]+)(?:[?#].*)?", r"https://raw.githubusercontent.com/\1/\2"),
        (r"(https://[^/?#]+/[^?#]+)/-/blob/([^?#]+)(?:[?#].*)?", r"\1/-/raw/\2"),
        (r"(https://www\.dropbox\.com/[^?#]+\?(?:[^#]*&)?)dl=0(.*)", r"\1dl=1\2"),
        (rf"https://(?:www\.)?fablabs\.io/labs/({_NAME})/?(?:[?#].*)?", r"https://api.fablabs.io/0/labs/\1.json"),
        (rf"https://lite\.framacalc\.org/({_NAME})(?:[?#].*)?", r"https://lite.framacalc.org/\1.csv"),
    )
)  # fmt: skip


def download_address(url: str) -> str:
    """The address that gives the file itself; any other address as it is."""
    for pattern, target in _REWRITINGS:
        found = pattern.fullmatch(url)
        if found is not None:
            return found.expand(target)
    return url
