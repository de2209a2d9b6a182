"""The parameters of the examples, changed as their descriptions say; rows worked out from the sample files."""

from datetime import date, timedelta

import pytest
from pyoxigraph import Store

from server.queries import examples
from tests.queries.answers import ask, columns

TEXTS = {example.id: example.text for example in examples()}
WHEN = '("2026-11-26" "19:00:00")'
PLACE = "(45.4397 4.3872 20)"
JOB = "(proc:decoupe-laser mat:contreplaque 6)"
SEASON = "(false school:hors-vacances)"
MODES = "{ access:tout-public access:public-creneaux }"
HOLIDAY = (SEASON, "(true school:hors-vacances)")
APPOINTMENT = (MODES, "{ access:sur-rendez-vous }")


def changed(name: str, *changes: tuple[str, str]) -> str:
    text = TEXTS[name]
    for old, new in changes:
        assert text.count(old) == 1, f"{old} must stand once in {name}"
        text = text.replace(old, new)
    return text


def when(day: str, time: str) -> tuple[str, str]:
    return (WHEN, f'("{day}" "{time}:00")')


# fmt: off
FLAGSHIP = {
    "Wednesday afternoon: campus and ondaine are public; bords is closed for its inventory": (
        [when("2026-11-25", "15:00")],
        [("campus#laser", "3.5", "false", "Amara"), ("ondaine#laser", "9.6", "false", "Idris")],
    ),
    "a week later bords is open; its laser requires nothing, so nobody is named": (
        [when("2026-12-02", "15:00")],
        [("campus#laser", "3.5", "false", "Amara"), ("ondaine#laser", "9.6", "false", "Idris"),
         ("bords#laser", "13.2", "false", "")],
    ),
    "at a quarter past five only ondaine has opened": (
        [when("2026-11-26", "17:15")], [("ondaine#laser", "9.6", "false", "Idris")],
    ),
    "closing time is closed": (
        [when("2026-11-26", "21:00")], [("gier#laser-1", "10.7", "false", "Camille")],
    ),
    "from Montbrison: forez; andrezieux is down and bords closed": (
        [(PLACE, "(45.6071 4.0652 20)")], [("forez#laser", "0", "false", "Pascal")],
    ),
    "a smaller circle": ([(PLACE, "(45.4397 4.3872 10)")], [("ondaine#laser", "9.6", "false", "Idris")]),
    "in the school holidays lycee is closed": (
        [(SEASON, "(false school:vacances)")],
        [("ondaine#laser", "9.6", "false", "Idris"), ("gier#laser-1", "10.7", "false", "Camille")],
    ),
    "on a public holiday nobody says they are open": ([HOLIDAY], []),
    "8 mm is too thick for ondaine, and unknown at lycee": (
        [(JOB, "(proc:decoupe-laser mat:contreplaque 8)")],
        [("gier#laser-1", "10.7", "false", "Camille"), ("lycee#laser", "19.1", "true", "")],
    ),
    "cardboard: stated at sante and ondaine, accepted without a thickness at gier and lycee, not accepted by ruban": (
        [(JOB, "(proc:decoupe-laser mat:carton 6)")],
        [("sante#laser", "4.7", "false", ""), ("ondaine#laser", "9.6", "false", "Idris"),
         ("gier#laser-1", "10.7", "true", "Camille"), ("lycee#laser", "19.1", "true", "")],
    ),
    "a Friday night of an even week, past midnight, in thin plywood": (
        [when("2026-11-28", "00:30"), (JOB, "(proc:decoupe-laser mat:contreplaque 3)")],
        [("ruban#laser-diode", "0.8", "false", "")],
    ),
    "the same in an odd week": (
        [when("2026-12-05", "00:30"), (JOB, "(proc:decoupe-laser mat:contreplaque 3)")], [],
    ),
    "PVC and what is made of it are forbidden everywhere": (
        [(JOB, "(proc:decoupe-laser mat:vinyle-adhesif 0)"), (PLACE, "(45.4397 4.3872 300)")], [],
    ),
}

OPEN = {
    "special openings at gier and plaine, campus only in odd weeks": (
        [when("2026-11-28", "10:30")], "boen bords gier plaine roanne"),
    "an odd week, before the special openings": ([when("2026-11-21", "11:00")], "boen bords campus roanne"),
    "campus's special opening counts once": ([when("2026-12-05", "11:00")], "boen bords campus plaine roanne"),
    "past midnight, even week": ([when("2026-11-28", "00:30")], "ruban"),
    "past midnight, odd week": ([when("2026-12-05", "00:30")], ""),
    "closing at one": ([when("2026-11-28", "01:00")], ""),
    "bords is closed that Wednesday": ([when("2026-11-25", "15:00")], "campus ondaine roanne"),
    "a Sunday of the season": ([when("2026-12-27", "15:00")], "roanne"),
    "the Saturday before it, closed": ([when("2026-12-26", "15:00")], ""),
    "a Sunday after the season": ([when("2027-04-04", "15:00")], ""),
    "a special opening that names no public": ([when("2026-12-07", "15:00")], "roanne"),
    "gier is closed at Christmas": ([when("2026-12-22", "18:00")], "roanne"),
    "the morning slot of the holidays": ([when("2026-12-22", "11:00"), (SEASON, "(false school:vacances)")], "roanne"),
    "no such slot in term time": ([when("2026-12-22", "11:00")], ""),
    "a public holiday is closed unless said": ([when("2026-12-25", "10:00"), HOLIDAY], "plaine"),
    "ISO week 53 is odd": ([when("2026-12-31", "19:00")], "andrezieux forez ondaine roanne ruban sante"),
    "and so is week 1 after it": (
        [when("2027-01-07", "19:00")], "andrezieux forez gier lycee ondaine roanne ruban sante"),
    "week 2 is even": ([when("2027-01-14", "19:00")], "andrezieux forez gier lycee ondaine ruban sante"),
    "by appointment, first Monday": ([when("2026-12-07", "10:00"), APPOINTMENT], "andrezieux sante"),
    "by appointment, second Monday": ([when("2026-12-14", "10:00"), APPOINTMENT], "andrezieux"),
    "by appointment, third Monday": ([when("2026-12-21", "10:00"), APPOINTMENT], "andrezieux sante"),
}
# fmt: on


@pytest.mark.parametrize(("changes", "rows"), FLAGSHIP.values(), ids=FLAGSHIP)
def test_flagship(store: Store, changes: list[tuple[str, str]], rows: list[tuple[str, ...]]) -> None:
    assert columns(ask(store, changed("cq01", *changes)), "machine km toConfirm who") == rows


@pytest.mark.parametrize(("changes", "labs"), OPEN.values(), ids=OPEN)
def test_open_labs(store: Store, changes: list[tuple[str, str]], labs: str) -> None:
    rows = ask(store, changed("cq02", *changes))
    assert sorted(row["lab"].removesuffix("#lab") for row in rows) == labs.split()


def test_machines_under_maintenance_have_equivalents_too(store: Store) -> None:
    rows = ask(store, changed("cq10", ("{ st:en-panne }", "{ st:en-entretien }")))
    assert columns(rows, "machine since equivalent km") == [
        ("campus#sls", "2026-11-16", "", ""),
        ("roanne#traceur", "2026-11-17", "ruban#traceur", "71.5"),
        ("ondaine#brodeuse", "2026-11-20", "ruban#brodeuse", "9.4"),
    ]


def test_nobody_is_named_for_a_machine_that_requires_nothing(store: Store) -> None:
    couture = "<https://ruban.example/fablab.jsonld#couture>"
    assert ask(store, changed("cq16", ("<https://gier.example/fablab.jsonld#laser-1>", couture))) == []


# What must never slip through: each line changes the data, and the flagship's machines follow.
GIER, ONDAINE, LYCEE = "gier#laser-1", "ondaine#laser", "lycee#laser"
DATA = {
    "forbidding wood forbids plywood": ("<{ondaine}laser> fab:forbidsMaterial mat:bois", [GIER, LYCEE]),
    "the model's ban holds for the machine": ("model:fl-6040 fab:forbidsMaterial mat:contreplaque", [LYCEE]),
    "so does that of the model that replaces it": (
        "model:fl-6040 dct:isReplacedBy model:fl-7000 . model:fl-7000 fab:forbidsMaterial mat:contreplaque", [LYCEE]),
    "none in working order": ("<{gier}laser-1> fab:quantityInService 0", [ONDAINE, LYCEE]),
    "a machine for the team only": ("<{lycee}laser> fab:accessMode access:restreint", [ONDAINE, GIER]),
    "a lab closed for a while": ("<{gier}lab> fab:labStatus lab-status:ferme-temporaire", [ONDAINE, LYCEE]),
    "a name in a third language doubles nothing": ('<{gier}lab> schema:name "Werkstatt"@de', [ONDAINE, GIER, LYCEE]),
}  # fmt: skip
PREFIXES = (
    "PREFIX fab: <https://w3id.org/fabcommons/ns#> PREFIX schema: <http://schema.org/> PREFIX dct: <http://purl.org/dc/terms/>"
    " PREFIX mat: <https://w3id.org/fabcommons/material/> PREFIX access: <https://w3id.org/fabcommons/access/>"
    " PREFIX lab-status: <https://w3id.org/fabcommons/lab-status/> PREFIX model: <https://w3id.org/fabcommons/model/furan-laser/>"
)


@pytest.mark.parametrize(("addition", "machines"), DATA.values(), ids=DATA)
def test_what_the_flagship_must_not_return(own_store: Store, addition: str, machines: list[str]) -> None:
    bases = {slug: f"https://{slug}.example/fablab.jsonld#" for slug in ("gier", "ondaine", "lycee")}
    if "ferme-temporaire" in addition:
        own_store.update(f"{PREFIXES} DELETE WHERE {{ GRAPH ?g {{ <{bases['gier']}lab> fab:labStatus ?status }} }}")
    own_store.update(f"{PREFIXES} INSERT DATA {{ GRAPH <https://hub.example/test> {{ {addition.format(**bases)} }} }}")
    assert [row["machine"] for row in ask(own_store, TEXTS["cq01"])] == machines


def test_a_lab_named_in_english_only_does_not_vanish(own_store: Store) -> None:
    own_store.update(
        f"{PREFIXES} DELETE {{ GRAPH ?g {{ ?lab schema:name ?name }} }} WHERE {{ GRAPH ?g {{ ?lab schema:name ?name }}"
        ' FILTER(STRSTARTS(STR(?lab), "https://gier.example/") && LANG(?name) = "fr") }'
    )
    named = {row["lab"]: row["labName"] for row in ask(own_store, TEXTS["cq01"])}
    assert named["gier#lab"] == "Gier Makers' Workshop"


def days() -> list[date]:
    """Turns of the year and of February, in leap years and not, the first and last years the calendar is for."""
    starts = [date(y, m, 24) for y in (1901, 1999, 2000, 2020, 2024, 2026, 2027, 2032, 2098) for m in (2, 12)]
    return [start + timedelta(days=offset) for start in starts for offset in range(14)]


def test_the_calendar_is_right() -> None:
    text = TEXTS["cq02"]
    prefixes = text[text.index("PREFIX") : text.index("SELECT")]
    block = text[text.index("  # --- calendar") : text.index("  # --- end of calendar")]
    values = " ".join(f'"{day}"' for day in days())
    query = f"""{prefixes} SELECT ?date ?slotDate ?weekday ?parity ?nthOfMonth ?isLast WHERE {{
        VALUES ?date {{ {values} }} VALUES ?publicHoliday {{ false }} {block} }}"""
    found = {tuple(row.values()) for row in ask(Store(), query)}
    assert found == {_facts(day, day - timedelta(days=eve)) for day in days() for eve in (0, 1)}


def _facts(day: date, slot_day: date) -> tuple[str, ...]:
    names = ("premiere-du-mois", "deuxieme-du-mois", "troisieme-du-mois", "quatrieme-du-mois", "toutes")
    nth = names[(slot_day.day - 1) // 7]
    week = "https://w3id.org/fabcommons/week-pattern/"
    parity = "impaires" if slot_day.isocalendar().week % 2 else "paires"
    last = str((slot_day + timedelta(days=7)).month != slot_day.month).lower()
    return (str(day), str(slot_day), f"schema:{slot_day:%A}", week + parity, week + nth, last)
