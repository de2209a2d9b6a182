"""The browser's libraries: pinned, checked, of no named place, and in the wheel."""

import importlib.util
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "server" / "frontend"


def build_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("frontend_build", FRONTEND / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_package_is_pinned_by_its_hash_and_of_no_named_place() -> None:
    packages = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    libraries = {name: package for name, package in packages.items() if name}
    assert libraries
    assert [name for name, package in libraries.items() if not package["integrity"].startswith("sha512-")] == []
    assert [name for name, package in libraries.items() if "resolved" in package] == []


def test_versions_are_exact() -> None:
    wanted = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    versions = {**wanted["dependencies"], **wanted["devDependencies"]}
    assert [version for version in versions.values() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_each_library_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    wanted = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    assert [name for name in (*wanted["dependencies"], *wanted["devDependencies"]) if name not in reasons] == []


def test_what_is_served_is_never_committed() -> None:
    served = "server/pages/static/built"
    tracked = subprocess.run(["git", "ls-files", served], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert tracked == ""
    assert f"/{served}/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_copies_are_whole_and_come_with_their_licences(tmp_path: Path) -> None:
    script = build_script()
    for source in script.FILES.values():
        file = tmp_path / "packages" / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("text\n//# sourceMappingURL=x.map")
    (tmp_path / "packages" / "leaflet" / "package.json").write_text("{}")
    (tmp_path / "packages" / "leaflet" / "LICENSE").write_text("Be kind.")
    script.copy(tmp_path / "packages", tmp_path / "built")
    assert {path.name for path in (tmp_path / "built").rglob("*") if path.is_file()} == {
        *(Path(name).name for name in script.FILES),
        "licences.txt",
        ".ready",
    }
    assert (tmp_path / "built" / "yasgui.js").read_text() == "text"
    assert "Be kind." in (tmp_path / "built" / "licences.txt").read_text()


@pytest.mark.skipif(not (ROOT / "server/pages/static/built/.ready").is_file(), reason="run `make` first")
def test_the_wheel_has_the_libraries(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    assert {f"server/pages/static/built/{name}" for name in (*build_script().FILES, "licences.txt")} <= names
    assert {"server/pages/static/editor/main.js", "server/queries/welcome.rq"} <= names
    assert not [name for name in names if "node_modules" in name or name.startswith("server/frontend/")]
