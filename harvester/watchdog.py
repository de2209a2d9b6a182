"""A fetch has one deadline for everything: when it passes, its socket is shut, wherever the bytes got stuck."""

import contextlib
import heapq
import socket
import threading
import time
from collections.abc import Iterator
from itertools import count


class Watchdog:
    """One thread that shuts sockets whose fetch has run out of time."""

    def __init__(self) -> None:
        self._local = threading.local()
        self._due: list[tuple[float, int, socket.socket]] = []
        self._wake = threading.Condition()
        self._order = count()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="fetch-watchdog", daemon=True)
        self._thread.start()

    @contextlib.contextmanager
    def deadline(self, seconds: float) -> Iterator[float]:
        """Every socket this thread opens inside gets the same end; yields it, on the monotonic clock."""
        self._local.end = time.monotonic() + seconds
        try:
            yield self._local.end
        finally:
            del self._local.end

    def watch(self, sock: socket.socket) -> None:
        """Shut `sock` when the current deadline passes, unless it was closed before."""
        end = getattr(self._local, "end", None)
        if end is not None:
            with self._wake:
                heapq.heappush(self._due, (end, next(self._order), sock))
                self._wake.notify()

    def stop(self) -> None:
        """End the thread; sockets already watched are left alone."""
        with self._wake:
            self._stopped = True
            self._wake.notify()
        self._thread.join()

    def _run(self) -> None:
        with self._wake:
            while not self._stopped:
                now = time.monotonic()
                while self._due and self._due[0][0] <= now:
                    _shut(heapq.heappop(self._due)[2])
                self._wake.wait(self._due[0][0] - now if self._due else None)


def _shut(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
