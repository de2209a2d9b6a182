"""A web application on loopback, as the hub serves it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from waitress.server import create_server


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def serving(app: Flask, port: int = 0) -> Iterator[str]:
    """The address of the application, until the end of the block; on a free port unless one is told."""
    server: Any = create_server(app, host="127.0.0.1", port=port, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:  # its workers first, which still use what the loop then closes
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(server.close)
        thread.join(5)
