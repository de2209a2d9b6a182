"""`/publish` as a browser without scripts uses it: short, whole, from elsewhere, to a file; limits; hostile senders."""

import html
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import html5rdf  # type: ignore[import-untyped]
import pytest
from pages_kit import NOW, Answering, Outline, valid
from publish_kit import BROWSER, Form, Writer, empty_site
from support.labs import loire
from support.web import Web

from harvester.desk import hosted, keys
from harvester.judge import judge
from harvester.profile import profile_of
from server.store.guard import GuardPool

Make = Callable[..., Answering]
SHORT = {
    "/nom": "Lab de Valrouge", "/adresse/rue": "1 rue du Modèle", "/adresse/commune": "Saint-Fictif-le-Haut",
    "/horaires/+0/jours": ["", "mardi", "jeudi"], "/horaires/+0/ouvre": "17:30", "/horaires/+0/ferme": "21:00",
    "/courriel": "bonjour@valrouge.example", "/telephone": "04 00 00 00 00", "/site": "valrouge.example",
    "/machines/+0/nom": "La grande laser", "/machines/+0/typeMachine": "laser-co2", "/machines/+0/etat": "en-service",
    "/machines/+1/nom": "Scie", "/machines/+1/typeMachine": "scie-a-ruban", "/machines/+1/materiaux": ["", "bois"],
}  # fmt: skip


@pytest.fixture
def make(tmp_path: Path, pool: GuardPool) -> Iterator[Make]:
    """Makes a site over an empty hub with these settings, whose communes are the made-up ones."""
    with ExitStack() as stack:
        yield lambda **limits: stack.enter_context(closing(empty_site(tmp_path, pool, **limits)))


@pytest.fixture
def desk(make: Make) -> Answering:
    return make()


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Iterator[Answering]:
    """One for all that is tried at it: nothing of what is sent stays."""
    with closing(empty_site(tmp_path_factory.mktemp("lasting"), pool)) as site:
        yield site


def text(writer: Writer) -> str:
    valid(writer.answer.text)
    return Outline(writer.answer.text).text


# --- the short form -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "words"), [("fr", "en cinq minutes"), ("en", "in five minutes")])
def test_it_begins_short_and_in_both_languages(desk: Answering, lang: str, words: str) -> None:
    writer = Writer(desk, lang)
    assert writer.answer.status_code == 200
    assert words in text(writer)
    assert "Set-Cookie" not in writer.answer.headers
    page = writer.answer.text
    names = set(re.findall(r'<(?:input|select|textarea) id="([^"]+)"', page))
    assert names <= set(re.findall(r'<label (?:class="\w+" )?for="([^"]+)"', page))


def test_from_nothing_to_a_file(desk: Answering) -> None:
    writer = Writer(desk)
    form = writer.send("finish", SHORT)
    assert "Votre fiche est prête" in text(writer)
    made = form.document
    assert made["adresse"] == {
        "rue": "1 rue du Modèle", "commune": "Saint-Fictif-le-Haut", "codeInsee": "99003", "codePostal": "99120",
    }  # fmt: skip
    assert made["horaires"] == [{"jours": ["mardi", "jeudi"], "ouvre": "17:30", "ferme": "21:00"}]
    assert made["site"] == "https://valrouge.example"
    assert list(made["machines"]) == ["#la-grande-laser", "#scie"]
    assert (made["miseAJour"], made["licenceDonnees"]) == ("2026-11-26", "etalab-2.0")
    for name, kind in (("fablab.jsonld", "application/ld+json"), ("fablab.json", "application/json")):
        writer.press(f"download:{name}")
        assert writer.answer.mimetype == kind
        assert name in writer.answer.headers["Content-Disposition"]
        assert json.loads(writer.answer.data) == made
        writer.answer = _back(desk, form)
    verdict = judge(json.dumps(made).encode(), "https://x.example/f", profile_of(desk.small.settings, NOW))
    assert verdict.outcome == "LOADED"


def _back(site: Answering, form: Form) -> Any:
    data = {name: form.fields.getlist(name) for name in form.fields} | {"do": "file"}
    return site.client.post("/publish", data=data, headers=BROWSER, content_type="multipart/form-data", buffered=True)


def test_a_file_in_english_says_so(desk: Answering) -> None:
    writer = Writer(desk, "en")
    form = writer.send("finish", {"/name": "Lab", "/email": "a@b.example", "/address/town": "99120"})
    assert "Your record is ready" in text(writer)
    assert form.document["@context"][1] == {"@language": "en"}
    assert form.document["address"] == {"town": "Saint-Fictif-le-Haut", "inseeCode": "99003", "postcode": "99120"}
    assert form.document["labStatus"] == "open"


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(desk: Answering) -> None:
    writer = Writer(desk)
    form = writer.send(
        "finish", {**SHORT, "/machines/+1/typeMachine": "", "/adresse/codePostal": "9", "/position/lat": "x"}
    )
    page = writer.answer.text
    assert "À corriger" in text(writer)
    assert {name: form.fields[name] for name in ("/adresse/codePostal", "/position/lat", "/nom")} == {
        "/adresse/codePostal": "9", "/position/lat": "x", "/nom": "Lab de Valrouge",
    }  # fmt: skip
    for name in ("/adresse/codePostal", "/machines/#scie/typeMachine"):
        field = re.search(rf'<(?:input|select) id="(\w+)" name="{re.escape(name)}"[^>]*aria-invalid="true"', page)
        assert field, name
        assert f'href="#{field[1]}"' in page
        assert f'id="{field[1]}-wrong"' in page
    writer.press("file")
    assert "Votre fiche est à corriger" in text(writer)


def test_rows_and_things_come_and_go(desk: Answering) -> None:
    writer = Writer(desk)
    form = writer.press("more:/horaires", **{"/nom": "Lab"})
    assert {f"/horaires/+{n}/ouvre" for n in range(3)} <= set(form.fields)
    form = writer.send("keep", {"/horaires/+1/ouvre": "09:00", "/horaires/+0/ouvre": "08:00"})
    assert {"/horaires/0/ouvre", "/horaires/1/ouvre", "/horaires/+0/ouvre"} <= set(form.fields)
    form = writer.send("drop:/horaires/0", {"/horaires/1/ferme": "10:00"})
    assert form.document["horaires"] == [{"ouvre": "09:00", "ferme": "10:00"}]
    writer.press("whole")
    form = writer.send("add:/machines", {"new:/machines": "Grande laser"})
    assert form.fields["/machines/#grande-laser/nom"] == "Grande laser"
    form = writer.send("add:/machines/#grande-laser/entretien", {"/machines/#grande-laser/typeMachine": "laser-co2"})
    assert "/machines/#grande-laser/entretien/#tacheentretien/intervalleJours" in form.fields
    form = writer.press("go:/machines/#grande-laser")
    form = writer.press("go:")
    form = writer.send("add:/equipe", {"new:/equipe": "Camille"})
    assert form.document["equipe"] == [{"@id": "#camille", "@type": "Personne", "prenom": "Camille"}]
    form = writer.press("go:")
    form = writer.send("drop:/equipe/0", {"/equipe": ["https://x.example/#y", ""]})
    assert form.document["equipe"] == ["https://x.example/#y"]
    form = writer.press("drop:/machines/#grande-laser", reread="1")
    assert "machines" not in form.document
    assert form.document["nom"] == "Lab"


def test_a_workshop_is_chosen_among_the_sorts_of_events(desk: Answering) -> None:
    writer = Writer(desk)
    writer.press("whole")
    form = writer.send("add:/agenda", {"new:/agenda": "Découpe"})
    assert form.document["agenda"] == {"#decoupe": {"@type": "Evenement", "nom": "Découpe"}}
    form = writer.send("keep", {"/agenda/#decoupe/@type": "Atelier", "/agenda/#decoupe/debut": "2026-12-01T18:00"})
    assert form.document["agenda"]["#decoupe"] == {"@type": "Atelier", "nom": "Découpe", "debut": "2026-12-01T18:00"}
    assert "/agenda/#decoupe/enseigne" in form.fields


# --- communes -------------------------------------------------------------------------------------------------------

FICTIF = {"commune": "Saint-Fictif-le-Haut", "codeInsee": "99003", "codePostal": "99120"}
COMMUNES: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"/adresse/commune": "99120"}, FICTIF), ({"/adresse/codePostal": "99120"}, FICTIF),
    ({"/adresse/commune": "st fictif le haut"}, FICTIF),
    ({"/adresse/commune": "Nulle part"}, {"commune": "Nulle part"}),
    ({"/adresse/commune": "Valrouge"}, {"commune": "Valrouge", "codeInsee": "99001", "codePostal": "99100"}),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "address"), COMMUNES)
def test_the_commune_gives_the_rest(desk: Answering, sent: dict[str, str], address: dict[str, str]) -> None:
    assert Writer(desk).send("commune:", sent).document["adresse"] == address


def test_another_commune_of_that_name_is_offered_and_a_new_one_replaces_the_old(desk: Answering) -> None:
    writer = Writer(desk)
    form = writer.send("commune:", {"/adresse/commune": "Valrouge"})
    assert "commune:98006" in form.buttons
    form = writer.press("commune:98006")
    assert form.document["adresse"] == {"commune": "Valrouge", "codeInsee": "98006", "codePostal": "98600"}
    form = writer.send("keep", {"/adresse/commune": "Saint-Fictif-le-Haut"})
    assert form.document["adresse"]["codeInsee"] == "99003"
    form = writer.send("keep", {"/adresse/commune": "Atlantis", "/adresse/codePostal": ""})
    assert form.document["adresse"] == {"commune": "Atlantis"}


# --- from elsewhere -------------------------------------------------------------------------------------------------


def test_from_the_address_of_a_lab_file(make: Make) -> None:
    site = make(allow_loopback=True)
    content = loire()["gier"]
    with Web() as web:
        url = web.put("/fablab.jsonld", content)
        writer = Writer(site)
        form = writer.send("start:address", {"from": url, "/nom": "typed before"})
        assert form.document == json.loads(content)
        assert form.fields["base"] == url
    form = writer.send("finish", {"/telephone": ""})
    assert "Votre fiche est prête" in text(writer)
    assert {**form.document} == json.loads(content)


def test_from_a_file_and_what_cannot_be_read(desk: Answering) -> None:
    writer = Writer(desk)
    form = writer.send("start:file", {"/nom": "Tapé"}, {"file": (b"a;b\n1;2\n", "table.csv")})
    assert writer.answer.status_code == 400
    assert "ne se lit pas comme la fiche" in text(writer)
    assert form.fields["/nom"] == "Tapé"
    form = writer.send("start:file", {}, {"file": (loire()["roanne"], "fablab.jsonld")})
    assert form.document == json.loads(loire()["roanne"])
    writer = Writer(desk)
    writer.press("start:file")
    assert "Choisissez un fichier." in text(writer)
    form = writer.send("start:address", {"from": "http://127.0.0.1:9/x", "/nom": "Tapé"})
    assert (writer.answer.status_code, form.fields["/nom"]) == (400, "Tapé")
    assert form.fields["from"] == "http://127.0.0.1:9/x"


def test_a_link_may_bring_the_address(desk: Answering) -> None:
    page = desk.get("/publish?url=https://gier.example/fablab.jsonld").text
    assert Form(page).fields["from"] == "https://gier.example/fablab.jsonld"


def test_a_hosted_file_is_edited_by_its_lab_alone(desk: Answering) -> None:
    small = desk.small
    source = small.register("gier")
    other = small.register("roanne")
    with small.engine.begin() as db:
        hosted.save(db, source.id, loire()["gier"].decode(), "lab:gier", NOW)
        mine, theirs = (keys.make(db, "session", NOW, source=each.id, subject=each.slug) for each in (source, other))
    assert desk.get("/publish?desk=gier").status_code == 403
    writer = Writer(desk)
    writer.client.set_cookie("fabcommons", theirs)
    assert writer.get("/publish?desk=gier").status_code == 403
    writer.client.set_cookie("fabcommons", mine)
    answer = writer.get("/publish?desk=gier")
    assert writer.form.document == json.loads(loire()["gier"])
    assert answer.headers["Cache-Control"] == "private, no-store"
    writer.press("finish")
    page = writer.answer.text
    assert 'action="/desk/gier/file"' in page
    assert 'action="/hosting"' not in page


@pytest.mark.parametrize(("smtp_host", "asked"), [("", []), ("mail.example", ["email"])])
def test_a_finished_file_goes_to_be_hosted_or_registered(make: Make, smtp_host: str, asked: list[str]) -> None:
    writer = Writer(make(smtp_host=smtp_host))
    writer.send("finish", SHORT)
    page = writer.answer.text
    hosting = re.search(r'<form [^>]*method="post" action="/hosting">(.*?)</form>', page, re.DOTALL)
    assert hosting
    names = re.findall(r'name="(\w+)"', hosting[1])
    assert names == ["document", "lang", *asked]
    own = re.search(r'<form [^>]*method="get" action="/register">(.*?)</form>', page, re.DOTALL)
    assert own
    assert re.findall(r'name="(\w+)"', own[1]) == ["url"]


def test_the_lines_for_a_page_give_the_same_file(desk: Answering) -> None:
    writer = Writer(desk)
    form = writer.send("file", {"/nom": "Lab </script><!-- <script> </textarea> & é"})
    found = re.search(r'<textarea id="embedded"[^>]*>\n(.*?)</textarea>', writer.answer.text, re.DOTALL)
    assert found
    page = html5rdf.parse(f"<!doctype html><title>x</title>{html.unescape(found[1])}", namespaceHTMLElements=False)
    (script,) = page.iter("script")
    assert script.attrib["type"] == "application/ld+json"
    assert json.loads(script.text or "") == form.document
    checker = desk.app.extensions["checker"]
    read = checker.check_bytes(
        f"<!doctype html><title>x</title>{html.unescape(found[1])}".encode(), content_type="text/html"
    )
    assert (read.verdict.outcome, json.loads(read.verdict.document)) == ("LOADED", form.document)


# --- limits and bad manners -----------------------------------------------------------------------------------------


def test_other_sites_may_not_send_it(desk: Answering) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert desk.client.post("/publish", data={"do": "keep"}, headers=headers).status_code == 403


def test_size_and_number_of_fields_are_settings(make: Make) -> None:
    site = make(publish_bytes=20_000, publish_fields=200)
    writer = Writer(site)
    writer.send("keep", {"/nom": "m" * 30_000})
    assert writer.answer.status_code == 413
    writer = Writer(site)
    writer.send("keep", {f"x{n}": "1" for n in range(300)})
    assert writer.answer.status_code == 413


def test_rows_of_a_group_are_a_setting(make: Make) -> None:
    writer = Writer(make(publish_rows=4))
    for _ in range(6):
        form = writer.press("more:/horaires")
    assert {name for name in form.fields if name.endswith("/ouvre")} == {f"/horaires/+{n}/ouvre" for n in range(4)}


def test_checks_are_limited_and_nothing_is_lost(make: Make) -> None:
    writer = Writer(make(publish_rate=1, publish_burst=2))
    for _ in range(2):
        writer.send("check", {"/nom": "Lab"})
        assert writer.answer.status_code == 200
    form = writer.send("check", {"/telephone": "01"})
    assert writer.answer.status_code == 429
    assert (form.fields["/nom"], form.fields["/telephone"]) == ("Lab", "01")


HOSTILE: list[dict[str, Any]] = [
    {}, {"document": ""}, {"document": "[]"}, {"document": '{"@context":1}'}, {"document": "[" * 50_000},
    {"document": '{"@context": "x", "machines": ' + '{"a":' * 300 + "1" + "}" * 300 + "}"},
    {"view": "whole", "at": "/machines/nowhere"}, {"view": "whole", "at": "~2/@context/0"},
    {"view": "done", "at": "\x00"},
    {"blanks": "[" * 50_000}, {"blanks": '{"/horaires": 1e9, "/machines": true, "x": -4}'}, {"base": "http://["},
    {"do": "drop:/@context"}, {"do": "drop:"}, {"do": "more:/nowhere"}, {"do": "add:/nom"}, {"do": "go:/a/b/c"},
    {"do": "commune:99999"}, {"do": "download:../../etc/passwd"}, {"do": "start:nowhere"}, {"do": ":::"},
    {"/nom": '"><script>alert(1)</script>\u202e\x07'}, {"/statut": "<b>"}, {"/acces": ["", "<b>", "x" * 5000]},
    {"document": '{"@context":"x","nom":{"fr":{"a":1}},"horaires":[[1],{"jours":[{}]}],"machines":[1,{"nom":2}]}'},
    {"document": '{"@context":"x","@graph":[{"@type":"FabLab","nom":"G"}]}'},
    {"document": '{"@context":"x","@graph":[1]}'},
    {"document": '{"@context":["x",{"@language":5}],"adresse":[{"commune":{}}],"position":[],"contact":[],"@type":[]}'},
    {"document": '{"@context":"x","agenda":{"#a":{"@type":["E"]},"":{},"/~":{"nom":"~/"}}}', "at": "/agenda/~1~0"},
]  # fmt: skip


@pytest.mark.parametrize("sent", HOSTILE, ids=[str(n) for n in range(len(HOSTILE))])
@pytest.mark.parametrize("act", ["keep", "check", "whole", "finish", "file", "commune:99001", "add:/machines"])
def test_no_form_breaks_it(lasting: Answering, sent: dict[str, Any], act: str) -> None:
    writer = Writer(lasting)
    form = writer.form
    fields = {name: form.fields.getlist(name) for name in form.fields} | {"do": act} | sent
    answer = lasting.client.post(
        "/publish", data=fields, headers=BROWSER, content_type="multipart/form-data", buffered=True
    )
    assert answer.status_code in (200, 400)
    valid(answer.text)
    assert "<script>alert" not in answer.text
    Form(answer.text).document  # noqa: B018 – it still travels


def test_a_lab_of_a_graph_is_written_where_it_stands(desk: Answering) -> None:
    document = (
        '{"@context":"https://w3id.org/fabcommons/context/v1","@graph":[{"@id":"#lab","@type":"FabLab","nom":"G"}]}'
    )
    writer = Writer(desk)
    form = writer.send("keep", {"document": document})
    assert form.fields["/@graph/0/nom"] == "G"
    form = writer.send("keep", {"/@graph/0/nom": "H"})
    assert form.document["@graph"][0]["nom"] == "H"


def test_hidden_things_of_a_page_are_never_sent_back_changed(desk: Answering) -> None:
    """Every sample lab, short, whole and finished, as a browser sends it: the same file."""
    with closing(desk.small.engine.connect()):
        for slug, content in loire().items():
            writer = Writer(desk)
            form = writer.send("start:file", {}, {"file": (content, "fablab.jsonld")})
            if writer.answer.status_code != 200:
                continue
            for act in ("keep", "whole", "keep", "short", "file"):
                form = writer.press(act)
            assert json.dumps(form.document) == json.dumps(json.loads(content)), slug
