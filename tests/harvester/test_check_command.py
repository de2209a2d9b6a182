"""`fabcommons check`: what the harvester would say, and how the command ends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from support.commons import Commons
from support.labs import base_of, lab, text
from support.web import Page, Web

import shapes
from harvester.report import as_json
from server.cli import cli

GOOD = text(lab(machines=1))
FAULTY = text(lab(machines={"#laser": {"nom": "Laser", "typeMachine": "laser-c02", "etat": "en-service"}}))
REFUSED = text(lab(machines=1, **{"@base": "https://elsewhere.example/"}))
LARGE = b" " * 20_000

#: What the document is, the outcome, and how the command ends: published, refused, or not reached.
DOCUMENTS: dict[str, tuple[bytes, str, int]] = {
    "good": (GOOD, "LOADED", 0),
    "faulty": (FAULTY, "QUARANTINED", 0),
    "refused": (REFUSED, "REJECTED", 1),
    "not-json": (b"{", "REJECTED", 1),
    "large": (LARGE, "FAILED", 1),
}


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """Runs the command on documents of at most 10,000 bytes, loopback allowed."""
    monkeypatch.setenv("FABCOMMONS_ALLOW_LOOPBACK", "true")
    monkeypatch.setenv("FABCOMMONS_MAX_DOCUMENT_BYTES", "10000")

    def run(*arguments: str, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(cli, ["check", *arguments, "--data", str(tmp_path / "none")], input=stdin)

    return run


@pytest.mark.parametrize("name", DOCUMENTS)
def test_file_address_and_standard_input_say_the_same(
    check: Callable[..., Result], web: Web, tmp_path: Path, name: str
) -> None:
    content, outcome, status = DOCUMENTS[name]
    (tmp_path / "lab.jsonld").write_bytes(content)
    flags = ("--json", "--base", base_of("lab"))
    ends = [
        check(str(tmp_path / "lab.jsonld"), *flags),
        check(web.put("/lab", content), *flags),
        check("-", *flags, stdin=content),
    ]
    assert [end.exit_code for end in ends] == [status] * 3
    told = [json.loads(end.output) for end in ends]
    assert told[0] == without_travel(told[1]) == told[2]
    assert set(told[0]) == {
        "outcome",
        "kind",
        "language",
        "quads",
        "entities",
        "results",
        "more",
        "transport",
        "document",
    }
    assert told[0]["outcome"] == outcome
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("page", [Page(b"", 404), Page(b"", 410), Page(b"", 302, {"Location": "file:///etc/passwd"})])
def test_what_cannot_be_reached(check: Callable[..., Result], web: Web, tmp_path: Path, page: Page) -> None:
    assert check(web.put("/lab", page)).exit_code == 2
    assert check(str(tmp_path / "no-such-file")).exit_code == 2


def test_command_says_what_the_harvest_said(check: Callable[..., Result], commons: Commons) -> None:
    commons.register("lab", FAULTY)
    said: list[dict[str, Any]] = [as_json(finding) for finding in commons.harvest()["lab"].findings]
    report = json.loads(check(commons.web.url("/lab"), "--json", "--base", base_of("lab")).output)
    told = without_travel(report)["results"]
    assert without_lines(told) == without_lines(said)
    assert {result["code"]: result["line"] for result in told}["V8"]


def without_travel(report: dict[str, Any]) -> dict[str, Any]:
    """The same report without what an address adds: the advice on how the file came."""
    said = [result for result in report["results"] if result["severity"] == "Violation" or result["code"][:2] != "T-"]
    return {**report, "results": said, "transport": None}


def without_lines(results: list[dict[str, Any]]) -> list[str]:
    """Findings as the judge makes them: neither line nor mend."""
    return sorted(json.dumps({**result, "line": None, "mend": None}, sort_keys=True) for result in results)


def test_people_read_sentences_in_their_language(check: Callable[..., Result]) -> None:
    told = {lang: check("-", "--lang", lang, stdin=REFUSED).output for lang in ("fr", "en")}
    assert "Le fichier change la base des identifiants" in told["fr"]
    assert "The file changes the base of its identifiers" in told["en"]
    assert all("REJECTED" in output and "→" in output for output in told.values())


def test_lines_to_change_are_shown_with_what_comes_instead(check: Callable[..., Result]) -> None:
    told = check("-", stdin=FAULTY).output
    assert "à corriger V8" in told
    assert '31 - "typeMachine": "laser-c02",\n' in told
    assert '   + "typeMachine": "laser-co2",\n' in told


def test_language_is_the_document_s_unless_it_is_asked_for(check: Callable[..., Result]) -> None:
    english = json.dumps(
        {"@context": "x", "@id": "#lab", "@type": "FabLab", "name": "Lab", "labStatus": "open"}
    ).encode()
    assert "The @context line" in check("-", stdin=english).output
    assert "La ligne @context" in check("-", "--lang", "fr", stdin=english).output


def test_no_order_reaches_the_terminal(check: Callable[..., Result]) -> None:
    document = lab(machines=1, **{"clé\u001b[31m\u202e": "\u001b]0;x\u0007"})
    told = check("-", stdin=text(document)).output + check("-", stdin=b'{"a": "\x1b[31m').output
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_the_catalogue_is_printed(check: Callable[..., Result]) -> None:
    told = {lang: CliRunner().invoke(cli, ["sentences", "--lang", lang]).output for lang in ("fr", "en", "both")}
    for rule in shapes.rules().values():
        for lang in ("fr", "en"):
            texts = (rule.message[lang], rule.hint[lang], rule.cell.get(lang, ""))
            assert all(text in told[name] for text in texts for name in (lang, "both"))
    rows = json.loads(CliRunner().invoke(cli, ["sentences", "--json", "--lang", "fr"]).output)
    assert [row["id"] for row in rows] == list(shapes.rules())
    assert set(rows[0]) == {"id", "code", "severity", "subject", "message", "hint", "cell"}
    assert set(rows[0]["hint"]) == {"fr"}
    told["pages"] = CliRunner().invoke(cli, ["sentences", "--of", "pages", "--of", "letters"]).output
    for name in ("both", "pages"):
        assert "Bonjour,\n" in told[name]
        assert "Hello,\n" in told[name]
        assert "  fr  Vérifier une fiche\n  en  Check a record\n" in told[name]
    assert "V8-access" not in told["pages"]
