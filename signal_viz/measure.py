"""How much room a text takes, in cells of a monospace font, and how to shorten it.

The same few lines are in ``frontend/``: Python's ``unicodedata`` is not there,
so both use the short table below instead.
"""

from __future__ import annotations

ELLIPSIS = "…"

_WIDE = (
    (0x1100, 0x115F),  # Hangul Jamo
    (0x2E80, 0xA4CF),  # CJK, Kana, Yi
    (0xAC00, 0xD7A3),  # Hangul
    (0xF900, 0xFAFF),  # CJK compatibility
    (0xFE30, 0xFE6F),  # CJK forms
    (0xFF00, 0xFF60),  # full-width forms
    (0xFFE0, 0xFFE6),
    (0x1F300, 0x1FAFF),  # pictures
    (0x20000, 0x3FFFD),  # more CJK
)


def cells(text: str) -> int:
    """Return the width of ``text`` in cells; a wide character takes two.

    A combining mark counts as one, so the answer may be too large, never too
    small.
    """
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    code = ord(character)
    return 2 if any(first <= code <= last for first, last in _WIDE) else 1


def prose_width(text: str, size: int) -> int:
    """Return the most pixels that ``text`` takes in a proportional font.

    Args:
        text: a short line; every character of it is measured.
        size: height of the font in pixels.

    Returns:
        Pixels in DejaVu Sans, the widest of the usual system fonts, rounded up.
    """
    return -(-size * sum(map(_hundredths, text)) // 100)


def _hundredths(character: str) -> int:
    """Return the width of ``character`` in hundredths of the font's height."""
    if character in _NARROW:
        return 42
    if character in _BROAD or not character.isascii():
        return 100 * _cells(character)
    return 84 if character in _CAPITAL else 64


_NARROW = frozenset(" !'()*,-./:;I[\\]fijlrt|\xb7")
_CAPITAL = frozenset("#&+<=>ABCDEFGHJKLNOPQRSTUVXYZ^w~")
_BROAD = frozenset("%@MWm")


def shorten(text: str, limit: int) -> str:
    """Return ``text``, or its beginning and its end with ``…`` between.

    Args:
        text: a name; both its ends tell something.
        limit: most cells of the result, at least 3.
    """
    # A text of a million characters is looked at no further than it is shown.
    if len(text) <= limit and cells(text) <= limit:
        return text
    room = limit - 1
    head = _take(text[:limit], (room + 1) // 2)
    tail = _take(text[: -limit - 1 : -1], room // 2)
    return head + ELLIPSIS + tail[::-1]


def clip_prose(text: str, size: int, room: int) -> str:
    """Return ``text``, or as much of its beginning as fits before ``…``.

    Args:
        text: a line of a proportional font; its beginning matters most.
        size: height of the font in pixels.
        room: most pixels of the result.
    """
    used = kept = 0
    for number, character in enumerate(text):
        used += size * _hundredths(character)
        if used > 100 * room:
            return text[:kept].rstrip() + ELLIPSIS
        if used + size * _hundredths(ELLIPSIS) <= 100 * room:
            kept = number + 1
    return text


def _take(text: str, room: int) -> str:
    """Return as many of the first characters as fit into ``room`` cells."""
    taken = ""
    for character in text:
        room -= _cells(character)
        if room < 0:
            break
        taken += character
    return taken
