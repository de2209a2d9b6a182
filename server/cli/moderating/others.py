"""`moderate …` on the rest: reference guides, prefixes, proposals, acts taken back."""

from pathlib import Path

import click

from harvester.desk import grants, proposals, shared_links, undo
from server.cli.moderating.group import does, reason_option
from server.cli.options import data_option


@click.command("reference-guide")
@click.argument("model", metavar="MODEL_IRI")
@click.argument("guide", metavar="GUIDE_IRI")
@reason_option
@data_option
def reference_guide(model: str, guide: str, reason: str, data: Path | None) -> None:
    """Choose the guide of reference of a shared machine model."""
    does(data, reason, lambda db, by: shared_links.choose_guide(db, by, model, guide))


@click.command()
@click.argument("number", type=int)
@click.option("--deny", is_flag=True, help="Leave it with who holds it.")
@reason_option
@data_option
def prefix(number: int, deny: bool, reason: str, data: Path | None) -> None:
    """Grant the prefix of proof NUMBER to who asked last, or leave it with who holds it."""
    decide = grants.deny if deny else grants.grant
    does(data, reason, lambda db, by: decide(db, by, number))


@click.command()
@click.argument("number", type=int)
@click.option("--accept", "decision", flag_value="accepted", help="The owner will write it.")
@click.option("--refuse", "decision", flag_value="refused", help="It will not be written; say why.")
@reason_option
@data_option
def proposal(number: int, decision: str | None, reason: str, data: Path | None) -> None:
    """Decide on proposal NUMBER."""
    if decision is None:
        raise click.UsageError("Say --accept or --refuse.")
    does(data, reason, lambda db, by: proposals.decide(db, by, number, decision))


@click.command("undo")
@click.argument("number", type=int)
@reason_option
@data_option
def undo_(number: int, reason: str, data: Path | None) -> None:
    """Take back act NUMBER."""
    does(data, reason, lambda db, by: undo.undo(db, by, number))


COMMANDS = (reference_guide, prefix, proposal, undo_)
