"""Reads a screenshot, as far as a rough comparison needs it."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

Colour = tuple[int, int, int]


class Image(NamedTuple):
    """A picture; its pixels are rows of ``channels`` bytes for each pixel."""

    width: int
    height: int
    channels: int
    rows: list[bytearray]

    def blocks(self, size: int) -> list[list[Colour]]:
        """Return the mean colour of each square of ``size`` pixels, 0 to 255."""
        return [
            [self._mean(x, y, size) for x in range(0, self.width - size + 1, size)]
            for y in range(0, self.height - size + 1, size)
        ]

    def _mean(self, x: int, y: int, size: int) -> Colour:
        step = self.channels
        parts = [row[x * step : (x + size) * step] for row in self.rows[y : y + size]]
        red, green, blue = (
            sum(sum(part[channel::step]) for part in parts) // size**2
            for channel in range(3)
        )
        return red, green, blue


def read(data: bytes) -> Image:
    """Return the picture in a PNG file of 8 bits a channel, as Chromium writes it.

    Raises:
        ValueError: it is another kind of file.
    """
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise ValueError("this is no PNG file")
    packed, place, head = b"", 8, b""
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        content = data[place + 8 : place + 8 + length]
        head = content if kind == b"IHDR" else head
        packed += content if kind == b"IDAT" else b""
        place += length + 12
    width, height, depth, colours, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    if depth != 8 or colours not in (2, 6) or interlaced:
        raise ValueError("this PNG file is not as Chromium writes it")
    channels = 3 if colours == 2 else 4
    raw = zlib.decompress(packed)
    stride = width * channels
    rows: list[bytearray] = []
    above = bytearray(stride)
    for start in range(0, len(raw), stride + 1):
        row = bytearray(raw[start + 1 : start + 1 + stride])
        _unfilter(raw[start], row, above, channels)
        rows.append(row)
        above = row
    return Image(width, height, channels, rows)


def _unfilter(kind: int, row: bytearray, above: bytearray, channels: int) -> None:
    """Undo the filter of a row, in place: section 9 of the PNG specification."""
    for place in range(len(row)):
        left = row[place - channels] if place >= channels else 0
        corner = above[place - channels] if place >= channels else 0
        up = above[place]
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = up
        elif kind == 3:
            guess = (left + up) // 2
        elif kind == 4:
            guess = _paeth(left, up, corner)
        else:
            return
        row[place] = (row[place] + guess) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda item: abs(guess - item))
