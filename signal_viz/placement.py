"""Where everything of a picture stands: boxes for nodes, smooth paths for edges.

Positions come from an engine (`signal_viz.layout`); the paths are made here.
Graphviz' own splines were compared: round a hub with many receivers they run
together and bend twice, where one cubic curve from port to port fans out evenly
and can be stretched in the browser while its card moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz.columns import centred
from signal_viz.graph import CARD_HEIGHT
from signal_viz.rows import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signal_viz.columns import Point
    from signal_viz.graph import Graph

_LOW = 0.8
"""An edge of a nested dispatch leaves its card at four fifths of the height."""
_TALL = 60
_FIRST_ROW = 9
"""Names and cards are less tall than this; edges meet the first lines of taller
ones, and leave them where their first row inside is."""
_REACH = 44
"""How far its curve swings out, in pixels."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node's place: left, top, width and height in pixels."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right side."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower side."""
        return self.y + self.h

    @property
    def middle(self) -> Point:
        """The centre."""
        return self.x + self.w / 2, self.y + self.h / 2


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge as a curve.

    Args:
        path: the curve, as an SVG path.
        x: where its tip is, in pixels from the left.
        y: in pixels from the top.
        turn: direction of the tip: 0 to the right, 90 down, -90 up.
    """

    path: str
    x: float
    y: float
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture's geometry, in pixels from its top left corner.

    Args:
        key: structure key of the graph that it is for.
        width: right side of the rightmost node.
        height: lower side of the lowest node.
        nodes: place of each node by its id.
        edges: curve of each edge, by its two ends.
        engine: what found the places: ``"dot"``, ``"wasm"`` or ``"columns"``.
        passed: why each engine before it was passed over, one line each.
    """

    key: str
    width: float
    height: float
    nodes: dict[str, Box]
    edges: dict[tuple[str, str], Edge]
    engine: str
    passed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON-ready dict; edges are named ``"tail->head"``."""
        return {
            "key": self.key,
            "width": number(self.width),
            "height": number(self.height),
            "nodes": {
                name: {
                    "x": number(box.x),
                    "y": number(box.y),
                    "w": number(box.w),
                    "h": number(box.h),
                }
                for name, box in self.nodes.items()
            },
            "edges": {
                f"{tail}->{head}": edge.path
                for (tail, head), edge in self.edges.items()
            },
            "engine": self.engine,
        }


def placed(
    graph: Graph, points: Sequence[Point], engine: str, passed: tuple[str, ...] = ()
) -> Layout:
    """Return the geometry of ``graph``.

    Args:
        graph: what is laid out.
        points: an engine's answer, see `signal_viz.columns.columns`.
        engine: name of that engine.
        passed: why the engines before it were passed over.
    """
    column = [row.node for row in rows(graph)]
    everything = (*graph.senders, *graph.signals, *column)
    corners = [
        Box(x - node.width / 2, y - node.height / 2, node.width, node.height)
        for node, (x, y) in zip(everything, centred(graph, points), strict=True)
    ]
    drawn = [
        (node.id, box) for node, box in zip(everything, corners, strict=True) if node.id
    ]
    left = min((box.x for _, box in drawn), default=0)
    top = min((box.y for _, box in drawn), default=0)
    boxes = {name: Box(box.x - left, box.y - top, box.w, box.h) for name, box in drawn}
    forward = {
        (tail, head): _forward(boxes[tail], boxes[head])
        for tail, head in graph.sends + graph.calls
    }
    back = {
        (tail, head): _back(boxes[tail], boxes[head]) for tail, head in graph.nested
    }
    return Layout(
        key=graph.key,
        width=max((box.right for box in boxes.values()), default=0),
        height=max((box.bottom for box in boxes.values()), default=0),
        nodes=boxes,
        edges=forward | back,
        engine=engine,
        passed=passed,
    )


def _forward(tail: Box, head: Box) -> Edge:
    """From the middle of the right side to the middle of the left side."""
    start, end = (tail.right, _level(tail)), (head.x, _level(head))
    half = (start[0] + end[0]) / 2
    return Edge(_curve(start, (half, start[1]), (half, end[1]), end), *end)


def _level(box: Box) -> float:
    return box.y + CARD_HEIGHT / 2 if box.h > _TALL else box.middle[1]


def _back(tail: Box, head: Box) -> Edge:
    """From the lower left of a card to the near end of a signal left of it."""
    low = CARD_HEIGHT + _FIRST_ROW if tail.h > _TALL else _LOW * tail.h
    start = (tail.x, tail.y + low)
    below = start[1] > head.middle[1]
    end = (head.middle[0], head.bottom if below else head.y)
    reach = _REACH if below else -_REACH
    path = _curve(start, (start[0] - _REACH, start[1]), (end[0], end[1] + reach), end)
    return Edge(path, *end, turn=-90 if below else 90)


def _curve(*points: Point) -> str:
    texts = [f"{number(x)} {number(y)}" for x, y in points]
    return f"M{texts[0]} C{', '.join(texts[1:])}"


def number(value: float) -> float:
    """Return ``value`` with at most two decimals, as an int where it is whole."""
    rounded = round(value, 2)
    return int(rounded) if rounded == int(rounded) else rounded
