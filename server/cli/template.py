"""The command `template`: a spreadsheet to fill in, into a file."""

import sys
from pathlib import Path

import click

from harvester.adapters.table import template as templates
from harvester.clock import utc_now
from harvester.errors import FabcommonsError


class TemplateError(FabcommonsError):
    """A template could not be written (for the operator)."""

    hint = "Choose another file with --out."


@click.command()
@click.argument("name", type=click.Choice(templates.NAMES), default="lab")
@click.option("--lang", type=click.Choice(templates.LANGUAGES), default="fr", help="Language of headers and words.")
@click.option("--format", "form", type=click.Choice(list(templates.FORMATS)), default="xlsx", help="Kind of file.")
@click.option("--out", required=True, help="File to write; - for standard output.")
def template(name: str, lang: str, form: str, out: str) -> None:
    """Write a spreadsheet to fill in: the whole lab, its machines, or its events."""
    content = templates.template(name, lang, form, utc_now().date())
    if out == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        Path(out).write_bytes(content)
    except OSError as error:
        raise TemplateError(f"{out} cannot be written: {error.strerror}") from error


COMMANDS = (template,)
