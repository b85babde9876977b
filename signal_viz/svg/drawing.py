"""The graph of a static picture: edges, senders, signals and cards as SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.graph import (
    CARD_HEIGHT,
    CARD_LEFT,
    CARD_RIGHT,
    DETAIL_SIZE,
    NAME_CELL,
    RECEIVER_CELLS,
    SENDER_CELLS,
    SIGNAL_CELLS,
    detail,
)
from signal_viz.measure import cells, clip_prose, shorten
from signal_viz.naming import clip
from signal_viz.placement import Box, number
from signal_viz.sender_fold import SenderGroup, holders
from signal_viz.state import SenderState, sender_id
from signal_viz.svg import paint
from signal_viz.svg.groups import draw as drawn_group
from signal_viz.svg.inner import inside
from signal_viz.svg.paint import TONES, box, dashes, sign, titled, words

if TYPE_CHECKING:
    from signal_viz.fold import Group
    from signal_viz.graph import Graph
    from signal_viz.nest import Row
    from signal_viz.placement import Edge, Layout
    from signal_viz.registry import SignalInfo
    from signal_viz.state import Card, CardState, State, Status

_NAME_SIZE = 13
_WORD_SIZE = 11
_SIGN_LEFT = 15
_WORD_LEFT = 26
"""The sign and the end of the word, from the right side of the card."""
_FIGURES = {1: 13, 2: 13, 3: 10}
_SMALLEST = 8
"""Size of a card's number by how many figures it has."""
_LONGEST = 400
"""Characters of a text at most."""
_PALE = frozenset({"not_reached", "filtered", "collected", "disconnected"})
_WIDTH = {False: ' stroke-width="1.25"', True: ' stroke-width="2"'}
_RISING = ("", "returned", "running", "raised")
"""Colours of edges from below to above, where they cross."""


def draw(
    state: State,
    graph: Graph,
    layout: Layout,
    who: tuple[SenderState | SenderGroup, ...],
    groups: dict[str, Group],
    *,
    inner: dict[str, tuple[Row, ...]],
    counts: dict[str, int],
) -> str:
    """Return the elements of the graph.

    Args:
        state: what the picture shows.
        graph: its nodes and edges.
        layout: where they are.
        who: the senders, some of them folded.
        groups: what stands for several cards, by the id of its card.
        inner: rows inside the cards of receivers that sent something.
        counts: number of receivers of each signal, by its id.
    """
    nodes = layout.nodes
    running = {item.signal for item in state.tree if item.status == "running"}
    return "".join(
        (
            _edges(state, graph, layout, holders(who)),
            *(_sender(item, nodes[item.id]) for item in who),
            *(
                _signal(
                    item,
                    nodes[f"signal:{item.id}"],
                    counts[item.id],
                    running=item.id in running,
                )
                for item in state.signals
            ),
            *(
                drawn_group(
                    groups[card.connection.id],
                    nodes[card.connection.id],
                    inner.get(card.connection.id, ()),
                )
                if card.connection.id in groups
                else _card(
                    card,
                    nodes[card.connection.id],
                    inner.get(card.connection.id, ()),
                )
                for card in state.cards
            ),
        )
    )


def _edges(state: State, graph: Graph, layout: Layout, holder: dict[str, str]) -> str:
    cards = {card.connection.id: card.state for card in state.cards}
    states: dict[tuple[str, str], CardState] = {
        pair: cards[pair[1]] for pair in graph.calls
    }
    states |= _sent(state, graph, holder)
    order = sorted(states, key=lambda pair: _RISING.index(TONES.get(states[pair], "")))
    return "".join(
        _edge(layout.edges[pair], states[pair], back=pair in graph.nested)
        for pair in order
    )


def _sent(
    state: State, graph: Graph, holder: dict[str, str]
) -> dict[tuple[str, str], CardState]:
    """Return the state of each edge that ends at a signal.

    One that is sending now is running. Else a sender's edge tells how the
    earliest of its dispatches ended, and an edge from a receiver whether any
    of those that it sent raised.
    """
    found: dict[tuple[str, str], list[Status]] = {
        pair: [] for pair in graph.sends + graph.nested
    }
    for item in state.tree:
        sender = holder.get(sender_id(item.sender.label), "")
        for start in (sender, item.parent_connection or ""):
            found.get((start, f"signal:{item.signal}"), []).append(item.status)
    states: dict[tuple[str, str], CardState] = {}
    for pair, ends in found.items():
        if not ends:
            states[pair] = "connected"
        elif "running" in ends:
            states[pair] = "running"
        else:
            worst = pair in graph.nested and "raised" in ends
            states[pair] = "raised" if worst else ends[0]
    return states


def _edge(edge: Edge, state: CardState, *, back: bool) -> str:
    tone = TONES.get(state)
    style = ' stroke-width="1.5" stroke-dasharray="3 3"' if back else dashes(state)
    tip = paint.paint(f"{tone}fill" if tone else "tip")
    turn = f" rotate({edge.turn})" if edge.turn else ""
    return (
        f'<path d="{edge.path}" fill="none" {paint.paint(tone or "edge")}{style}/>'
        f'<path transform="translate({number(edge.x)} {number(edge.y)}){turn}" '
        f'd="M-8-3.5 L0 0 L-8 3.5Z" {tip}/>'
    )


def _sender(sender: SenderState | SenderGroup, at: Box) -> str:
    """Draw a sender, or the stack of several."""
    group = isinstance(sender, SenderGroup)
    anybody = isinstance(sender, SenderState) and sender.kind == "any"
    kind = clip_prose(clip(sender.note), DETAIL_SIZE, int(at.w - 8))
    name = shorten(clip(sender.label), SENDER_CELLS)
    x, y = at.middle
    role = "runningcard" if sender.active else "card"
    border = dashes("filtered") if anybody else _WIDTH[sender.active]
    stacked = Box(at.x + 3, at.y + 3, at.w, at.h)
    return titled(
        _title(sender),
        box(stacked, 8, "card", dashes("connected")) if group else "",
        box(at, 8, role, border),
        _name(x, y - (2 if kind else -4), name, "ink", anchor="middle"),
        words(x, y + 13, kind, "mute", anchor="middle") if kind else "",
    )


def _title(sender: SenderState | SenderGroup) -> str:
    if not isinstance(sender, SenderGroup):
        return f"sender: {sender.label}"
    names = ", ".join(item.label for item in sender.senders)
    return clip(f"{sender.label}, {sender.note}: {names}", _LONGEST)


def _signal(signal: SignalInfo, at: Box, count: int, *, running: bool) -> str:
    name = shorten(clip(signal.name), SIGNAL_CELLS)
    heard = f"{count:,} {'receiver' if count == 1 else 'receivers'}"
    x, y = at.middle
    return titled(
        f"signal: {signal.name}, {heard}",
        box(at, at.h / 2, "runningfill" if running else "hub"),
        _name(x, y - 2, name, "hubink", anchor="middle"),
        words(x, y + 13, heard, "hubink" if running else "hubmute", anchor="middle"),
    )


def _card(card: Card, at: Box, inner: tuple[Row, ...]) -> str:
    connection, state = card.connection, card.state
    tone = TONES.get(state)
    name = shorten(clip(connection.receiver), RECEIVER_CELLS)
    below = clip(detail(card), _LONGEST)
    room = int(at.w - CARD_LEFT - CARD_RIGHT)
    left, right, y = at.x + CARD_LEFT, at.right, at.y + CARD_HEIGHT / 2
    count = "" if card.number is None else str(card.number)
    return titled(
        _full(card),
        box(at, 8, f"{tone}card" if tone else "card", dashes(state)),
        box(Box(at.x + 4, at.y + 8, 4, CARD_HEIGHT - 16), 2, f"{tone}fill")
        if tone
        else "",
        _number(at.x + 23, y, count) if count else "",
        _name(left, y - 3, name, "mute" if state in _PALE else "ink"),
        words(left, y + 14, clip_prose(below, DETAIL_SIZE, room), "mute"),
        sign(right - _SIGN_LEFT, y - 7, state),
        _word(card, left + NAME_CELL * cells(name) + 8, right - _WORD_LEFT, y - 3),
        *(inside(row, at, place) for place, row in enumerate(inner)),
    )


def _number(x: float, y: float, text: str) -> str:
    """The place in the order of calling; from 100 on in smaller figures."""
    size = _FIGURES.get(len(text), _SMALLEST)
    return words(x, y + 5, text, "mute", size=size, anchor="middle", weight=600)


def _word(card: Card, left: float, right: float, y: float) -> str:
    """The state in a word, as long as the name leaves it room."""
    tone = TONES.get(card.state)
    strong = tone in {"running", "raised"}
    # A bold letter is up to a tenth wider.
    size = _WORD_SIZE + 1 if strong else _WORD_SIZE
    word = clip_prose(clip(card.word), size, int(right - left))
    if not word:
        return ""
    role = f"{tone}fill" if tone else "mute"
    return words(right, y, word, role, anchor="end", weight=600 if strong else 0)


def _full(card: Card) -> str:
    """Return all that is known of a card, for its tooltip."""
    parts = [card.connection.receiver, detail(card), card.word or "connected"]
    error = card.call.error if card.call else None
    if error and error.message:
        parts.append(error.message)
    return " · ".join(part for part in parts if part)


def _name(x: float, y: float, text: str, role: str, anchor: str = "") -> str:
    return words(
        x, y, text, role, size=_NAME_SIZE, anchor=anchor, weight=600, mono=True
    )
