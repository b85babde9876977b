"""The layout that needs nothing but Python: three plain columns.

On a star, one signal with its receivers, this is what Graphviz does too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.graph import CARD_HEIGHT
from signal_viz.rows import NODE_GAP, RANK_GAP, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from signal_viz.graph import Graph, Node

Point = tuple[float, float]
"""Centre of a node, in pixels from the top left; y grows downwards."""


def columns(graph: Graph) -> list[Point]:
    """Return the centres of the nodes: senders, signals, rows."""
    column = tuple(row.node for row in rows(graph))
    cards = _stack([node.height for node in column])
    ranks = _ranks((graph.senders, graph.signals, column))
    middle = (cards[0] + cards[-1]) / 2 if cards else 0.0
    return [
        (x, y)
        for x, nodes, heights in (
            (ranks[0], graph.senders, _about(middle, graph.senders)),
            (ranks[1], graph.signals, _about(middle, graph.signals)),
            (ranks[2], column, cards),
        )
        for _, y in zip(nodes, heights, strict=True)
    ]


def centred(graph: Graph, points: Sequence[Point]) -> list[Point]:
    """Return ``points`` with each signal in the middle of what it calls.

    Graphviz keeps edges short: with an even number of receivers it may put a
    signal anywhere between the two middle ones, and senders pull at it. In the
    middle of its group it is easier to read, and all engines agree.

    Args:
        graph: the nodes, in the order of ``points``.
        points: what an engine answered.

    Returns:
        The same points with new heights for signals and senders; nothing
        overlaps, and nothing is above 0.
    """
    senders, signals = len(graph.senders), len(graph.signals)
    own = points[:senders], points[senders : senders + signals]
    cards = points[senders + signals :]
    groups: list[list[float]] = [[] for _ in graph.signals]
    for row, (_, y) in zip(rows(graph), cards, strict=True):
        if row.signal is not None:
            # Of a tall card its first lines count.
            groups[row.signal].append(y - (row.node.height - CARD_HEIGHT) / 2)
    hubs = [(group[0] + group[-1]) / 2 for group in groups]
    places = {node.id: y for node, y in zip(graph.signals, hubs, strict=True)}
    sent: dict[str, list[float]] = {node.id: [] for node in graph.senders}
    for sender, signal in graph.sends:
        sent[sender].append(places[signal])
    wishes = [sum(ys) / len(ys) for ys in sent.values()]
    heights = [node.height for node in graph.senders]
    return [
        *zip((x for x, _ in own[0]), apart(wishes, heights), strict=True),
        *zip((x for x, _ in own[1]), hubs, strict=True),
        *cards,
    ]


def apart(wishes: Sequence[float], heights: Sequence[int]) -> list[float]:
    """Return the places nearest to ``wishes`` at which nothing overlaps.

    Args:
        wishes: where the middle of each node would best be.
        heights: height of each node; the nodes keep their order.

    Returns:
        The middles that keep the gap and have the least sum of squared
        distances (isotonic regression by pooling neighbours).
    """
    offsets = _stack(heights)
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wishes, offsets, strict=True):
        total, count = wish - offset, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before = pools.pop()
            total, count = total + before[0], count + before[1]
        pools.append((total, count))
    means = [total / count for total, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _stack(heights: Iterable[int]) -> list[float]:
    """Return the middles of nodes that stand on each other, from 0 down."""
    middles: list[float] = []
    top = 0.0
    for height in heights:
        middles.append(top + height / 2)
        top += height + NODE_GAP
    return middles


def _about(middle: float, nodes: Sequence[Node]) -> list[float]:
    """Return the middles of ``nodes`` as one stack round ``middle``."""
    middles = _stack([node.height for node in nodes])
    shift = middle - (middles[0] + middles[-1]) / 2 if middles else 0.0
    return [y + shift for y in middles]


def _ranks(parts: Iterable[Sequence[Node]]) -> list[float]:
    """Return the middle of each column; its widest node makes its width."""
    middles: list[float] = []
    left = 0.0
    for nodes in parts:
        width = max((node.width for node in nodes), default=0)
        middles.append(left + width / 2)
        left += width + RANK_GAP
    return middles
