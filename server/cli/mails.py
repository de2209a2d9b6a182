"""The command `mails`: the e-mails that wait, were sent, were given up; never their text, which holds secret links."""

import json
from collections import Counter
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from harvester.clock import stamped
from harvester.desk import outbox
from harvester.desk.outbox import Mail
from harvester.hub import open_hub
from server.cli.options import data_option, settings
from server.pages.rows import clean


@click.command("mails")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--waiting", is_flag=True, help="Only those that wait, or were given up.")
@data_option
def mails(as_json: bool, waiting: bool, data: Any) -> None:
    """E-mails of the hub: to whom, when, whether they went, and what the mail server said."""
    conf = settings(data=data)
    found = [each for each in outbox.every(open_hub(conf.data)) if not (waiting and each.sent_at)]
    if as_json:
        for each in found:
            click.echo(json.dumps(_told(each), ensure_ascii=False))
        return
    counts = Counter(_state(each) for each in found)
    click.echo(", ".join(f"{counts[name]} {name}" for name in ("waiting", "sent", "given up")))
    if not conf.smtp_host:
        click.echo("smtp_host is not set: nothing is sent.")
    if found:
        _table(found)


def _table(found: list[Mail]) -> None:
    table = Table("id", "écrit", "à", "objet", "état", "essais", "ce qu'en dit le serveur")
    for each in found:
        cells = (
            str(each.id), f"{each.written_at:%Y-%m-%d %H:%M}Z", clean(each.to), clean(each.subject), _state(each),
            str(each.tries), clean(each.error),
        )  # fmt: skip
        table.add_row(*map(escape, cells))
    Console().print(table)


def _state(mail: Mail) -> str:
    return "sent" if mail.sent_at else "given up" if mail.given_up_at else "waiting"


def _told(mail: Mail) -> dict[str, Any]:
    return {
        "id": mail.id,
        "kind": mail.kind,
        "to": mail.to,
        "subject": mail.subject,
        "state": _state(mail),
        "written": stamped(mail.written_at),
        "sent": stamped(mail.sent_at),
        "next": None if mail.sent_at or mail.given_up_at else stamped(mail.next_at),
        "tries": mail.tries,
        "error": mail.error or None,
    }


COMMANDS = (mails,)
