"""Reads the QR codes that a page draws, with a decoder that knows nothing of the library that drew them."""

import re
from html import unescape

import zxingcpp

_DRAWING = re.compile(r'<svg viewBox="0 0 (\d+) \d+" class="qr"><path stroke="#000" d="([^"]+)"/></svg>')
_STEP = re.compile(r"([Mmhv])(-?[\d.]+)(?: (-?[\d.]+))?")
_SCALE = 4


def without_codes(page: str) -> str:
    """The page without our drawings, which hold nothing but strokes."""
    return _DRAWING.sub("", page)


def codes_of(page: str) -> list[str]:
    """The text of each code, in the order of the page."""
    return [_read(int(size), path) for size, path in _DRAWING.findall(unescape(page))]


def _read(size: int, path: str) -> str:
    side = size * _SCALE
    image = bytearray(b"\xff" * side * side)
    for row, column, length in _strokes(path):
        for line in range(row * _SCALE, (row + 1) * _SCALE):
            start = line * side + column * _SCALE
            image[start : start + length * _SCALE] = bytes(length * _SCALE)
    (found,) = zxingcpp.read_barcodes(memoryview(bytes(image)).cast("B", (side, side)))
    return str(found.text)


def _strokes(path: str) -> list[tuple[int, int, int]]:
    """Row, column and length of each horizontal stroke; strokes run in the middle of their row."""
    x = y = 0.0
    found = []
    for command, first, second in _STEP.findall(path):
        if command == "h":
            found.append((int(y), int(x), int(first)))
            x += float(first)
        else:
            x, y = (x if command == "m" else 0) + float(first), (y if command == "m" else 0) + float(second)
    return found
