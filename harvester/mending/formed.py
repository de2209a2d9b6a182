"""Values of another form than is asked for: dates, hours, numbers, positions."""

import re

from harvester.mending import times, values
from harvester.mending.draft import Draft
from harvester.mending.edits import Edits, replace, swap
from harvester.report import Finding


def value(draft: Draft, finding: Finding) -> Edits:
    """A value of another form: a date, an hour, a duration, an address."""
    typed = draft.value(finding.pointer or "")
    meant = values.READERS[finding.rule](typed, draft.lang) if isinstance(typed, str) else None
    return replace(draft, finding.pointer or "", meant) if meant and meant != typed else ()


def moment(draft: Draft, finding: Finding) -> Edits:
    """When an event starts or ends; an hour alone is on the day of the other."""
    pointer = finding.pointer or ""
    typed, event = draft.value(pointer), draft.value(pointer.rpartition("/")[0])
    if not isinstance(typed, str) or not isinstance(event, dict):
        return ()
    others = [o[:10] for o in event.values() if isinstance(o, str) and re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", o)]
    meant = times.moment(typed, draft.lang, others[0] if len(set(others)) == 1 else "")
    return replace(draft, pointer, meant) if meant and meant != typed else ()


def number(draft: Draft, finding: Finding) -> Edits:
    """A number in quotes, or with its unit."""
    typed = draft.value(finding.pointer or "")
    meant = values.number(typed) if isinstance(typed, str) else None
    whole, least, most = values.NUMBERS[finding.rule]
    fits = meant is not None and least <= meant <= most and (isinstance(meant, int) or not whole)
    return replace(draft, finding.pointer or "", meant) if fits else ()


def office(draft: Draft, finding: Finding) -> Edits:
    """A number of an office without quotes, or with spaces."""
    meant = values.digits(draft.value(finding.pointer or ""), values.OFFICES[finding.rule])
    return replace(draft, finding.pointer or "", meant) if meant else ()


def position(draft: Draft, finding: Finding) -> Edits:
    """Numbers in quotes, or with a comma."""
    edits: Edits = ()
    for name, most in (("lat", 90), ("lon", 180)):
        pointer = f"{finding.pointer or ''}/{name}"
        typed = draft.value(pointer)
        if isinstance(typed, str):
            found = re.fullmatch(r"\s*(-?\d{1,3})[.,](\d{1,12})\s*°?\s*", typed[:40])
            if not found or abs(meant := float(f"{found[1]}.{found[2]}")) > most:
                return ()
            edits += replace(draft, pointer, meant)
    return edits


def swapped(draft: Draft, finding: Finding) -> Edits:
    """Latitude and longitude change places."""
    pointer = finding.pointer or ""
    return swap(draft, f"{pointer}/lat", f"{pointer}/lon")


def newest(draft: Draft, finding: Finding) -> Edits:
    """Of several dates the newest is kept."""
    stated = draft.value(finding.pointer or "")
    dates = [day for day in stated if isinstance(day, str)] if isinstance(stated, list) else []
    return replace(draft, finding.pointer or "", max(dates)) if dates and len(dates) == len(stated) else ()


def today(draft: Draft, finding: Finding) -> Edits:
    """The date of the day."""
    typed = draft.value(finding.pointer or "")
    return replace(draft, finding.pointer or "", draft.today.isoformat()) if isinstance(typed, str) else ()
