"""Answers HTTP: waitress, with the hub's limits, alone or behind a proxy that is trusted."""

import threading
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from waitress.server import create_server

from harvester.errors import SettingsError
from server.settings import Settings

#: Headers by which a trusted proxy tells who asks, and under which address.
_FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port")


class Web:
    """A listening server. Errors: SettingsError when the address cannot be taken."""

    def __init__(self, app: Any, conf: Settings) -> None:
        try:
            self._server: Any = create_server(app, **options(conf))
        except OSError as error:
            problem = f"cannot listen on {conf.host}:{conf.port}: {error.strerror}"
            raise SettingsError(problem, "Choose another with --port.") from error
        self.port = int(getattr(self._server, "effective_port", conf.port))
        self.address = f"http://{f'[{conf.host}]' if ':' in conf.host else conf.host}:{self.port}"

    def run(self) -> None:
        """Answer until interrupted, or stopped."""
        with suppress(KeyboardInterrupt):
            self._server.run()

    def stop(self) -> None:
        """End `run` in another thread: the workers first, which still use what the loop then closes."""
        self._server.task_dispatcher.shutdown()
        pulled = threading.Event()  # a loop that is awake would close the pipe before it is written

        def close() -> None:
            pulled.wait()
            self._server.close()

        self._server.trigger.pull_trigger(close)
        pulled.set()


def options(conf: Settings) -> dict[str, Any]:
    """What waitress is told."""
    trusted = (
        {"trusted_proxy": conf.trusted_proxy, "trusted_proxy_headers": set(_FORWARDED)} if conf.trusted_proxy else {}
    )
    idle = max(1, int(conf.web_idle.total_seconds()))
    return {
        "host": conf.host,
        "port": conf.port,
        "threads": conf.web_threads,
        "connection_limit": conf.web_connections,
        "backlog": conf.web_connections,
        "max_request_body_size": conf.request_bytes,
        "max_request_header_size": conf.request_head_bytes,
        "channel_timeout": idle,
        "cleanup_interval": min(30, idle),
        "url_prefix": urlsplit(conf.public_base_url).path,
        "clear_untrusted_proxy_headers": True,
        "channel_request_lookahead": 1,  # so that a client who leaves is noticed
        "asyncore_use_poll": True,  # select() ends at 1,024 connections
        "ident": "fabcommons",
        **trusted,
    }
