"""The static picture: the same as the live one, where nothing runs.

It brings its own background and both colour schemes, needs no font and no
script, and tells everything a second time as title and description.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from signal_viz.duration import duration
from signal_viz.fold import Group, fold
from signal_viz.graph import (
    DETAIL_SIZE,
    SENDER_HEIGHT,
    SIGNAL_CELLS,
    Node,
    graph,
)
from signal_viz.layout import layout
from signal_viz.measure import cells, clip_prose, prose_width, shorten
from signal_viz.naming import clip
from signal_viz.nest import nest
from signal_viz.placement import Box, number
from signal_viz.registry import Connection
from signal_viz.rows import RANK_GAP
from signal_viz.sender_fold import SenderGroup, fold_senders, holders
from signal_viz.sentence import called
from signal_viz.state import Card
from signal_viz.svg import drawing, lanes, paint
from signal_viz.svg.groups import FOLD_WIDTH, MATRIX_WIDTH, NUMBERS, matrix_height
from signal_viz.svg.inner import INNER
from signal_viz.svg.paint import box, titled, words
from signal_viz.text import to_text

if TYPE_CHECKING:
    from signal_viz.graph import Graph
    from signal_viz.nest import Row
    from signal_viz.placement import Layout
    from signal_viz.state import SenderState, State

_MOST_NESTED = 40
"""Nested dispatches that a picture has edges for."""
_GROUP_WIDTH = 128
"""Least pixels of a group of senders: it also tells who of them sent."""
_MARGIN = 16
_HEAD = 46
_FOOT = 40
_LEAST = 360
_TITLE_SIZE = 14
_TITLE_CELL = 8.7
"""Width of one character of the title, 14 px monospace."""
_SMALL = 12
_NOBODY = "no receivers"
_LONGEST = 400


def to_svg(state: State, *, times: bool = False) -> str:
    """Return ``state`` as an SVG picture.

    Args:
        state: what to draw.
        times: print true durations and draw the lanes true to the clock. Without
            it the picture of one program is the same in every run.

    Returns:
        Valid XML in one piece, with its natural width and height in pixels; it
        shrinks to fit a narrower place.
    """
    shown, groups = _folded(state)
    who = fold_senders(state.senders, state.tree)
    folded = (group for group in groups.values() if group.kind == "fold")
    holder = {card.connection.id: group.id for group in folded for card in group.cards}
    rows = nest(state, holder)
    inner = {
        card.connection.id: rows[card.connection.id]
        for card in shown.cards
        if card.connection.id in rows
    }
    found = _sized(graph(shown), graph(state), who, groups, inner)
    places = layout(found)
    timed = bool(shown.dispatch and shown.cards)
    counts = {
        signal.id: sum(
            card.number is not None and card.connection.signal == signal.id
            for card in state.cards
        )
        for signal in state.signals
    }
    inside = places.width
    if timed:
        inside += lanes.GAP + lanes.WIDTH
    elif not shown.cards:
        inside += RANK_GAP + prose_width(_NOBODY, DETAIL_SIZE)
    width = max(inside, _LEAST) + 2 * _MARGIN
    height = places.height + _HEAD + _FOOT
    body = "".join(
        (
            box(Box(0.5, 0.5, width - 1, height - 1), 10, "page"),
            _head(shown, width, places.width if timed else None, times=times),
            f'<g transform="translate({_MARGIN} {_HEAD})">',
            _nobody(shown, places),
            drawing.draw(shown, found, places, who, groups, inner=inner, counts=counts),
            lanes.draw(state, places, groups, inner, times=times) if timed else "",
            "</g>",
            _foot(shown, width, height, times=times),
        )
    )
    return _wrapped(state, body, width, height)


def _folded(state: State) -> tuple[State, dict[str, Group]]:
    """Return ``state`` with one card in the place of each group, and the groups."""
    cards: list[Card] = []
    groups: dict[str, Group] = {}
    holder: dict[str, str] = {}
    for item in fold(state.signals, state.cards):
        if isinstance(item, Group):
            groups[item.id] = item
            holder |= {card.connection.id: item.id for card in item.cards}
            stand_in = Connection(id=item.id, signal=item.signal, receiver=item.name)
            cards.append(Card(stand_in, state=item.state))
        else:
            cards.append(item)
    nested = tuple(
        replace(item, parent_connection=holder[item.parent_connection])
        if item.parent_connection in holder
        else item
        for item in state.nested[:_MOST_NESTED]
    )
    return replace(state, cards=tuple(cards), nested=nested), groups


def _sized(
    found: Graph,
    whole: Graph,
    who: tuple[SenderState | SenderGroup, ...],
    groups: dict[str, Group],
    inner: dict[str, tuple[Row, ...]],
) -> Graph:
    """Return ``found`` with senders that are folded, and cards as tall as they are."""
    kinds = {group.kind for group in groups.values()}
    least = MATRIX_WIDTH if "matrix" in kinds else FOLD_WIDTH if kinds else 0
    wider = NUMBERS if groups else 0
    cards: list[Node] = []
    for node in found.cards:
        width = max(node.width + wider, least)
        height = node.height
        if node.id in groups and groups[node.id].kind == "matrix":
            height = matrix_height(len(groups[node.id].cards), width)
        elif node.id in inner:
            height += INNER * len(inner[node.id]) + 6
        cards.append(Node(node.id, width, height))
    nodes = {node.id: node for node in whole.senders}
    holder = holders(who)
    return replace(
        found,
        senders=tuple(_sender(item, nodes) for item in who),
        cards=tuple(cards),
        sends=tuple(dict.fromkeys((holder[a], b) for a, b in whole.sends)),
    )


def _sender(item: SenderState | SenderGroup, nodes: dict[str, Node]) -> Node:
    if not isinstance(item, SenderGroup):
        return nodes[item.id]
    width = max(_GROUP_WIDTH, *(nodes[own.id].width for own in item.senders))
    return Node(item.id, width, SENDER_HEIGHT)


def _wrapped(state: State, body: str, width: float, height: float) -> str:
    title = escape(clip(f"{_names(state)}: {state.sentence}", _LONGEST))
    told = escape(to_text(state))
    # The same picture has the same id, and another picture another one.
    prefix = "sv" + sha256((told + body).encode()).hexdigest()[:10]
    w, h = number(width), number(height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" id="{prefix}" width="{w}" '
        f'height="{h}" viewBox="0 0 {w} {h}" role="img" '
        f'aria-labelledby="{prefix}-t {prefix}-d" font-family="{paint.SANS}" '
        f'style="max-width:100%;height:auto">'
        f'<title id="{prefix}-t">{title}</title><desc id="{prefix}-d">{told}</desc>'
        f"{paint.style(prefix, body)}{body}</svg>"
    )


def _names(state: State) -> str:
    names = [shorten(clip(item.name), SIGNAL_CELLS) for item in state.signals]
    return called(names)


def _head(state: State, width: float, lane: float | None, *, times: bool) -> str:
    """Draw the title, which dispatch it is, and what the lanes are."""
    y = _HEAD - 18
    right = width - _MARGIN
    parts: list[str] = []
    if lane is not None:
        right = _MARGIN + lane + lanes.GAP
        caption = "real time" if times else "order of calls"
        parts.append(words(right, y, caption, "mute"))
    dispatch = state.dispatch
    said = f"dispatch {state.dispatches:,} · {dispatch.method}()" if dispatch else ""
    room = right - _MARGIN - prose_width(said, _SMALL) - 12
    name = shorten(_names(state), max(8, int(room // _TITLE_CELL)))
    after = _MARGIN + _TITLE_CELL * cells(name) + 12
    title = words(_MARGIN, y, name, "ink", size=_TITLE_SIZE, weight=600, mono=True)
    parts += [title, words(after, y, said, "mute", size=_SMALL) if said else ""]
    return "".join(parts)


def _nobody(state: State, places: Layout) -> str:
    """Say where a signal has no receivers: a short edge to nothing."""
    heard = {card.connection.signal for card in state.cards}
    parts: list[str] = []
    for signal in state.signals:
        if signal.id in heard:
            continue
        at = places.nodes[f"signal:{signal.id}"]
        y = number(at.middle[1])
        end = at.right + RANK_GAP - 8
        parts += (
            (
                f'<path d="M{number(at.right)} {y} H{number(end)}" fill="none" '
                f"{paint.paint('edge')}{paint.dashes('filtered')}/>"
            ),
            words(end + 8, at.middle[1] + 4, _NOBODY, "mute"),
        )
    return "".join(parts)


def _foot(state: State, width: float, height: float, *, times: bool) -> str:
    """Draw the sentence."""
    said = state.sentence
    if times and state.dispatch and state.dispatch.duration_ns is not None:
        said += f", in {duration(state.dispatch.duration_ns)}"
    shown = clip_prose(clip(said, _LONGEST), _SMALL, int(width - 2 * _MARGIN))
    middle = width / 2
    text = words(middle, height - 16, shown, "mute", size=_SMALL, anchor="middle")
    return titled(said, text)
