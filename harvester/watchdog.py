"""A fetch has one deadline for everything: when it passes, its socket is shut, wherever the bytes got stuck."""

import contextlib
import heapq
import socket
import threading
import time
from collections.abc import Iterable, Iterator
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
        self._local.end, self._local.watched = time.monotonic() + seconds, []
        try:
            yield self._local.end
        finally:
            self._let_go(self._local.watched)
            del self._local.end, self._local.watched

    def left(self) -> float:
        """Seconds until the current deadline, never quite none."""
        end: float = self._local.end
        return max(0.001, end - time.monotonic())

    def watch(self, sock: socket.socket) -> None:
        """Shut `sock` when the current deadline passes, unless the fetch has ended before."""
        ours = sock.dup()  # TLS takes the socket over and leaves the original dead
        self._local.watched.append(ours)
        with self._wake:
            heapq.heappush(self._due, (self._local.end, next(self._order), ours))
            self._wake.notify()

    def _let_go(self, watched: Iterable[socket.socket]) -> None:
        with self._wake:
            for sock in watched:
                sock.close()

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
