"""Coverage-guided fuzzing of every door that reads foreign bytes, from samples on; bounded in runs, time and memory."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from adapters_kit import HERE, ods, samples, sheets_of, xlsx

from harvester.adapters.table import template

ROOT, _LARGE = HERE.parents[1], 20_000
pytest.importorskip("atheris", reason="atheris has wheels for Linux only")

CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-TIMEZONE:Europe/Paris\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Repair\r\n"
    b"DTSTART;TZID=Europe/Paris:20261205T140000\r\nDTEND;TZID=Europe/Paris:20261205T180000\r\n"
    b"RRULE:FREQ=WEEKLY;BYDAY=SA;COUNT=9\r\nEXDATE;TZID=Europe/Paris:20261212T140000\r\nEND:VEVENT\r\n"
    b"BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID;TZID=Europe/Paris:20261219T140000\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n"
    b"END:VCALENDAR\r\n"
)
SPACE = {
    "api_compatibility": ["14", "15"], "api": "0.13", "space": "x", "logo": "https://a.example/l.png",
    "url": "https://a.example/", "location": {"address": "Rue 1", "lat": 45.4, "lon": 4.3, "timezone": "Europe/Paris"},
    "contact": {"email": "lab@a.example", "mastodon": "@x@a.example", "phone": "+33400000000"}, "state": {"open": True},
    "feeds": {"calendar": {"type": "ical", "url": "https://a.example/c.ics"}}, "projects": ["https://a.example/p"],
    "membership_plans": [{"name": "m", "value": 10, "currency": "EUR", "billing_interval": "monthly"}],
}  # fmt: skip
OKH = (
    b"okhv: OKH-LOSHv1.0\nname: x\nversion: '1'\nlicense: CERN-OHL-S-2.0\nlicensor:\n  name: A\n  email: a@b.example\n"
)
TOML = b'okhv = "OKH-LOSHv1.0"\nname = "x"\nlicense = "MIT"\nfunction = "y"\n[[part]]\nname = "z"\n'
RECORD = {"name": "X", "slug": "x", "kind_name": "fab_lab", "latitude": 45.4, "longitude": 4.3, "email": "a@b.example",
          "links": [{"url": "https://a.example"}], "capabilities": ["laser"]}  # fmt: skip
SEEDS: dict[str, list[bytes]] = {
    "ical": [CALENDAR], "okh": [OKH, TOML, json.dumps({"okhv": "2.4", "name": "x"}).encode()],
    "spaceapi": [json.dumps(SPACE).encode()], "directory": [json.dumps(RECORD).encode()],
    "check": [json.dumps(SPACE).encode()],
    "adapters": [CALENDAR, OKH, json.dumps(SPACE).encode(), json.dumps(RECORD).encode()],
}  # fmt: skip


def seeds(door: str, folder: Path) -> Path:
    """A folder of samples to begin with."""
    content = list(SEEDS[door])
    if door == "adapters":
        content += [path.read_bytes() for path in samples()]
        books = [sheets_of(path) for path in HERE.glob("table/*.json") if path.name.count(".") == 1]
        content += [build(sheets) for sheets in books for build in (xlsx, ods)]
        content += [template.template("lab", "fr", form, date(2026, 11, 26)) for form in template.FORMATS]
    if door == "check":
        labs = [*ROOT.glob("tests/documents/*/*.jsonld"), *ROOT.glob("examples/loire/labs/*.jsonld")]
        content += [path.read_bytes() for path in (*labs, *samples()) if path.stat().st_size < _LARGE]
    folder.mkdir()
    for number, each in enumerate(content):
        (folder / str(number)).write_bytes(each)
    return folder


def fuzzed(door: str, folder: Path, *bounds: str) -> None:
    command = [sys.executable, str(HERE / "fuzz.py"), door, str(seeds(door, folder / "corpus")), *bounds]
    limits = ["-timeout=5", "-rss_limit_mb=2048", "-seed=1", f"-artifact_prefix={folder}/", "-print_final_stats=1"]
    run = subprocess.run([*command, *limits], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-4000:]
    runs = next(line for line in run.stderr.splitlines() if "number_of_executed_units" in line)
    sys.stdout.write(f"{door}: {runs.split()[-1]} runs\n")


@pytest.mark.parametrize("door", SEEDS)
def test_bytes_near_samples_give_an_outcome(door: str, tmp_path: Path) -> None:
    fuzzed(door, tmp_path, "-runs=1500", "-max_total_time=20")


@pytest.mark.slow
@pytest.mark.parametrize("door", SEEDS)
def test_many_more_bytes_give_an_outcome(door: str, tmp_path: Path) -> None:
    fuzzed(door, tmp_path, "-max_total_time=120", "-max_len=65536")
