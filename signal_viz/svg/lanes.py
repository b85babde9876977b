"""The time lanes of a static picture: one for each card, on the same row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.duration import duration
from signal_viz.measure import prose_width
from signal_viz.placement import Box, number
from signal_viz.svg import paint
from signal_viz.svg.bars import bars
from signal_viz.svg.paint import TONES, box, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signal_viz.fold import Hidden
    from signal_viz.placement import Layout
    from signal_viz.state import State
    from signal_viz.svg.bars import Bar

WIDTH = 96
"""Width of a lane in pixels."""
GAP = 20
"""Room between a card and its lane."""

_HEIGHT = 8
_INNER = 3
"""A nested call is a thin bar below the lane; deeper ones are lower still."""
_DEEPEST = 3
_LABEL_SIZE = 10


def draw(
    state: State, layout: Layout, hidden: dict[str, Hidden], *, times: bool
) -> str:
    """Return the lanes of the cards and the bars in them.

    Args:
        state: what the picture shows.
        layout: where its cards are; the lanes are right of them.
        hidden: cards that stand for several, and have no lane.
        times: print durations and be true to the clock.
    """
    left = layout.width + GAP
    rows = {
        card.connection.id: layout.nodes[card.connection.id]
        for card in state.cards
        if card.connection.id not in hidden
    }
    tracks = (
        box(
            Box(left, row.middle[1] - _HEIGHT / 2, WIDTH, _HEIGHT), _HEIGHT / 2, "track"
        )
        for row in rows.values()
    )
    drawn = [bar for bar in bars(state, times=times) if bar.connection in rows]
    labelled = {bar.connection: bar for bar in drawn if times}
    return "".join(
        (
            *tracks,
            *_together(state, rows, left),
            *(_bar(bar, rows[bar.connection], left) for bar in drawn),
            *(_label(bar, rows[bar.connection], left) for bar in labelled.values()),
        )
    )


def _bar(bar: Bar, row: Box, left: float) -> str:
    middle = row.middle[1]
    length = max(3.0, (bar.end - bar.start) * WIDTH)
    start = left + min(bar.start * WIDTH, WIDTH - length)
    role = f"{TONES[bar.state]}fill"
    if bar.depth == 0:
        top, height = middle - _HEIGHT / 2, _HEIGHT
    else:
        step = min(bar.depth, _DEEPEST)
        top, height = middle + _HEIGHT / 2 + 2 + (step - 1) * (_INNER + 1), _INNER
    return box(Box(start, top, length, height), min(height / 2, length / 2, 3), role)


def _label(bar: Bar, row: Box, left: float) -> str:
    if bar.duration_ns is None:
        return ""
    text = duration(bar.duration_ns)
    width = prose_width(text, _LABEL_SIZE)
    role, y = f"{TONES[bar.state]}fill", row.middle[1] - 8
    if bar.start * WIDTH + width > WIDTH:
        end = left + WIDTH
        return words(end, y, text, role, size=_LABEL_SIZE, weight=600, anchor="end")
    start = left + bar.start * WIDTH
    return words(start, y, text, role, size=_LABEL_SIZE, weight=600)


def _together(state: State, rows: dict[str, Box], left: float) -> Iterator[str]:
    """Bracket the async receivers that one dispatch called: they run together."""
    if state.dispatch is None:
        return
    called = [
        rows[card.connection.id]
        for card in state.cards
        if card.connection.id in rows
        and card.connection.is_async
        and card.call
        and card.call.dispatch == state.dispatch.id
    ]
    if len(called) < 2:  # noqa: PLR2004 - one receiver runs with no other
        return
    x = number(left - 7)
    top, bottom = number(called[0].y + 8), number(called[-1].bottom - 8)
    yield (
        f"<g><title>async: these run together</title>"
        f'<path d="M{x} {top} h-4 V{bottom} h4" fill="none" '
        f'{paint.paint("edge")} stroke-width="1.5"/></g>'
    )
