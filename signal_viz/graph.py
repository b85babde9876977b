"""From the state of a picture to its nodes and edges, with the size of each node.

Three columns: who sends, the signals, the receivers. Sizes are in pixels and
depend on numbers of characters alone, so that a picture made here and one made
in the browser (``frontend/``) have the same structure and can share a layout.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signal_viz.measure import cells, prose_width, shorten
from signal_viz.senders import senders_by_signal
from signal_viz.state import sender_id

if TYPE_CHECKING:
    from signal_viz.state import Card, SenderState, State

SENDER_CELLS = 20
SIGNAL_CELLS = 26
RECEIVER_CELLS = 32
"""Most characters of a name in the picture; a longer one is shortened."""

NAME_CELL = 8
"""Width of one character of a name, 13 px monospace; fonts have 7.2 to 7.9."""

DETAIL_SIZE = 11
"""Height of the muted line in pixels; it is set in a proportional font."""

SENDER_HEIGHT = 44
SIGNAL_HEIGHT = 48
CARD_HEIGHT = 44
WORD_ROOM = 100
"""Room at the right of a card for its glyph and its word, gap included."""
CARD_LEFT = 38
CARD_RIGHT = 10
"""Room left of the name, for the number; and right of the word."""

_SENDER_WIDTH = (72, 24)
_SIGNAL_WIDTH = (104, 36)
_CARD_WIDTH = 208


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the picture: its ``id`` and its size in pixels."""

    id: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by column, in order from the top, and edges as pairs of node ids.

    Args:
        senders: nodes ``"sender:<label>"``.
        signals: nodes ``"signal:<id of the signal>"``.
        cards: nodes named by the ids of the connections.
        sends: sender to signal.
        calls: signal to connection.
        nested: connection to a signal that its receiver sent.
    """

    senders: tuple[Node, ...]
    signals: tuple[Node, ...]
    cards: tuple[Node, ...]
    sends: tuple[tuple[str, str], ...]
    calls: tuple[tuple[str, str], ...]
    nested: tuple[tuple[str, str], ...]

    @property
    def columns(self) -> tuple[tuple[Node, ...], ...]:
        """The nodes, column by column."""
        return self.senders, self.signals, self.cards

    @property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """All edges: first those that send, then those that call, then nested."""
        return self.sends + self.calls + self.nested

    @property
    def key(self) -> str:
        """Short text that is the same for graphs with the same layout."""
        numbers = {
            node.id: number
            for column in self.columns
            for number, node in enumerate(column)
        }
        owner = {card: numbers[signal] for signal, card in self.calls}
        return json.dumps(
            [
                [[node.id, node.width] for node in self.senders],
                [[node.id, node.width] for node in self.signals],
                self.cards[0].width if self.cards else 0,
                [
                    [node.id, owner[node.id]]
                    + ([node.height] if node.height != CARD_HEIGHT else [])
                    for node in self.cards
                ],
                [[numbers[one], numbers[two]] for one, two in self.sends],
                [[numbers[one], numbers[two]] for one, two in self.nested],
            ],
            separators=(",", ":"),
            ensure_ascii=False,
        )


def graph(state: State) -> Graph:
    """Return the nodes and edges of ``state``."""
    return Graph(
        senders=tuple(_sender(item) for item in state.senders),
        signals=tuple(
            Node(
                f"signal:{item.id}",
                _width(item.name, SIGNAL_CELLS, *_SIGNAL_WIDTH),
                SIGNAL_HEIGHT,
            )
            for item in state.signals
        ),
        cards=_cards(state.cards),
        sends=_sends(state),
        calls=tuple(
            (f"signal:{card.connection.signal}", card.connection.id)
            for card in state.cards
        ),
        nested=_nested(state),
    )


def structure_key(state: State) -> str:
    """Return a text that is equal for states with the same layout.

    It holds the ids and widths of the nodes and the edges, not what happened.
    JavaScript computes the same text.
    """
    return graph(state).key


def detail(card: Card) -> str:
    """Return the muted line of a card: where it is written and how it is connected."""
    connection = card.connection
    parts = [connection.where, "weak" if connection.weak else "strong"]
    if connection.sender is not None:
        parts.append(f"only {connection.sender}")
    if connection.is_async:
        parts.append("async")
    if connection.dispatch_uid is not None:
        parts.append(f"uid={connection.dispatch_uid}")
    return " · ".join(part for part in parts if part)


def _sender(sender: SenderState) -> Node:
    width = _width(sender.label, SENDER_CELLS, *_SENDER_WIDTH)
    return Node(sender.id, width, SENDER_HEIGHT)


def _width(text: str, limit: int, least: int, padding: int) -> int:
    return max(least, NAME_CELL * cells(shorten(text, limit)) + padding)


def _cards(cards: tuple[Card, ...]) -> tuple[Node, ...]:
    """Return the cards as nodes of one width, that of the one that needs most."""
    names = (shorten(card.connection.receiver, RECEIVER_CELLS) for card in cards)
    widest = NAME_CELL * max(map(cells, names), default=0) + WORD_ROOM
    # A long muted line does not make the cards wider than a long name does: so
    # many of its characters say enough about it.
    most = NAME_CELL * RECEIVER_CELLS
    details = (prose_width(detail(card)[:most], DETAIL_SIZE) for card in cards)
    longest = min(max(details, default=0), most)
    room = max(widest, longest)
    width = max(_CARD_WIDTH, CARD_LEFT + room + CARD_RIGHT)
    return tuple(Node(card.connection.id, width, CARD_HEIGHT) for card in cards)


def _sends(state: State) -> tuple[tuple[str, str], ...]:
    """Return the edges from each sender to the signals it sends or is heard on."""
    found = senders_by_signal(state.signals, state.cards, state.tree)
    return tuple(
        (sender_id(label), f"signal:{signal}")
        for signal, labels in found.items()
        for label in labels or (None,)
    )


def _nested(state: State) -> tuple[tuple[str, str], ...]:
    """Return the edges from a receiver to the signals that it was seen to send."""
    cards = {card.connection.id for card in state.cards}
    signals = {signal.id for signal in state.signals}
    pairs = {
        (item.parent_connection, f"signal:{item.signal}"): None
        for item in state.nested
        if item.parent_connection in cards and item.signal in signals
    }
    return tuple(pairs)
