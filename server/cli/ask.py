"""The command `query`: one SPARQL query on the current generation, or on another hub."""

import sys
from pathlib import Path
from urllib.error import URLError

import click
from SPARQLWrapper import SPARQLExceptions, SPARQLWrapper

from server.cli.options import data_option, settings
from server.settings import Settings
from server.sparql.run import run_query
from server.store import generations
from server.store.answers import Answer
from server.store.guard import GuardPool

_MEDIA_TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "ttl": "text/turtle",
    "nq": "application/n-quads",
    "jsonld": "application/ld+json",
}


@click.command()
@click.argument("file")
@click.option("--endpoint", help="Ask this SPARQL endpoint instead of the local dataset.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(_MEDIA_TYPES)),
    help="csv for SELECT, ttl for CONSTRUCT by default.",
)
@data_option
def query(file: str, endpoint: str | None, format_name: str | None, data: Path | None) -> None:
    """Run the SPARQL query in FILE (- for standard input), with the endpoint's own limits."""
    text = _text(file)
    if endpoint:
        sys.stdout.buffer.write(_remote(text, endpoint, format_name))
        return
    answer = _local(text, format_name, settings(data=data))
    if isinstance(answer, Answer):
        sys.stdout.buffer.write(answer.body)
        return
    click.echo(answer.sentence("fr"), err=True)
    click.echo(answer.sentence("en"), err=True)
    sys.exit(1)


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        click.echo(f"{file}: {error}", err=True)
        sys.exit(1)


def _local(text: str, format_name: str | None, conf: Settings):  # type: ignore[no-untyped-def]
    accept = None if format_name else "text/csv, text/turtle;q=0.9"
    with GuardPool(conf.query_limits, workers=1) as pool:
        return run_query(text, pool, lambda: generations.current(conf.data), format_name=format_name, accept=accept)


def _remote(text: str, endpoint: str, format_name: str | None) -> bytes:
    """The answer of another endpoint, by SPARQLWrapper, as it came."""
    wrapper = SPARQLWrapper(endpoint, agent="fabcommons/0.1")
    wrapper.setQuery(text)
    wrapper.setMethod("POST")
    accept = _MEDIA_TYPES[format_name] if format_name else "text/csv, text/turtle;q=0.9, */*;q=0.1"
    wrapper.addCustomHttpHeader("Accept", accept)
    try:
        body: bytes = wrapper.query().response.read()
    except (SPARQLExceptions.SPARQLWrapperException, URLError, OSError) as error:
        click.echo(f"{endpoint}: {error}", err=True)
        sys.exit(1)
    return body


COMMANDS = (query,)
