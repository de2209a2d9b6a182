"""The bytes of an answer, unpacked as they come, within the limits of size and time."""

import time
import zlib
from collections.abc import Iterable

from harvester.failures import Failure


def content_of(chunks: Iterable[bytes], coding: str, limit: int, end: float) -> bytes | Failure:
    """All of it without its coding. In: the Content-Encoding, the most bytes, when time is over (`time.monotonic`).

    Errors: TimeoutError; zlib.error for what ends too early, or is not what it says.
    """
    if coding.strip().lower() not in ("", "identity", "gzip", "x-gzip"):
        return Failure("T-encoding", coding)
    unpack = _Gzip() if coding.strip().lower() not in ("", "identity") else None
    received, content = 0, bytearray()
    for chunk in chunks:
        received += len(chunk)
        content += unpack.more(chunk, limit + 1 - len(content)) if unpack else chunk
        if received > limit or len(content) > limit:
            return Failure("T-size" if received > limit else "T-bomb", str(limit))
    if time.monotonic() >= end:
        raise TimeoutError  # the watchdog shut the socket, which may look like a regular end
    if unpack and not unpack.whole:
        raise zlib.error("the compressed answer ends too early")
    return bytes(content)


class _Gzip:
    """Unpacks gzip as it comes, several members in a row too (RFC 1952, 2.2), never further than asked."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)

    @property
    def whole(self) -> bool:
        """Whether the last member has ended."""
        return self._member.eof

    def more(self, chunk: bytes, limit: int) -> bytes:
        """Unpack at most `limit` bytes (at least 1) of what has come so far. Errors: zlib.error."""
        content = self._member.decompress(chunk, limit)
        while self._member.eof and self._member.unused_data and len(content) < limit:
            rest, self._member = self._member.unused_data, zlib.decompressobj(wbits=31)
            content += self._member.decompress(rest, limit - len(content))
        return content
