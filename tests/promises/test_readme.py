"""The README does what it says: every command in it is run, and gives what it shows."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.serving import free_port

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = [sys.executable, "-c", "from server.cli import main; main()"]
READY = "Le site est prêt"


def shown(command: str) -> list[str]:
    """The lines that the README shows under a command."""
    block = README.split(f"    $ {command}\n", 1)[1].split("\n\n")
    text = "\n".join(block[:3]) if command == "make demo" else block[0]
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("$")]


def commands() -> list[str]:
    return re.findall(r"^    \$ (.+)$", README, re.MULTILINE)


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[int, list[str]]]:
    """`fabcommons demo` as `make demo` runs it, on a free port; what it printed until the site was ready."""
    port = free_port()
    with subprocess.Popen(
        [*RUN, "demo", "--port", str(port)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line.strip())
            if READY in line:
                break
        yield port, [line for line in lines if line]
        process.terminate()


def test_the_commands_are_those_tested_here() -> None:
    names = [command.split(" ")[0] + " " + command.split(" ")[1] for command in commands()]
    assert names == [
        "make demo",
        "make test",
        ".venv/bin/fabcommons query",
        ".venv/bin/fabcommons check",
        ".venv/bin/fabcommons register",
    ]


@pytest.mark.parametrize(("target", "runs"), [("demo", "fabcommons demo"), ("test", "pytest -m")])
def test_make_targets(target: str, runs: str) -> None:
    recipe = subprocess.run(
        ["make", "-n", "--no-print-directory", "-W", "pyproject.toml", target],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "-m venv" in recipe, "the target makes the environment"
    assert runs in recipe.splitlines()[-1]


def test_make_demo(demo: tuple[int, list[str]]) -> None:
    port, printed = demo
    expected = [line.replace("8000", str(port)) for line in shown("make demo")]
    assert sorted(printed) == sorted(expected)


def test_query(demo: tuple[int, list[str]]) -> None:
    command = next(c for c in commands() if " query " in c)
    arguments = command.replace("8000", str(demo[0])).split(" ")[1:]
    answer = subprocess.run([*RUN, *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert answer.splitlines() == shown(command)
    assert (ROOT / "docs" / "laser.rq").read_text(encoding="utf-8").split() == _query_in_readme().split()


def _query_in_readme() -> str:
    start = README.index("    PREFIX fab:")
    return README[start : README.index("    $ .venv/bin/fabcommons query")]


def test_check() -> None:
    command = next(c for c in commands() if " check " in c)
    done = subprocess.run([*RUN, *command.split(" ")[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("LOADED examples/loire/labs/unieux.jsonld")


def test_register_says_that_the_placeholder_is_unreachable(tmp_path: Path) -> None:
    command = next(c for c in commands() if " register " in c)
    done = subprocess.run(
        [*RUN, *command.split(" ")[1:], "--data", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "T-dns" in done.stdout


def test_documents_that_the_readme_links_to_exist() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
