"""The time lanes of a static picture: one for each card, on the same row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.duration import duration
from signal_viz.graph import CARD_HEIGHT
from signal_viz.measure import prose_width
from signal_viz.placement import Box, number
from signal_viz.svg import paint
from signal_viz.svg.bars import bars, merged
from signal_viz.svg.inner import INNER
from signal_viz.svg.paint import TONES, box, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signal_viz.fold import Group
    from signal_viz.nest import Row
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
_MOST = 24
"""More bars than this in one lane are drawn as one."""


def draw(
    state: State,
    layout: Layout,
    groups: dict[str, Group],
    inner: dict[str, tuple[Row, ...]],
    *,
    times: bool,
) -> str:
    """Return the lanes of the cards and the bars in them.

    Args:
        state: what the picture shows, nothing of it folded.
        layout: where its cards are; the lanes are right of them.
        groups: what stands for several cards, by the id of its card.
        inner: rows inside the cards of receivers that sent something.
        times: print durations and be true to the clock.
    """
    left = layout.width + GAP
    single = [card.connection.id for card in state.cards]
    rows = {name: _row(layout.nodes[name]) for name in single if name in layout.nodes}
    folded = {name: _row(layout.nodes[name]) for name in groups}
    drawn: dict[str, list[Bar]] = {}
    for bar in bars(state, times=times):
        drawn.setdefault(bar.connection, []).append(bar)
    parts = [
        box(
            Box(left, row.middle[1] - _HEIGHT / 2, WIDTH, _HEIGHT), _HEIGHT / 2, "track"
        )
        for row in (*rows.values(), *folded.values())
    ]
    parts += _together(state, rows, left)
    for name, row in rows.items():
        found = drawn.get(name, [])
        shown = found if len(found) <= _MOST else list(merged(found))
        parts += (_bar(bar, row, left) for bar in shown)
        if times and found:
            parts.append(_label(found[-1], row, left))
    for name, row in folded.items():
        ids = [card.connection.id for card in groups[name].cards]
        members = [bar for id_ in ids for bar in drawn.get(id_, ())]
        members.sort(key=lambda bar: bar.start)
        parts += (_bar(bar, row, left) for bar in merged(members))
    for name, lines in inner.items():
        parts += _inside(lines, layout.nodes[name], drawn, left)
    return "".join(parts)


def _row(card: Box) -> Box:
    """Return the first lines of a card."""
    return Box(card.x, card.y, card.w, CARD_HEIGHT)


def _inside(
    lines: tuple[Row, ...], card: Box, drawn: dict[str, list[Bar]], left: float
) -> Iterator[str]:
    """Draw the bar of each nested call on the row that names it."""
    for place, line in enumerate(lines):
        top = card.y + CARD_HEIGHT + (place + 0.5) * INNER - _INNER / 2
        for bar in drawn.get(line.connection, ()):
            if bar.dispatch == line.dispatch:
                length = max(3.0, (bar.end - bar.start) * WIDTH)
                start = left + min(bar.start * WIDTH, WIDTH - length)
                role = f"{TONES[bar.state]}fill"
                yield box(Box(left, top + 1, WIDTH, 1), 0.5, "track")
                yield box(Box(start, top, length, _INNER), 1.5, role)


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
