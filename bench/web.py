"""A folder served over loopback HTTP by its own process, as many hosts, with ETag and 304, counting answers."""

import asyncio
import ctypes
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_STATUS = (200, 304, 404)


@dataclass(frozen=True, slots=True)
class Site:
    """A running server: the addresses of its hosts, its process, what it answered since `reset`."""

    hosts: tuple[str, ...]
    pid: int
    _counts: Any

    def url(self, number: int, name: str) -> str:
        """Address of the file `name`, on the host that `number` falls on."""
        return f"{self.hosts[number % len(self.hosts)]}/{name}"

    def reset(self) -> None:
        """Count from nothing again."""
        for i in range(len(_STATUS)):
            self._counts[i] = 0

    @property
    def answers(self) -> dict[int, int]:
        """How many answers of each status were given."""
        return {status: self._counts[i] for i, status in enumerate(_STATUS) if self._counts[i]}


@contextmanager
def served(folder: Path, hosts: int) -> Iterator[Site]:
    """Serve a folder at 127.0.0.1, 127.0.0.2, … on one free port, until the block ends."""
    context = get_context("spawn")
    counts = context.Array(ctypes.c_longlong, len(_STATUS), lock=False)
    sockets = _bind(hosts)
    process = context.Process(target=_main, args=(folder, sockets, counts), daemon=True)
    process.start()
    names = tuple("http://{}:{}".format(*s.getsockname()) for s in sockets)
    for opened in sockets:
        opened.close()
    try:
        yield Site(names, process.pid or 0, counts)
    finally:
        process.terminate()
        process.join()
        process.close()


def _bind(hosts: int) -> list[socket.socket]:
    """One port that is free on every address; the sockets listen at once, so that no caller comes too early."""
    first = socket.create_server(("127.0.0.1", 0), backlog=1024)
    port = first.getsockname()[1]
    return [first, *(socket.create_server((f"127.0.0.{n}", port), backlog=1024) for n in range(2, hosts + 1))]


def _main(folder: Path, sockets: list[socket.socket], counts: Any) -> None:
    asyncio.run(_serve(folder, sockets, counts))


async def _serve(folder: Path, sockets: list[socket.socket], counts: Any) -> None:
    loop, parent = asyncio.get_running_loop(), os.getppid()
    for listening in sockets:
        await loop.create_server(lambda: _Connection(folder, counts), sock=listening)
    while os.getppid() == parent:  # a bench that was killed leaves no server behind
        await asyncio.sleep(1)


class _Connection(asyncio.Protocol):
    """One kept-alive connection: GET of a file, conditional or not. The validator is the file's time and size."""

    def __init__(self, folder: Path, counts: Any) -> None:
        self.folder, self.counts, self.buffer = str(folder), counts, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
            self.transport.write(self._answer(head.decode("latin-1")))

    def _answer(self, head: str) -> bytes:
        lines = head.split("\r\n")
        path = unquote(urlsplit(lines[0].split(" ")[1]).path)
        asked = next((line[14:].strip() for line in lines if line.lower().startswith("if-none-match:")), "")
        try:
            found = os.stat(self.folder + os.path.normpath(path))  # noqa: PTH116 - this must cost next to nothing
        except OSError:
            return self._head(404, "Content-Length: 0")
        tag = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
        if tag == asked:
            return self._head(304, f"ETag: {tag}")
        content = Path(self.folder + os.path.normpath(path)).read_bytes()
        fields = f"ETag: {tag}\r\nContent-Type: application/ld+json\r\nContent-Length: {len(content)}"
        return self._head(200, fields) + content

    def _head(self, status: int, fields: str) -> bytes:
        self.counts[_STATUS.index(status)] += 1
        return f"HTTP/1.1 {status} x\r\n{fields}\r\n\r\n".encode()
