"""From the state of a picture to Mermaid, which many web pages draw from text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz import naming
from signal_viz.graph import RECEIVER_CELLS, SENDER_CELLS, SIGNAL_CELLS, detail, graph
from signal_viz.measure import shorten

if TYPE_CHECKING:
    from signal_viz.state import State

_STYLES = {
    "running": "stroke:#7b3fe4,stroke-width:3px",
    "returned": "stroke:#006d77,stroke-width:2px",
    "raised": "stroke:#b33b00,stroke-width:3px",
    "absent": "stroke-dasharray:4 4",
}
"""Borders alone: the text keeps the colour of the page's own theme, light or dark."""

_CLASSES = {
    "running": "running",
    "awaiting": "running",
    "returned": "returned",
    "raised": "raised",
    "not_reached": "absent",
    "filtered": "absent",
    "collected": "absent",
    "disconnected": "absent",
}
"""States that a card shows by its border; a connected one is at rest."""


def to_mermaid(state: State) -> str:
    """Return ``state`` as a Mermaid flowchart from left to right.

    Names are quoted and every character that Mermaid or HTML would read is
    written as its number, so that ``<lambda>`` is text and nothing else.
    """
    found = graph(state)
    nodes = (node for column in found.columns for node in column)
    names = {node.id: f"n{number}" for number, node in enumerate(nodes)}
    lines = ["flowchart LR"]
    for sender in state.senders:
        label = _label(shorten(naming.clip(sender.label), SENDER_CELLS), sender.note)
        lines.append(f"  {names[sender.id]}[{label}]")
    for signal in state.signals:
        label = _label(shorten(naming.clip(signal.name), SIGNAL_CELLS))
        lines.append(f"  {names[f'signal:{signal.id}']}([{label}])")
    for card in state.cards:
        number = "" if card.number is None else f"{card.number} "
        name = number + shorten(naming.clip(card.connection.receiver), RECEIVER_CELLS)
        label = _label(name, detail(card), card.word)
        kind = _CLASSES.get(card.state)
        end = f":::{kind}" if kind else ""
        lines.append(f"  {names[card.connection.id]}[{label}]{end}")
    lines += (f"  {names[a]} --> {names[b]}" for a, b in found.sends + found.calls)
    lines += (f"  {names[a]} -.-> {names[b]}" for a, b in found.nested)
    lines += (f"  classDef {name} {style}" for name, style in _STYLES.items())
    return "\n".join(lines) + "\n"


def _label(*parts: str) -> str:
    return (
        '"' + "<br/>".join(_quoted(naming.clip(part)) for part in parts if part) + '"'
    )


def _quoted(text: str) -> str:
    """Return ``text`` with all but letters, digits and harmless signs as entities."""
    return "".join(
        character
        if character.isalnum() or character in _HARMLESS
        else f"#{ord(character)};"
        for character in text.replace("\\", _BACKSLASH)
    )


_BACKSLASH = "\\\u200b"
"""With a space of no width after it: Mermaid breaks the line at a backslash before an
``n`` even where both are written as numbers, and Windows has them in paths."""
_HARMLESS = frozenset(" _.,:/-·…")
