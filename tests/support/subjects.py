"""Which rules are found by code rather than by SHACL, and which of them no lab file can show."""

#: What stands for a lab's file, under a letter of its own each: the rules that adapters say.
FORMS = ("page", "table")
#: What a lab file cannot show: its samples stand with the tests of what reads them.
ELSEWHERE = ("transport", "feeds", *FORMS)
IN_CODE = ("document", *ELSEWHERE)
