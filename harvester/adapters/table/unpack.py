"""XLSX and ODS are ZIP files of XML: they are unpacked within the limit before anything reads them.

A file may be small and unpack to terabytes, or define entities that multiply (https://en.wikipedia.org/wiki/Zip_bomb).
"""

import io
import zipfile

from harvester.adapters.received import Limits
from harvester.errors import DocumentError

_CHUNK = 256 * 1024
_NOT_WANTED = tuple(
    word.encode(coding) for word in ("<!DOCTYPE", "<!ENTITY") for coding in ("utf-8", "utf-16-le", "utf-16-be")
)


def opened(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """An archive whose members were all unpacked once, checksums included, and hold no document type.

    In: the bytes, the limits. Errors: DocumentError G1-damaged, G1-locked, G1-members, G1-unpacked.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        _check(archive, limits)
    except DocumentError:
        raise
    except Exception as error:  # a damaged archive breaks `zipfile` in a dozen ways
        raise DocumentError("G1-damaged", value=type(error).__name__) from error
    return archive


def _check(archive: zipfile.ZipFile, limits: Limits) -> None:
    members, left = archive.infolist(), limits.unpacked_bytes
    if len(members) > limits.unpacked_members:
        raise DocumentError("G1-members", value=str(limits.unpacked_members))
    for member in members:
        if member.flag_bits & 1:
            raise DocumentError("G1-locked")
        with archive.open(member) as file:
            tail = b""
            while chunk := file.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise DocumentError("G1-unpacked", value=str(limits.unpacked_bytes))
                if any(word in tail + chunk for word in _NOT_WANTED):
                    raise DocumentError("G1-damaged", value="DOCTYPE")
                tail = chunk[-32:]
