"""The lines by which labs put their file online do what the page says, with the real servers; skipped without them."""

import html
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from support.labs import loire
from support.serving import free_port

from harvester.check import Checker
from harvester.hub import open_hub
from server.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "server/pages/templates/pages/_hosting.html").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs/hosting.md").read_text(encoding="utf-8")
MODULES = Path("/usr/lib/apache2/modules")
SEARCHED = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
NGINX, APACHE = (shutil.which(name, path=SEARCHED) for name in ("nginx", "apache2"))
#: As a server that has never heard of JSON-LD, and as one whose host set a type for everything.
TYPES = "types { application/json json; text/html html; }"


def lines(after: str) -> str:
    """The first block of lines of the page after these words."""
    found = re.search(r"<pre>(.*?)</pre>", PAGE[PAGE.index(after) :], re.DOTALL)
    assert found
    return html.unescape(found[1])


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that a server without rights can read, with the file under both names."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        site = place / "site"
        site.mkdir()
        for file in ("fablab.jsonld", "fablab.json"):
            (site / file).write_bytes(loire()["gier"])
        yield place


@contextmanager
def running(command: list[str], port: int) -> Iterator[str]:
    """A server in the foreground, once it answers; out: its address."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/fablab.json", process)
            yield address
        finally:
            process.terminate()


def _wait(url: str, process: "subprocess.Popen[str]") -> None:
    for _ in range(200):
        assert process.poll() is None, process.stderr and process.stderr.read()
        try:
            urlopen(url, timeout=5).close()
        except URLError:
            time.sleep(0.05)  # a server of others starts: there is nothing to wait on but its port
        else:
            return
    pytest.fail("the server did not start")


def types(address: str) -> dict[str, str]:
    """The media type of the file under each name."""
    found = {}
    for name in ("fablab.jsonld", "fablab.json"):
        with urlopen(f"{address}/{name}", timeout=5) as answer:
            found[name] = str(answer.headers["Content-Type"])
            assert json.loads(answer.read()) == json.loads(loire()["gier"])
    return found


def judged(address: str, tmp_path: Path) -> list[str]:
    """What the harvester makes of the file under each name."""
    settings = Settings.read(data=tmp_path, allow_loopback=True)
    checker = Checker(settings, open_hub(tmp_path))
    try:
        base = "https://gier.example/fablab.jsonld"
        names = ("fablab.jsonld", "fablab.json")
        return [str(checker.check_address(f"{address}/{name}", base).verdict.outcome) for name in names]
    finally:
        checker.close()


@pytest.mark.skipif(NGINX is None, reason="no nginx here: apt-get install nginx-light")
def test_nginx_lines(folder: Path, tmp_path: Path) -> None:
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/log; events {{}}\n"
        f"http {{ access_log off; {TYPES} default_type application/octet-stream;\n"
        f"client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;\n"
        f"uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"server {{ listen 127.0.0.1:{port}; root {folder}/site;\n{lines('Un serveur nginx')}\n}} }}"
    )
    with running([str(NGINX), "-c", str(config), "-e", str(folder / "log")], port) as address:
        assert types(address) == {
            "fablab.jsonld": "application/ld+json; charset=utf-8", "fablab.json": "application/json",
        }  # fmt: skip
        assert judged(address, tmp_path) == ["LOADED", "LOADED"]


@pytest.mark.skipif(APACHE is None or not MODULES.is_dir(), reason="no Apache here: apt-get install apache2")
def test_apache_line(folder: Path, tmp_path: Path) -> None:
    port = free_port()
    (folder / "site" / ".htaccess").write_text(lines("Un serveur Apache"))
    (folder / "mime.types").write_text("application/json json\n")
    loaded = "".join(
        f"LoadModule {name}_module {MODULES}/mod_{name}.so\n" for name in ("mpm_event", "authz_core", "mime")
    )
    config = folder / "apache.conf"
    config.write_text(
        f"{loaded}ServerRoot {folder}\nServerName localhost\nPidFile {folder}/pid\nErrorLog {folder}/log\n"
        f"Listen 127.0.0.1:{port}\nUser www-data\nGroup www-data\nTypesConfig {folder}/mime.types\n"
        f"DocumentRoot {folder}/site\n<Directory {folder}/site>\n"
        f"AllowOverride FileInfo\nRequire all granted\n</Directory>\n"
    )
    with running([str(APACHE), "-D", "FOREGROUND", "-f", str(config)], port) as address:
        assert types(address) == {"fablab.jsonld": "application/ld+json", "fablab.json": "application/json"}
        assert judged(address, tmp_path) == ["LOADED", "LOADED"]


def test_the_guide_has_the_lines_of_the_page() -> None:
    for words in ("Un serveur Apache", "Un serveur nginx", "GitLab Pages"):
        for line in lines(words).splitlines():
            assert f"    {line}\n" in GUIDE, line
