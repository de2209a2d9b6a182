"""A harvester in a process of its own, that kills itself at a named step, or that a test kills."""

import os
import signal
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from harvester.fetch import Fetcher
from harvester.lock import only_one
from server.rounds import Hub
from server.store.publish import publish
from support.clock import REFERENCE, Clock
from support.commons import everything_is_here, settings_of


def harvester(data: Path, stop_at: str | None = None, *, anew: bool = False, **limits: Any) -> BaseProcess:
    """Start one round (harvest all, publish) in a new process, that leads a group of its own.

    `stop_at` a step it is killed as by kill -9; `limits` are settings.
    """
    process = get_context("forkserver").Process(target=_round, args=(data, stop_at, anew, limits))
    process.start()
    return process


def _round(data: Path, stop_at: str | None, anew: bool, limits: dict[str, Any]) -> None:
    os.setsid()

    def at_step(step: str) -> None:
        if step == stop_at:
            os.kill(os.getpid(), signal.SIGKILL)

    settings = settings_of(data, **limits)
    hub = Hub(settings, Clock(REFERENCE), Fetcher(settings, everything_is_here))
    with only_one(data):
        hub.harvest(hub.choose(everything=True), at_step=at_step)
        publish(hub.engine, hub.target, at_step, anew=anew)
        hub.dump(at_step)
    os._exit(0)  # without waiting for threads: the round is over
