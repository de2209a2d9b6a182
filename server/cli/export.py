"""The command `export`: one of the tables and maps of `/exports/`, into a file."""

import shutil
import sys
import tempfile
from datetime import UTC
from pathlib import Path
from typing import BinaryIO

import click

import ontology
from harvester.clock import utc_now
from harvester.errors import FabcommonsError
from server.catalog.files import FILES
from server.cli.options import data_option, settings
from server.exports.build import build
from server.exports.kinds import KINDS, Hub, Wanted, kind
from server.pages.ask import Unanswered
from server.settings import Settings
from server.store import generations
from server.store.guard import GuardPool


class ExportError(FabcommonsError):
    """An export could not be made or written (for the operator)."""


@click.command()
@click.argument("name", metavar="KIND", type=click.Choice([*(each.name for each in KINDS), *FILES]))
@click.option("--out", required=True, help="File to write; - for standard output.")
@click.option("--type", "type_code", help="Only machines of this type (a code), sub-types included.")
@click.option("--licence", "licences", multiple=True, help="Only labs under this licence (a code); may be repeated.")
@data_option
def export(name: str, out: str, type_code: str | None, licences: tuple[str, ...], data: Path | None) -> None:
    """Write an export of the current generation: tables, maps, the national list, dumps, the catalogue."""
    filters = () if name in FILES else kind(name).filters
    if (type_code and "type" not in filters) or (licences and "licence" not in filters):
        raise ExportError(f"{name} takes no --{'type' if type_code else 'licence'}.", "Leave it out.")
    wanted = Wanted(_iri("type", type_code), frozenset(_code("licence", each) for each in licences))
    conf = settings(data=data)
    with FILES[name](conf, utc_now()) if name in FILES else _built(name, wanted, conf) as built:
        if out == "-":
            shutil.copyfileobj(built, sys.stdout.buffer)
        else:
            _write(built, Path(out))


def _built(name: str, wanted: Wanted, conf: Settings) -> BinaryIO:
    today = utc_now().replace(tzinfo=UTC).astimezone(conf.zone).date()
    with GuardPool(conf.query_limits, workers=1) as pool:
        try:
            hub = Hub(conf.public_base_url, today)
            built = build(kind(name), wanted, hub, pool, lambda: generations.current(conf.data))
        except Unanswered as error:
            raise ExportError(error.problem.sentence("en"), error.problem.sentence("fr")) from error
    built.seek(0)
    return built


def _write(built: BinaryIO, out: Path) -> None:
    """Beside the file first: who reads it meanwhile sees the old one, or the new one, whole."""
    try:
        with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
            shutil.copyfileobj(built, file)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(out)
    except OSError as error:
        raise ExportError(f"{out} cannot be written: {error.strerror}", "Choose another file with --out.") from error


def _iri(scheme: str, code: str | None) -> str:
    return _find(scheme, code).iri if code else ""


def _code(scheme: str, code: str) -> str:
    return "" if code == "none" else _find(scheme, code).id


def _find(scheme: str, code: str) -> ontology.Concept:
    found = ontology.schemes()[scheme].find(code)
    if found is None:
        raise ExportError(f"{code!r} is not in the list {scheme!r}.", "The lists are in docs/reference/lists.md.")
    return found


COMMANDS = (export,)
