"""Commands about communes: places load, places find."""

import sys
from pathlib import Path

import click

from harvester.clock import utc_now
from server.cli.options import data_option, settings
from server.places import Places
from server.places.load import load

_LANG = click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", help="Language of the sentences.")
_SAID = {
    "fr": (
        "{} communes, {} contours",
        "Sans position, laissées de côté : {}",
        "Contours sans commune, laissés de côté : {}",
    ),
    "en": ("{} communes, {} outlines", "Without a position, left out: {}", "Outlines of no commune, left out: {}"),
}
_NAMED = 10


@click.group("places")
def places_group() -> None:
    """Communes of public tables: for «near a commune», and for /coverage."""


@places_group.command("load")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="IGN Admin Express, Insee", help="Who published the tables; shown with them.")
@click.option("--licence", default="etalab-2.0", help="SPDX code of their licence; shown with them.")
@_LANG
@data_option
def load_(files: tuple[Path, ...], source: str, licence: str, lang: str, data: Path | None) -> None:
    """Make FILES (tables .csv, outlines .geojson) the hub's communes, in place of those it had."""
    loaded = load(files, settings(data=data).data, (source, licence), utc_now(), lang)
    counts, without, unmatched = _SAID[lang]
    click.echo(counts.format(len(loaded.places), len(loaded.outlines)))
    for sentence, names in ((without, loaded.without_centre), (unmatched, loaded.unmatched)):
        if names:
            more = ", …" if len(names) > _NAMED else ""
            click.echo(f"{sentence.format(len(names))} ({', '.join(names[:_NAMED])}{more})")


@places_group.command("find")
@click.argument("text")
@_LANG
@data_option
def find(text: str, lang: str, data: Path | None) -> None:
    """Say which commune TEXT means: a name, an Insee code or a postcode."""
    places = Places(settings(data=data).data)
    found = places.find(text)
    if found is None:
        offered = ", ".join(f"{place.name} ({place.code})" for place in places.suggest(text))
        click.echo({"fr": f"aucune commune ; proches : {offered}", "en": f"no commune; close ones: {offered}"}[lang])
        sys.exit(1)
    click.echo(f"{found.code}  {found.name}  {found.lat} {found.lon}  {found.population}  {found.epci}")


COMMANDS = (places_group,)
