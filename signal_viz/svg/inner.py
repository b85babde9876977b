"""What a receiver sent, inside its card in the static picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.graph import CARD_HEIGHT, CARD_LEFT, CARD_RIGHT, DETAIL_SIZE
from signal_viz.measure import clip_prose
from signal_viz.naming import clip
from signal_viz.placement import number
from signal_viz.svg import paint
from signal_viz.svg.paint import sign, words

if TYPE_CHECKING:
    from signal_viz.nest import Row
    from signal_viz.placement import Box

INNER = 18
"""Height of a row inside a card."""
_INDENT = 12
_DEEPEST = 6
_ROW_LEFT = 16


def inside(row: Row, at: Box, place: int, left: int = CARD_LEFT) -> str:
    """Draw a row inside a card: a nested dispatch, or a call in it.

    Args:
        row: what it says.
        at: the card.
        place: number of the row.
        left: pixels from the side of the card to the text.
    """
    indent = _INDENT * (min(row.depth, _DEEPEST) - 1)
    start = at.x + left + indent
    y = at.y + CARD_HEIGHT + (place + 0.5) * INNER
    called = row.kind == "call"
    mark = {
        "send": f'<path d="M{number(start + 2)} {number(y - 5)} v5 h6 m-2.5 -2.5 l2.5 2.5 '
        f'l-2.5 2.5" fill="none" {paint.paint("edge")} stroke-width="1.25"/>',
        "call": sign(start + 5, y, row.state),
        "more": "",
    }[row.kind]
    room = int(at.right - CARD_RIGHT - start - _ROW_LEFT)
    text = clip_prose(clip(row.text), DETAIL_SIZE, room)
    return mark + words(
        start + _ROW_LEFT,
        y + 4,
        text,
        "ink" if called else "mute",
        weight=600 if called else 0,
    )
