"""Commands about sources: register, sources, harvest, import, registry, forget."""

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click

from harvester import registry
from harvester.check import check_address
from harvester.clock import utc_now
from harvester.errors import RegistryError
from harvester.fetch import Fetcher
from harvester.forget import forget, welcome_back
from harvester.hub import open_hub
from harvester.imports import READERS, write_documents
from harvester.lock import only_one
from harvester.pool import JudgePool
from harvester.profile import profile_of
from harvester.report import PUBLISHABLE, Outcome
from harvester.shared import load_registry
from server.cli import show, show_check
from server.cli.options import data_option, settings
from server.rounds import Hub
from server.settings import Settings

Entry = tuple[str, str | None, str | None]


@click.command()
@click.argument("url", required=False)
@click.option("--slug", help="Short name in the hub's addresses; else made from the address.")
@click.option("--base", help="Base IRI of the file's things, when it is not the address itself.")
@click.option("--accept", is_flag=True, help="Add it even if the file is not publishable now.")
@click.option("--from", "file", type=click.Path(path_type=Path), help="CSV or JSON lines with url, slug, base.")
@click.option("--seeded", is_flag=True, help="A directory's records: each gives way to its lab's own file.")
@data_option
def register(
    url: str | None,
    slug: str | None,
    base: str | None,
    accept: bool,
    file: Path | None,
    seeded: bool,
    data: Path | None,
) -> None:
    """Check a lab's file, then add it as a source."""
    conf = settings(data=data)
    if (url is None) == (file is None):
        raise click.UsageError("Give one address, or a list with --from.")
    entries = list(_entries(file)) if file else [(str(url), slug, base)]
    engine = open_hub(conf.data)
    status = 0
    if not accept:
        entries, status = _publishable(entries, conf)
    with engine.begin() as db:
        added = registry.add_all(db, entries, utc_now(), seeded=seeded)
    welcome_back(conf.data, [source.base for source in added])
    for source in added:
        click.echo(f"{source.slug}  {source.base}")
    sys.exit(status)


def _entries(file: Path) -> Iterator[Entry]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RegistryError(f"{file}: {error.strerror}") from error
    lines = text.splitlines()
    rows = map(json.loads, filter(None, lines)) if text.lstrip().startswith("{") else csv.DictReader(lines)
    for row in rows:
        if not row.get("url"):
            raise RegistryError(
                f"{file}: a row without url: {row}", "Columns (or keys): url, slug, base; only url is required."
            )
        yield row["url"], row.get("slug") or None, row.get("base") or None


def _publishable(entries: list[Entry], conf: Settings) -> tuple[list[Entry], int]:
    """The entries whose file may be published, and the exit status that the others ask for."""
    good, status = [], 0
    with closing(Fetcher(conf)) as fetcher, JudgePool(conf, profile_of(conf, utc_now())) as judges:
        for url, slug, base in entries:
            checked = check_address(url, base, judges, fetcher)
            if checked.verdict.outcome in PUBLISHABLE:
                good.append((url, slug, base))
            else:
                show_check.checked(checked, url, "fr")
                status = max(status, show_check.status(checked))
    return good, status


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@data_option
def sources(as_json: bool, data: Path | None) -> None:
    """Every source with its state, last visit, next visit, hint."""
    conf = settings(data=data)
    with open_hub(conf.data).connect() as db:
        show.sources(registry.all_sources(db), conf, as_json=as_json)


@click.command()
@click.argument("slugs", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Visit every accepted source, due or not.")
@click.option("--strict", is_flag=True, help="Exit 1 if some source failed or was rejected.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a visit.")
@data_option
def harvest(slugs: tuple[str, ...], everything: bool, strict: bool, as_json: bool, data: Path | None) -> None:
    """Visit what is due (or named, or all), publish one generation if anything changed."""
    hub = Hub(settings(data=data))
    with only_one(hub.settings.data):
        chosen = hub.choose(slugs, everything=everything)
        with show.progress(len(chosen), as_json=as_json) as on_decision:
            summary = hub.harvest(chosen, on_decision)
        generation = hub.publish()
    show.summary(summary, generation, as_json=as_json)
    bad = summary.outcomes[Outcome.FAILED] + summary.outcomes[Outcome.REJECTED]
    sys.exit(1 if strict and bad else 0)


@click.command("import")
@click.argument("kind", type=click.Choice(sorted(READERS)))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the JSON-LD files.")
def import_(kind: str, file: Path, out: Path) -> None:
    """Turn another directory's records into one JSON-LD file a lab."""
    click.echo(f"{write_documents(READERS[kind](file), out)} files in {out}")


@click.group("registry")
def registry_group() -> None:
    """Shared subjects: organisations, makers, machine models, common plans."""


@registry_group.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@data_option
def registry_load(file: Path, data: Path | None) -> None:
    """Make FILE (Turtle) the registry of shared subjects and publish it."""
    hub = Hub(settings(data=data))
    with only_one(hub.settings.data):
        count = load_registry(hub.engine, hub.settings.data, file, hub.target.names.registry, utc_now())
        generation = hub.publish()
    click.echo(f"{count} triples; {show.generation_line(generation)}")


@click.command("forget")
@click.argument("what", metavar="SLUG|IRI")
@data_option
def forget_(what: str, data: Path | None) -> None:
    """Erase a source, or a thing such as a person, everywhere and for good."""
    hub = Hub(settings(data=data))
    with only_one(hub.settings.data):
        click.echo(forget(hub.engine, hub.settings.data, what, utc_now()))
        hub.publish_anew()


COMMANDS = (register, sources, harvest, import_, registry_group, forget_)
