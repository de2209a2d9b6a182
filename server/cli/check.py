"""The command `check`."""

import json
import mimetypes
import sys
from contextlib import closing
from pathlib import Path

import click

from harvester.check import NOWHERE, check_address, check_bytes
from harvester.clock import utc_now
from harvester.fetch import Fetcher
from harvester.hub import open_hub
from harvester.pool import JudgePool
from harvester.profile import marks_of, profile_of
from server.cli import show_check
from server.cli.options import data_option, settings
from server.settings import Settings


@click.command()
@click.argument("document")
@click.option("--base", help="Base IRI; else the address, or https://check.invalid/.")
@click.option("--json", "as_json", is_flag=True, help="The whole report as JSON.")
@click.option("--lang", type=click.Choice(["fr", "en"]), help="Language of the sentences; else the document's own.")
@data_option
def check(document: str, base: str | None, as_json: bool, lang: str | None, data: Path | None) -> None:
    """Say exactly what the harvester would say of DOCUMENT (a file, an address, or - for standard input)."""
    conf = settings(data=data)
    profile = profile_of(conf, utc_now(), _forgotten(conf))
    with closing(Fetcher(conf)) as fetcher, JudgePool(conf, profile) as judges:
        if document.startswith(("http://", "https://")):
            checked = check_address(document, base, judges, fetcher)
        else:
            checked = check_bytes(_read(document), base or NOWHERE, judges, mimetypes.guess_type(document)[0] or "")
    if as_json:
        click.echo(json.dumps(checked.as_json(), ensure_ascii=False, indent=2))
    else:
        show_check.checked(checked, document, lang or checked.language)
    sys.exit(show_check.status(checked))


def _forgotten(conf: Settings) -> frozenset[str]:
    """What the hub in the data folder was asked to forget; a check makes no hub where there is none."""
    return marks_of(open_hub(conf.data)) if (conf.data / "hub.sqlite").is_file() else frozenset()


def _read(document: str) -> bytes:
    if document == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(document).read_bytes()
    except OSError as error:
        click.echo(f"{document}: {error.strerror}", err=True)
        sys.exit(2)


COMMANDS = (check,)
