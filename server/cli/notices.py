"""Commands of moderators: the notices of contents, and a decision on one."""

import json
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from harvester import notices as box
from harvester.clock import stamp, utc_now
from harvester.desk.notice_letters import NoticeLetters
from harvester.hub import open_hub
from harvester.notices import Notice
from server.cli.options import data_option, login, settings
from server.pages.rows import clean


@click.group("notices", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with every act.")
@click.option("--waiting", is_flag=True, help="Only those that wait for a decision.")
@data_option
@click.pass_context
def notices(context: click.Context, as_json: bool, waiting: bool, data: Any) -> None:
    """What visitors told of contents: each notice with its state; `decide` writes a decision."""
    conf = settings(data=data)
    context.obj = conf
    if context.invoked_subcommand is not None:
        return
    engine = open_hub(conf.data)
    box.erase_old(engine, utc_now() - conf.notice_kept, utc_now())
    found = box.all_notices(engine, waiting=waiting)
    if as_json:
        for each in found:
            click.echo(json.dumps(_told(each, engine, conf.public_base_url), ensure_ascii=False))
        return
    _table(found)


@notices.command("decide")
@click.argument("number", metavar="ID", type=int)
@click.option("--remove", "decision", flag_value="remove", help="The content goes.")
@click.option("--keep", "decision", flag_value="keep", help="The content stays.")
@click.option("--forward", "decision", flag_value="forward", help="Another is competent: the lab, an authority.")
@click.option("--reason", "grounds", required=True, help="Why, in words that the receipt shows.")
@click.pass_obj
def decide(conf: Any, number: int, decision: str | None, grounds: str) -> None:
    """Write a decision on the notice ID, with its reasons."""
    if decision is None:
        raise click.UsageError("Say --remove, --keep or --forward.")
    letters = NoticeLetters(conf, conf.publisher_email)
    found = box.decide(open_hub(conf.data), number, decision, grounds, login(), utc_now(), letters.decided)
    click.echo(f"{found.id}  {found.decision}  {conf.public_base_url}/signaler/{found.receipt}")


def _table(found: list[Notice]) -> None:
    table = Table("id", "reçu", "page", "motif", "décision", "ce qui en est dit")
    for each in found:
        words = " ".join(clean(each.explanation).split())
        cells = (
            str(each.id), f"{each.received_at:%Y-%m-%d %H:%M}Z", clean(each.page), each.reason, each.decision or "–",
            words if len(words) <= 200 else f"{words[:200]}…",
        )  # fmt: skip
        table.add_row(*map(escape, cells))
    Console().print(table)


def _told(notice: Notice, engine: Any, hub: str) -> dict[str, Any]:
    return {
        "id": notice.id,
        "received": stamp(notice.received_at),
        "page": f"{hub}{notice.page}",
        "reason": notice.reason,
        "explanation": notice.explanation,
        "name": notice.name,
        "email": notice.email,
        "lang": notice.lang,
        "decision": notice.decision or None,
        "grounds": notice.grounds or None,
        "receipt": f"{hub}/signaler/{notice.receipt}",
        "acts": [
            {"at": stamp(act.at), "act": act.act, "who": act.who, "grounds": act.grounds}
            for act in box.acts(engine, notice.id)
        ],
    }


COMMANDS = (notices,)
