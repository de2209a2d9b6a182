"""Starts worker processes that do not import the whole program again: the command line takes a second to import."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.process import BaseProcess
from typing import Any

_swap = threading.Lock()


@contextmanager
def _main_without_address() -> Iterator[None]:
    """multiprocessing has a child import the parent's main module, unless it is that of a folder run as a program."""
    main = sys.modules["__main__"]
    with _swap:
        spec, main.__spec__ = main.__spec__, ModuleSpec("__main__", None)
        try:
            yield
        finally:
            main.__spec__ = spec


class BareProcess(ForkServerProcess):
    """A process forked from the fork server that knows only what it is told to run."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802 - the name multiprocessing gives it
        with _main_without_address():
            return ForkServerProcess._Popen(process_obj)


class BareContext(ForkServerContext):
    """A multiprocessing context of such processes."""

    Process = BareProcess
