"""Which rules are found by code rather than by SHACL, and which of them no lab file can show."""

#: A server, a feed, a web page, a spreadsheet: their samples stand with the tests of what reads them.
ELSEWHERE = ("transport", "feeds", "page", "table")
IN_CODE = ("document", *ELSEWHERE)
