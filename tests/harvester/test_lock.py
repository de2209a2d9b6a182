"""One harvester at a time, and the second one says who holds the folder."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from harvester.errors import BusyError
from harvester.lock import only_one
from server.cli import cli

HOLDER = re.escape(f"process {os.getpid()} on {socket.gethostname()}")


def test_second_one_exits_3_and_names_the_first(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from server.cli import main; main()", "harvest", "--data", str(tmp_path)]
    with only_one(tmp_path):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert re.search(f"another harvest runs: {HOLDER}", done.stderr)
    assert "→" in done.stderr


@pytest.mark.parametrize(
    "command", [["rebuild"], ["backup", "x"], ["restore", "x"], ["forget", "x"], ["registry", "load", "x"]]
)
def test_whatever_writes_waits_for_nobody(tmp_path: Path, command: list[str]) -> None:
    with only_one(tmp_path):
        done = CliRunner().invoke(cli, [*command, "--data", str(tmp_path)])
    assert isinstance(done.exception, BusyError)


def test_lock_goes_with_its_holder(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(BusyError, match=HOLDER), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        assert re.match(HOLDER, (tmp_path / "harvest.lock").read_text())
    assert (tmp_path / "harvest.lock").read_text() == ""


def test_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    code = (
        "import os, signal, pathlib, sys; from harvester.lock import only_one\n"
        "with only_one(pathlib.Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == -9
    assert "process" in (tmp_path / "harvest.lock").read_text()
    with only_one(tmp_path):
        pass
