"""A name server on loopback, over UDP, that answers TXT questions as a test tells it."""

import socket
import threading
from collections.abc import Sequence
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from dns.resolver import Resolver

from harvester.desk.dns import texts


class Names:
    """Serves TXT records by name; a context that stops."""

    def __init__(self, seconds: float = 5) -> None:
        self.seconds = seconds
        self.records: dict[str, list[str]] = {}
        self.asked: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def texts(self, name: str) -> Sequence[str]:
        """What the hub asks with."""
        resolver = Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], self._socket.getsockname()[1]
        return texts(name, resolver, self.seconds)

    def _serve(self) -> None:
        while True:
            content, client = self._socket.recvfrom(4096)
            if content == b"stop":
                return
            self._socket.sendto(self._answer(content), client)

    def _answer(self, content: bytes) -> bytes:
        answer = dns.message.make_response(dns.message.from_wire(content))
        answer.flags |= dns.flags.RA
        name = answer.question[0].name
        self.asked.append(str(name).rstrip("."))
        found = self.records.get(self.asked[-1])
        if found is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *(f'"{text}"' for text in found)))
        return answer.to_wire()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.sendto(b"stop", self._socket.getsockname())
        self._thread.join()
        self._socket.close()
