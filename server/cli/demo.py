"""The command `demo`: the sample network, from web servers to an answer, on this machine."""

import csv
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from harvester import registry
from harvester.clock import utc_now
from harvester.lock import only_one
from harvester.profile import profile_of
from harvester.shared import load_registry
from server.cli import show
from server.cli.options import settings
from server.cli.serve import serve_hub
from server.collect import collecting
from server.demo.dates import moved, weeks_since_reference
from server.demo.labs import base_of, sample_network, serving
from server.queries import examples
from server.rounds import Hub
from server.sparql.run import run_query
from server.store import generations
from server.store.answers import Answer
from server.store.guard import GuardPool

#: The Loire and its neighbours, in degrees: south, west, north, east.
_AREA = (45.2, 3.6, 46.4, 4.9)


@click.command()
@click.option("--once", is_flag=True, help="Stop after the answer instead of serving the site.")
@click.option("--port", type=int, default=8000, help="Port of the site.")
def demo(once: bool, port: int) -> None:
    """Start the sample labs, harvest them, answer the flagship question, serve the site."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fabcommons-demo-")))
        address = f"http://127.0.0.1:{port}"
        hub = Hub(settings(data=folder, port=port, public_base_url=address, allow_loopback=True, area=_AREA))
        shift = weeks_since_reference(profile_of(hub.settings, utc_now()).today)
        labs = stack.enter_context(serving(sample_network(), shift))
        click.echo(f"{len(labs)} labs d'exemple, chacun sur son propre serveur web (noms inventés).")
        _gather(hub, dict(labs), folder, moved((sample_network() / "registry.ttl").read_bytes(), shift))
        answered = _answer(hub)
        if not answered:
            raise SystemExit(1)
        if not once:
            with collecting(hub):
                serve_hub(hub, lambda at: click.echo(f"\nLe site est prêt : {at}   (Ctrl+C pour arrêter)"))


def _gather(hub: Hub, labs: dict[str, str], folder: Path, shared: bytes) -> None:
    (folder / "sample-registry.ttl").write_bytes(shared)
    with only_one(folder):
        load_registry(hub.engine, folder, folder / "sample-registry.ttl", hub.target.names.registry, utc_now())
        with hub.engine.begin() as db:
            sources = registry.add_all(db, [(url, slug, base_of(slug)) for slug, url in labs.items()], utc_now())
        with show.progress(len(sources), as_json=False) as on_decision:
            summary = hub.harvest(sources, on_decision)
        generation = hub.publish()
    show.summary(summary, generation, as_json=False)


def _answer(hub: Hub) -> bool:
    """Ask competency question 1 of the dataset just published; true if it has an answer."""
    question = examples()[0]
    with GuardPool(hub.settings.query_limits, workers=1) as pool:
        answer = run_query(question.text, pool, lambda: generations.current(hub.settings.data), format_name="csv")
    if not isinstance(answer, Answer):
        click.echo(answer.sentence("fr"), err=True)
        return False
    rows = list(csv.DictReader(answer.body.decode().splitlines()))
    _show_answer(question.title["fr"], rows)
    return bool(rows)


def _show_answer(title: str, rows: list[dict[str, str]]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"\n[bold]{escape(title)}[/bold]")
    for row in rows:
        sure = "à confirmer avec le lab" if row["toConfirm"] == "true" else f"jusqu'à {row['maxThickness']} mm"
        who = f", avec {row['who'].replace('|', ', ')}" if row["who"] else ""
        hours = f"{row['opens']}-{row['closes']}"
        line = f"{row['labName']}, {row['machineName']} : {row['km']} km, {hours}, {sure}{who}"
        console.print(f"  • {escape(line)}")


COMMANDS = (demo,)
