"""From a graph to DOT, the language of Graphviz, with the package ``graphviz``.

Names in DOT are made here (``n0``, ``n1`` …) and labels are escaped: a label
such as ``<lambda>`` would be HTML to Graphviz, and a ``:`` in a name a port.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphviz import Digraph, escape, nohtml

from signal_viz import naming
from signal_viz.graph import RECEIVER_CELLS, SENDER_CELLS, SIGNAL_CELLS, detail, graph
from signal_viz.measure import shorten
from signal_viz.rows import NODE_GAP, RANK_GAP, rows

if TYPE_CHECKING:
    from signal_viz.graph import Graph, Node
    from signal_viz.state import CardState, State

_INCH = 72
"""Pixels in an inch: one pixel of the picture is one point of Graphviz."""

_STYLES: dict[CardState, dict[str, str]] = {
    "running": {"color": "#7b3fe4", "penwidth": "2"},
    "awaiting": {"color": "#7b3fe4", "style": "rounded,dashed"},
    "returned": {"color": "#006d77"},
    "raised": {"color": "#b33b00", "penwidth": "2"},
    "not_reached": {"style": "rounded,dashed", "fontcolor": "gray40"},
    "filtered": {"style": "rounded,dotted", "fontcolor": "gray40"},
    "collected": {"style": "rounded,dotted", "fontcolor": "gray40"},
    "disconnected": {"style": "rounded,dashed", "fontcolor": "gray40"},
}


def layout_source(graph: Graph) -> str:
    """Return DOT that asks Graphviz for the places of the nodes, and nothing else.

    Sizes are fixed and there is no text in it, so that every Graphviz gives the
    same answer whatever fonts it has. Nodes are named ``n0``, ``n1`` … in the
    order senders, signals, rows (see `signal_viz.rows.rows`).
    """
    dot = _digraph(splines="false")
    dot.attr("node", label="", fixedsize="true")
    column = rows(graph)
    names = _Names(graph)
    for node in (*graph.senders, *graph.signals, *(row.node for row in column)):
        dot.node(names.new(), **_size(node))
    first = len(graph.senders) + len(graph.signals)
    for number, row in enumerate(column):
        if row.signal is not None:
            dot.edge(f"n{len(graph.senders) + row.signal}", f"n{first + number}")
    for sender, signal in graph.sends:
        dot.edge(names[sender], names[signal])
    _chains(dot, len(graph.senders), len(graph.signals), len(column))
    return str(dot.source)


def to_dot(state: State) -> str:
    """Return ``state`` as DOT that any Graphviz can draw, labels included."""
    found = graph(state)
    dot = _digraph(splines="true")
    dot.attr("node", fontname="monospace", fontsize="11", margin="0.12,0.06")
    dot.attr("edge", color="gray50", arrowsize="0.7")
    names = _Names(found)
    for sender in state.senders:
        label = shorten(sender.label, SENDER_CELLS)
        dot.node(names.new(), _label(label, sender.note), style="rounded")
    for signal in state.signals:
        label = shorten(signal.name, SIGNAL_CELLS)
        dot.node(names.new(), _label(label), shape="ellipse")
    for card in state.cards:
        number = "" if card.number is None else f"{card.number} "
        name = number + shorten(card.connection.receiver, RECEIVER_CELLS)
        label = _label(name, shorten(detail(card), 2 * RECEIVER_CELLS), card.word)
        dot.node(names.new(), label, **_style(card.state))
    for tail, head in found.sends + found.calls:
        dot.edge(names[tail], names[head])
    for tail, head in found.nested:
        dot.edge(names[tail], names[head], style="dashed", constraint="false")
    _chains(dot, *map(len, found.columns))
    return str(dot.source)


class _Names:
    """The names of the nodes in DOT: ``n0``, ``n1`` …."""

    def __init__(self, graph: Graph) -> None:
        nodes = (node for column in graph.columns for node in column)
        self._names = {node.id: f"n{number}" for number, node in enumerate(nodes)}
        self._next = 0

    def __getitem__(self, node: str) -> str:
        return self._names[node]

    def new(self) -> str:
        """Return the next name."""
        self._next += 1
        return f"n{self._next - 1}"


def _digraph(splines: str) -> Digraph:
    return Digraph(
        "signals",
        graph_attr={
            "rankdir": "LR",
            "ordering": "out",
            "ranksep": _inches(RANK_GAP),
            "nodesep": _inches(NODE_GAP),
            "splines": splines,
        },
        node_attr={"shape": "box"},
    )


def _chains(dot: Digraph, *lengths: int) -> None:
    """Hold each column together and in order by edges that are not drawn.

    Without them Graphviz may turn a column round to save a crossing; the order
    from the top is the order of calling and must stay.
    """
    first = 0
    for length in lengths:
        if length > 1:
            with dot.subgraph() as column:
                column.attr(rank="same")
                for number in range(first, first + length - 1):
                    column.edge(f"n{number}", f"n{number + 1}", style="invis")
        first += length


def _size(node: Node) -> dict[str, str]:
    return {"width": _inches(node.width), "height": _inches(node.height)}


def _inches(pixels: int) -> str:
    return f"{pixels / _INCH:.6g}"


def _style(state: CardState) -> dict[str, str]:
    return {"style": "rounded"} | _STYLES.get(state, {})


def _label(*lines: str) -> str:
    r"""Return a label of centred lines; ``\n`` is DOT's own line break."""
    label: str = nohtml("\\n".join(_plain(line) for line in lines if line))
    return label


def _plain(line: str) -> str:
    """Return ``line`` so that Graphviz shows it as it is.

    It reads backslashes and, even in a plain label, the entities of HTML.
    """
    escaped: str = escape(naming.clip(line).replace("&", "&amp;"))
    return escaped
