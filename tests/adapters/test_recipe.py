"""«An adapter» in CONTRIBUTING, followed in a copy of the house with a form that was made up: that is all it takes.

The check, the harvest, the tests of all adapters and the documentation know it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COPIED = ("ontology", "shapes", "harvester", "server", "docs/adapters", "docs/reference", "examples/loire",
          "tests/support", "tests/adapters", "tests/shapes", "tests/documents", "tests/pages")  # fmt: skip

ADAPTER = '''"""A lab's card, a text that begins with `CARD 1`: a word, a colon, what it says, on each line."""

import json
from collections.abc import Iterator

import ontology
from harvester.adapters.received import Adapted, Received
from harvester.errors import DocumentError
from harvester.imports.fields import unspoken
from harvester.report import Finding
from harvester.words import slug

_KEYS = ("statut", "miseAJour", "licenceDonnees", "acces")


class Card:
    """Mapping in docs/adapters/card.md."""

    name = "card"

    def recognises(self, received: Received) -> bool:
        """By its first line."""
        return received.content.startswith(b"CARD 1\\n")

    def adapt(self, received: Received, base: str) -> Adapted:
        """The lab file. Errors: DocumentError K1-name."""
        lines = list(_lines(received.content))
        said = {word: text for _, word, text in lines}
        if not said.get("nom"):
            raise DocumentError("K1-name")
        machines = {f"#{slug(text)}": (number, text) for number, word, text in lines if word == "machine"}
        made = {
            "@context": ontology.CONTEXT_URL, "@id": "#lab", "@type": "FabLab", "nom": unspoken(said["nom"]),
            **{key: said[key] for key in _KEYS if key in said},
            "machines": {name: {"nom": text, "typeMachine": "autre"} for name, (_, text) in machines.items()},
        }  # fmt: skip
        persons = tuple(_person(number) for number, word, _ in lines if word == "responsable")
        places = {f"/machines/{name}": number for name, (number, _) in machines.items()}
        content = json.dumps(made, ensure_ascii=False).encode()
        return Adapted(content, self.name, persons, lines=places)


def _lines(content: bytes) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        word, colon, text = line.partition(":")
        if colon:
            yield number, word.strip(), text.strip()


def _person(line: int) -> Finding:
    return Finding("K2-person", None, None, None, None, {"line": str(line)})
'''
RULES = """# Rules on a card that stands for a lab's file; checked by harvester/adapters/card.py.
@prefix fs: <https://w3id.org/fabcommons/shapes/v1#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

fs:K1-name a fs:DocumentRule ; fs:code "K1" ; sh:severity sh:Violation ;
  sh:message "La carte ne dit pas le nom du lab."@fr , "The card does not say the lab's name."@en ;
  fs:hint "Ajoutez une ligne, par exemple nom: FabLab de Firminy."@fr ,
    "Add a line, for instance nom: Firminy FabLab."@en .

fs:K2-person a fs:DocumentRule ; fs:code "K2" ; sh:severity sh:Info ;
  sh:message "Le nom d'une personne n'est pas repris."@fr , "The name of a person is not taken over."@en ;
  fs:hint "Rien à faire ; donnez par exemple le courriel du lab."@fr ,
    "Nothing to do; give for instance the lab's e-mail address."@en .
"""
CARD = """CARD 1
nom: FabLab du Gier
statut: ouvert
acces: sur-rendez-vous
miseAJour: 2026-11-01
licenceDonnees: etalab-2.0
responsable: Camille Martin
machine: Presse à injecter
"""
LAB = {
    "@context": "https://w3id.org/fabcommons/context/v1", "@id": "#lab", "@type": "FabLab",
    "nom": {"@none": "FabLab du Gier"}, "statut": "ouvert", "miseAJour": "2026-11-01", "licenceDonnees": "etalab-2.0",
    "acces": "sur-rendez-vous",
    "machines": {"#presse-a-injecter": {"nom": "Presse à injecter", "typeMachine": "autre"}},
}  # fmt: skip
_PRESS = {"severity": "Warning", "pointer": "/machines/#presse-a-injecter", "line": "8"}
REPORT = {"outcome": "LOADED", "results": [
    {"severity": "Info", "rule": "K2-person", "line": "7"},
    *({"severity": "Warning", "rule": rule, "pointer": ""} for rule in ("W1-email", "V3-position-missing")),
    *({**_PRESS, "rule": rule} for rule in ("V7-status-missing", "W3-model", "V7-other-type")),
]}  # fmt: skip
NAMELESS = {"outcome": "REJECTED", "results": [{"severity": "Violation", "rule": "K1-name"}]}

#: New files, as the recipe names them.
NEW: Mapping[str, str] = {
    "harvester/adapters/card.py": ADAPTER,
    "shapes/card.ttl": RULES,
    "docs/adapters/card.md": "# Card\n\nEach key of the card is one of the lab file; «responsable» is left out.\n",
    "tests/adapters/card/gier.card": CARD,
    "tests/adapters/card/gier.lab.jsonld": json.dumps(LAB),
    "tests/adapters/card/gier.report.json": json.dumps(REPORT),
    "tests/adapters/card/sans-nom.card": "CARD 1\nstatut: ouvert\n",
    "tests/adapters/card/sans-nom.report.json": json.dumps(NAMELESS),
}
#: Lines of files that are there, as the recipe names them: what stands there, what is put in its place.
NAMED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "harvester/adapters/__init__.py": (
        ("\nfrom harvester.adapters.html", "\nfrom harvester.adapters.card import Card\nfrom harvester.adapters.html"),
        ("(Html(), ", "(Html(), Card(), "),
    ),
    "tests/support/subjects.py": (('FORMS = ("page", ', 'FORMS = ("page", "card", '),),
    "shapes/reference.py": (('    "page": (', '    "card": ("Une carte", "A card"),\n    "page": ('),),
}  # fmt: skip
COMMAND = "from server.cli import main; main()"
HARVEST = '''"""What the recipe's form becomes at a harvest."""

from support.commons import Commons

CARD = {card!r}


def test_it_is_gathered(commons: Commons) -> None:
    commons.register("gier", CARD.encode())
    commons.put("gier", CARD.encode(), headers={{"Content-Type": "text/plain"}})
    assert commons.round()["gier"].outcome == "LOADED"
    assert commons.ask("SELECT ?n {{ ?m a <https://w3id.org/fabcommons/ns#Machine> ; <http://schema.org/name> ?n }}")
    assert [row[0] for row in commons.source("gier").report if row[0][0] == "K"] == ["K2-person"]
    assert "Camille" not in commons.content()
'''


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house with one more adapter."""
    house = tmp_path_factory.mktemp("house")
    left_out = shutil.ignore_patterns("node_modules", "built", "__pycache__", "frontend")
    for name in COPIED:
        shutil.copytree(ROOT / name, house / name, ignore=left_out)
    for name in ("pyproject.toml", "tests/conftest.py"):
        shutil.copy(ROOT / name, house / name)
    for name, text in NEW.items():
        (house / name).parent.mkdir(exist_ok=True)
        (house / name).write_text(text, encoding="utf-8")
    for name, changes in NAMED.items():
        text = (house / name).read_text(encoding="utf-8")
        for before, after in changes:
            assert text.count(before) == 1, (name, before)
            text = text.replace(before, after)
        (house / name).write_text(text, encoding="utf-8")
    (house / "tests/adapters/test_card_gathered.py").write_text(HARVEST.format(card=CARD), encoding="utf-8")
    run(house, "-m", "shapes")
    return house


def run(house: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(house)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=house, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def test_the_check_knows_it(house: Path) -> None:
    report = json.loads(run(house, "-c", COMMAND, "check", "tests/adapters/card/gier.card", "--json"))
    assert (report["outcome"], report["kind"]) == ("LOADED", "card")
    assert json.loads(report["document"]) == LAB
    assert "La carte ne dit pas le nom du lab." in run(house, "-c", COMMAND, "sentences", "--of", "rules")


def test_the_documentation_knows_it(house: Path) -> None:
    page = (house / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
    chapter = page.partition("## Une carte / A card")[2].partition("\n## ")[0]
    assert 'id="K1-name"' in chapter
    assert 'id="K2-person"' in chapter


def test_what_holds_for_all_adapters_holds_for_it_and_it_is_gathered(house: Path) -> None:
    run(house, "-m", "ruff", "check", "--no-cache", *(name for name in NEW if name.endswith(".py")))
    wanted = ("adapters/test_adapter_samples.py", "adapters/test_cell_hints.py", "adapters/test_card_gathered.py",
              "pages/test_check_same_forms.py", "shapes/test_rules.py")  # fmt: skip
    chosen = "card or gathered or K1 or K2 or every_rule or letter_of_its_own or page_is_fresh"
    told = run(
        house, "-m", "pytest", "-p", "no:cacheprovider", "-k", chosen, "-v", *(f"tests/{name}" for name in wanted)
    )
    for name in (
        "[card/gier.card]",
        "[gier.card]",
        "[sans-nom.card]",
        "mapping[card]",
        "[K1-name]",
        "is_gathered PASSED",
    ):
        assert name in told, name
