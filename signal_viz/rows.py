"""The third column of a picture: the cards, and the room between their groups.

With several signals the receivers of each stand together. Between two groups
lies a gap, and a signal without receivers keeps an empty row, so that no two
signals ever share a place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signal_viz.graph import CARD_HEIGHT, Node

if TYPE_CHECKING:
    from signal_viz.graph import Graph

RANK_GAP = 60
"""Pixels between two columns; the edges are drawn there."""
NODE_GAP = 12
"""Pixels between two nodes of a column."""
_GROUP_GAP = 4
"""Height of the empty row between two groups: 12 + 4 + 12 pixels in all."""


@dataclass(frozen=True, slots=True)
class Row:
    """A card, or room that is kept free.

    Args:
        node: the card; a node with the id ``""`` where there is none.
        signal: number of the signal that it belongs to; ``None`` between groups.
    """

    node: Node
    signal: int | None


def rows(graph: Graph) -> tuple[Row, ...]:
    """Return the third column of ``graph`` from the top."""
    cards = {node.id: node for node in graph.cards}
    groups: dict[str, list[Node]] = {node.id: [] for node in graph.signals}
    for signal, card in graph.calls:
        groups[signal].append(cards[card])
    found: list[Row] = []
    for number, group in enumerate(groups.values()):
        if number:
            found.append(Row(Node("", 0, _GROUP_GAP), None))
        nodes = group or [Node("", 0, CARD_HEIGHT)]
        found += [Row(node, number) for node in nodes]
    return tuple(found)
