"""The servers that are held against each other, each started as its own manual says, on loopback, with one dump."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import urllib3

from bench.network import environment, fabcommons

_PATIENCE = 300.0
_INI = Path(__file__).with_name("virtuoso.ini")
_BIN = Path(sys.executable).parent
_HTTP = urllib3.PoolManager()


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: the address of its endpoint, its process."""

    endpoint: str
    pid: int


@dataclass(frozen=True, slots=True)
class Data:
    """What is served: a hub's folder and the dump of its generation; a folder to work in."""

    hub: Path
    dump: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class Engine:
    """A server of the comparison: `version` is empty where it is not installed, `missing` then says what to install."""

    name: str
    version: Callable[[], str]
    missing: str
    serve: Callable[[Data], Iterator[Served]]

    @contextmanager
    def serving(self, data: Data) -> Iterator[Served]:
        """Load and serve while inside."""
        folder = data.folder / self.name.replace(" ", "-")
        folder.mkdir(parents=True)
        try:
            yield from self.serve(Data(data.hub, data.dump, folder))
        finally:
            shutil.rmtree(folder)


def _hub(data: Data) -> Iterator[Served]:
    with hub(data.hub, data.folder) as served:
        yield served


@contextmanager
def hub(data: Path, folder: Path, **settings: str) -> Iterator[Served]:
    """Our own, as an operator runs it: no limit of rate, nothing to gather meanwhile; its log goes to the folder."""
    port = free_port()
    command = fabcommons("serve", "--data", str(data), "--port", str(port))
    given = environment(query_rate="0", harvest_every="1d", **settings)
    with _running(command, folder, given) as process:
        yield _ready(f"http://127.0.0.1:{port}/sparql", process)


def _oxigraph(data: Data) -> Iterator[Served]:
    port, store, program = free_port(), str(data.folder / "store"), str(_BIN / "oxigraph")
    for step in (["load", "--location", store, "--file", str(data.dump)], ["optimize", "--location", store]):
        subprocess.run([program, *step], check=True, capture_output=True)
    options = ["--location", store, "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with _running([program, "serve-read-only", *options], data.folder) as process:
        yield _ready(f"http://127.0.0.1:{port}/query", process)


def _virtuoso(data: Data) -> Iterator[Served]:
    port, http = free_port(), free_port()
    ini = data.folder / "virtuoso.ini"
    ini.write_text(_INI.read_text(encoding="utf-8").format(folder=data.folder, port=port, http=http), encoding="utf-8")
    dump = data.folder / "dump.nq"
    dump.hardlink_to(data.dump)
    with _running(["virtuoso-t", "+foreground", "+configfile", str(ini)], data.folder) as process:
        served = _ready(f"http://127.0.0.1:{http}/sparql", process)
        load = f"DB.DBA.TTLP_MT(file_to_string_output('{dump}'),'','urn:x',512); checkpoint;"
        subprocess.run(["isql-vt", f"127.0.0.1:{port}", "dba", "dba", f"exec={load}"], check=True, capture_output=True)
        yield served


def _rdflib(data: Data) -> Iterator[Served]:
    port = free_port()
    command = [str(_BIN / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), str(data.dump)]
    with _running(command, data.folder) as process:
        yield _ready(f"http://127.0.0.1:{port}/", process)


def _of_package(name: str) -> Callable[[], str]:
    def found() -> str:
        try:
            return version(name)
        except PackageNotFoundError:
            return ""

    return found


def _virtuoso_version() -> str:
    if not (shutil.which("virtuoso-t") and shutil.which("isql-vt")):
        return ""
    said = subprocess.run(["virtuoso-t", "-?"], capture_output=True, text=True, check=False)
    line = next((line for line in (said.stdout + said.stderr).splitlines() if "Version" in line), "Version ?")
    return line.split("Version")[1].split()[0]


OURS = Engine("fabcommons", _of_package("fabcommons"), "", _hub)
OXIGRAPH = Engine("Oxigraph server", _of_package("oxigraph"), "pip install '.[bench]'", _oxigraph)
VIRTUOSO = Engine("Virtuoso", _virtuoso_version, "apt-get install virtuoso-opensource-7", _virtuoso)
RDFLIB = Engine("rdflib-endpoint", _of_package("rdflib-endpoint"), "pip install '.[bench]'", _rdflib)
ENGINES = (OURS, OXIGRAPH, VIRTUOSO, RDFLIB)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def _running(
    command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process, told to end and waited for when the block ends; what it says goes to a file."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=env, cwd=folder)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ready(endpoint: str, process: "subprocess.Popen[bytes]") -> Served:
    """Wait until it answers a question."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            fields = {"query": "ASK { ?s ?p ?o }"}
            asked = _HTTP.request("GET", endpoint, fields=fields, retries=False, headers={"Accept": "*/*"})
            if asked.status == 200:
                return Served(endpoint, process.pid)
        except urllib3.exceptions.HTTPError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"{endpoint} does not answer (status {process.poll()})")
