"""What stands for several receivers in the static picture: a fold or a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.graph import (
    CARD_HEIGHT,
    CARD_LEFT,
    CARD_RIGHT,
    DETAIL_SIZE,
    NAME_CELL,
    RECEIVER_CELLS,
)
from signal_viz.measure import cells, clip_prose, prose_width, shorten
from signal_viz.naming import clip
from signal_viz.placement import Box
from signal_viz.svg import paint
from signal_viz.svg.inner import inside
from signal_viz.svg.paint import TONES, box, dashes, sign, titled, words

if TYPE_CHECKING:
    from signal_viz.fold import Group
    from signal_viz.nest import Row
    from signal_viz.state import CardState

MATRIX_WIDTH = 330
FOLD_WIDTH = 300
"""Least pixels of a card with a matrix, and of one with a row of cells."""
_CELL = 12
"""Pixels of a cell in such a row."""
_SIZES = (22, 16, 12, 10)
_MOST_HEIGHT = 560
_INSET = 8
NUMBERS = 10
"""More pixels than a card needs left of its name: a group has two numbers."""
_NAME_LEFT = CARD_LEFT + NUMBERS
_SMALL = 16
"""Cells of fewer pixels have frames only where something goes on or went wrong."""
_FRAMED = frozenset({"running", "awaiting", "raised"})
_SIGNS: dict[CardState, str] = {
    "connected": "46 50 h8",
    "running": "48 50 h4",
    "awaiting": "32 28 h36 l-36 44 h36 z",
    "returned": "27 53 l16 17 l30 -38",
    "raised": "30 30 l40 40 m0 -40 l-40 40",
    "not_reached": "28 50 h44",
    "filtered": "32 68 l36 -36",
    "collected": "28 50 h10 m24 0 h10",
    "disconnected": "28 62 h18 m8 -24 h18",
}
"""The sign of each state in hundredths of a cell's side, from its corner."""


def matrix_height(count: int, width: float) -> int:
    """Return the height of a card with a matrix of ``count`` cells."""
    size, across = _cells(count, width)
    return CARD_HEIGHT + -(-count // across) * size + _INSET


def _cells(count: int, width: float) -> tuple[int, int]:
    """Return the size of a cell and how many stand side by side."""
    found = [(size, max(1, int((width - 2 * _INSET) // size))) for size in _SIZES]
    for size, across in found:
        if CARD_HEIGHT + -(-count // across) * size + _INSET <= _MOST_HEIGHT:
            return size, across
    return found[-1]


def draw(group: Group, at: Box, inner: tuple[Row, ...]) -> str:
    """Return the elements of a fold or a matrix.

    Args:
        group: the receivers that it stands for.
        at: its card.
        inner: what they sent.
    """
    tone = TONES.get(group.state)
    fold = group.kind == "fold"
    role = f"{tone}card" if tone and fold else "card"
    stacked = Box(at.x + 3, at.y + 3, at.w, at.h)
    return titled(
        f"{group.name}: {', '.join(group.facts)}",
        box(stacked, 8, "card", dashes("connected")) if fold else "",
        box(at, 8, role, dashes(group.state)),
        box(at, 8, tone, f' fill="none"{dashes(group.state)}')
        if tone and not fold
        else "",
        box(Box(at.x + 4, at.y + 8, 4, CARD_HEIGHT - 16), 2, f"{tone}fill")
        if tone
        else "",
        _head(group, at),
        _row(group, at) if fold else _matrix(group, at),
        *(inside(row, at, place, _NAME_LEFT) for place, row in enumerate(inner)),
    )


def _head(group: Group, at: Box) -> str:
    left, y = at.x + _NAME_LEFT, at.y + CARD_HEIGHT / 2
    name = shorten(clip(group.name), RECEIVER_CELLS)
    end = at.right - 26
    tone = TONES.get(group.state)
    role = f"{tone}fill" if tone else "mute"
    room = int(end - left - NAME_CELL * cells(name) - 8)
    cells_width = _CELL * len(group.cards) + 6 if group.kind == "fold" else 0
    facts = _facts(group, int(at.w - _NAME_LEFT - CARD_RIGHT - cells_width))
    number = words(
        at.x + 27, y + 4, group.numbers, "mute", size=10, anchor="middle", weight=600
    )
    word = clip_prose(group.word, DETAIL_SIZE, room)
    return "".join(
        (
            number if group.kind == "fold" else "",
            words(left, y - 3, name, "ink", size=13, weight=600, mono=True),
            words(left, y + 14, facts, "mute"),
            sign(at.right - 15, y - 7, group.state),
            words(end, y - 3, word, role, anchor="end") if word else "",
        )
    )


def _facts(group: Group, room: int) -> str:
    """Return as many facts as fit; of the first as much as fits."""
    found = clip(group.facts[0])
    for fact in group.facts[1:]:
        longer = f"{found} · {clip(fact)}"
        if prose_width(longer, DETAIL_SIZE) > room:
            break
        found = longer
    return clip_prose(found, DETAIL_SIZE, room)


def _matrix(group: Group, at: Box) -> str:
    size, across = _cells(len(group.cards), at.w)
    left, top = round(at.x) + _INSET, round(at.y) + CARD_HEIGHT
    return _drawn(group, left, top, size, across)


def _row(group: Group, at: Box) -> str:
    """Draw a cell for each receiver right of the facts."""
    count = len(group.cards)
    left = round(at.right) - CARD_RIGHT - count * _CELL
    return _drawn(group, left, round(at.y) + CARD_HEIGHT // 2 + 4, _CELL, count)


def _drawn(group: Group, left: int, top: int, size: int, across: int) -> str:
    """Draw the cells: two paths for each state, whatever their number."""
    frames: dict[CardState, list[str]] = {}
    signs: dict[CardState, list[str]] = {}
    scaled = {state: _scaled(mark, size) for state, mark in _SIGNS.items()}
    for place, card in enumerate(group.cards):
        x, y = left + place % across * size, top + place // across * size
        (dx, dy), rest = scaled[card.state]
        signs.setdefault(card.state, []).append(f"M{x + dx} {y + dy}{rest}")
        if size >= _SMALL or card.state in _FRAMED:
            frame = f"M{x + 1} {y + 1}h{size - 2}v{size - 2}h{2 - size}z"
            frames.setdefault(card.state, []).append(frame)
    parts: list[str] = []
    for state, paths in signs.items():
        tone = TONES.get(state)
        role = paint.paint(tone or "edge")
        border = paint.paint(f"{tone}card" if state in _FRAMED else "card")
        width = _weight(state, size)
        parts += (
            f'<path d="{"".join(frames[state])}" {border}/>' if state in frames else "",
            (
                f'<path d="{"".join(paths)}" fill="none" {role} '
                f'stroke-width="{width}" stroke-linecap="round" '
                'stroke-linejoin="round"/>'
            ),
        )
    return "".join(parts)


def _weight(state: CardState, size: int) -> str:
    """A running receiver's sign is a spot, others are lines."""
    return f"{size / 2:.0f}" if state == "running" else "1.5"


def _scaled(mark: str, size: int) -> tuple[tuple[int, int], str]:
    """Return a sign in whole pixels: its first point, and its path from there."""
    first, second, *rest = mark.split(" ")
    parts = [
        part.rstrip("-0123456789") + str(round(int(part.lstrip("hlmz")) * size / 100))
        if part.lstrip("hlmz")
        else part
        for part in rest
    ]
    corner = round(int(first) * size / 100), round(int(second) * size / 100)
    return corner, " ".join(parts)
