"""The finder and the SPARQL it shows give the same labs, machines and slots, criterion by criterion."""

from datetime import date

import pytest
from pages_kit import NOW
from pyoxigraph import QuerySolutions, Store
from werkzeug.datastructures import MultiDict

from server.search.address import read
from server.search.criteria import Criteria
from server.search.find import Finder

PLACE = "lat=45.44&lon=4.39"
FLAGSHIP = "procede=decoupe-laser&materiau=contreplaque&epaisseur=6&jour=2026-11-26&heure=19:00&etat=en-service"
#: Parameters, and how many labs answer: worked out by hand where a comment says so, else only that some do.
TABLE = (
    # The flagship question: cq01's labs, ondaine, gier and lycee, in that order.
    (f"{FLAGSHIP}&{PLACE}&rayon=20", 3),
    ("", None),
    ("procede=decoupe-laser", None),
    ("process=laser-cutting&material=plywood", None),
    ("materiau=contreplaque&epaisseur=10", None),
    ("materiau=bois", None),
    ("materiau=pmma,cuir", None),
    ("procede=decoupe-laser&procede=gravure-laser&materiau=cuir", None),
    ("procede=fraisage-cnc&materiau=contreplaque&epaisseur=20", None),
    ("procede=decoupe-laser&materiau=pvc", 0),
    ("type=machine-laser", None),
    ("type=imprimante-3d", None),
    ("type=3d-printer&etat=en-service", None),
    ("type=imprimante-3d&etat=degrade&etat=en-panne", None),
    ("etat=en-commande&etat=reformee", 1),  # andrezieux
    ("largeur=400&profondeur=600", None),
    ("largeur=1200", None),
    ("materiau=contreplaque&largeur=700&profondeur=1000", None),
    ("pret=1", None),
    ("sans-formation=1&type=machine-laser", None),
    ("jour=2026-11-26&heure=19:00", 8),  # the seven of cq02, and the hostile lab
    ("jour=2026-11-27&heure=01:00", None),  # past midnight, Thursday's even weeks
    ("jour=jeudi", None),
    ("jour=samedi&heure=11:00", None),
    ("jour=2026-11-28&heure=15:00", None),  # gier opens specially
    ("jour=2026-12-03&heure=19:00", None),  # an odd week
    ("jour=2026-12-25&heure=15:00", 0),  # a public holiday
    ("jour=2026-12-24&heure=18:00&jusqu-a=20:00", None),
    ("jour=2026-11-26&heure=08:00&jusqu-a=23:30&acces=adherents&acces=restreint", None),
    ("jour=demain&heure=14h30", None),
    ("acces=adherents", None),
    ("acces=tout-public&type=machine-laser", None),
    (f"{PLACE}&rayon=5", None),
    (f"{PLACE}&rayon=35&type=machine-laser&jour=jeudi&heure=19:00", None),
    ("accessibilite=plain-pied&accessibilite=sanitaires", None),
    ("public=enfants", 0),
    ("age=12", None),
    ("age=12&type=machine-laser", None),
    ("commune=Saint-Étienne", None),
)  # fmt: skip


def asked(parameters: str) -> Criteria:
    pairs = [pair.partition("=") for pair in parameters.split("&") if pair]
    read_ = read(MultiDict((name, value) for name, _, value in pairs))
    assert not read_.mistakes
    return read_.criteria


@pytest.mark.parametrize(("parameters", "labs"), TABLE, ids=lambda value: value if isinstance(value, str) else "")
def test_same_answers(finder: Finder, store: Store, parameters: str, labs: int | None) -> None:
    criteria = asked(parameters)
    found, rows = in_index(finder, criteria), in_store(finder, store, criteria)
    assert found == rows
    count = len({row[0] for row in found})
    assert count == labs if labs is not None else count > 0


Row = tuple[str, str, bool, float | None]


def in_index(finder: Finder, criteria: Criteria) -> set[Row]:
    hits = finder.everything(criteria, NOW).hits
    return {
        (hit.iri, machine.iri, bool({"model", "type"} & set(machine.inferred)), hit.distance_km)
        for hit in hits
        for machine in hit.machines
    } | {(hit.iri, "", False, hit.distance_km) for hit in hits if not hit.machines}


def in_store(finder: Finder, store: Store, criteria: Criteria) -> set[Row]:
    answer = store.query(finder.sparql(criteria, NOW), use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    names = [variable.value for variable in answer.variables]
    rows: dict[tuple[str, str, float | None], bool] = {}
    for row in answer:
        said = {name: _value(row[name]) for name in names}
        km = float(said["km"]) if said.get("km") else None
        key = (said["lab"], said.get("machine", ""), km)
        rows[key] = rows.get(key, True) and said.get("toConfirm") == "true"
    return {(lab, machine, to_confirm, km) for (lab, machine, km), to_confirm in rows.items()}


def _value(term: object) -> str:
    return "" if term is None else str(getattr(term, "value", term))


def test_the_slot_is_the_same(finder: Finder, store: Store) -> None:
    criteria = asked("jour=2026-11-26&heure=19:00")
    answer = store.query(finder.sparql(criteria, NOW), use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    rows = {(_value(row["lab"]), _value(row["opens"]), _value(row["closes"])) for row in answer}
    hits = finder.everything(criteria, NOW).hits
    assert {(hit.iri, hit.slot.opens, hit.slot.closes) for hit in hits if hit.slot} == rows


def test_words_in_the_query_stay_words(finder: Finder, store: Store) -> None:
    """Whatever is typed stays within a comment or a string, in both languages."""
    nasty = 'laser"\n} DROP ALL # \\u0022'
    criteria = Criteria(text=nasty, commune=('Saint"\\', nasty), day=date(2026, 12, 25), hour="15:00")
    for lang in ("fr", "en"):
        text = finder.sparql(criteria, NOW, lang)
        assert not [line for line in text.splitlines() if line.startswith("} DROP")]
        answer = store.query(text, use_default_graph_as_union=True)
        assert isinstance(answer, QuerySolutions)
        assert list(answer) == []
