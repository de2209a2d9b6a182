"""What benchmarks say: tables, checks, and one section of RESULTS.md each, replaced when it is run again."""

import os
import platform
import re
import signal
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"
_TITLE = "# Results of the benchmarks\n\nWritten by the benchmarks themselves; see README.md for how to run each.\n"


@dataclass(slots=True)
class Report:
    """A benchmark's section as it grows: blocks of Markdown, printed at once, and checks that must hold."""

    title: str
    blocks: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def say(self, block: str) -> None:
        """Add a block, and show it."""
        self.blocks.append(block)
        print(f"{block}\n", flush=True)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Add a table."""
        lines = [headings, ["---"] * len(headings), *rows]
        self.say("\n".join(f"| {' | '.join(map(str, line))} |" for line in lines))

    def check(self, what: str, found: object, expected: object) -> None:
        """Say whether a thing is as it must be."""
        good = found == expected
        shown = f"{found}" if good else f"{found} and not {expected}"
        self.blocks.append(f"- {'as expected' if good else '**NOT AS EXPECTED**'}: {what}{_short(shown)}")
        print(self.blocks[-1], flush=True)
        if not good:
            self.failed.append(what)

    def write(self, command: str, file: Path = RESULTS) -> None:
        """Put the section into RESULTS.md, in the place of the one it had."""
        text = file.read_text(encoding="utf-8") if file.exists() else _TITLE
        section = f"## {self.title}\n\n{_where(command)}\n\n{self._body()}\n"
        had = re.compile(rf"^## {re.escape(self.title)}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
        text = had.sub(lambda _: f"{section}\n", text, count=1) if had.search(text) else f"{text}\n{section}"
        file.write_text(text.rstrip("\n") + "\n", encoding="utf-8")

    def _body(self) -> str:
        text = "\n\n".join(self.blocks)
        return re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", text)


def stop_politely() -> None:
    """Let a bench that is told to end put away its folder and its servers."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))


def _short(shown: str) -> str:
    return f" ({shown})" if len(shown) < 100 else ""


def _where(command: str) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0))
    engines = ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "shacl", "pyld"))
    python = ".".join(map(str, sys.version_info[:3]))
    return (
        f"`{command}`, {date.today().isoformat()}, {platform.machine()}, {cores} cores, {memory:.0f} GiB; "
        f"Python {python}, {engines}."
    )
