"""The inventory of a project in every form that it can be given."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from signal_viz import page
from signal_viz.picture import Picture
from signal_viz.recording import Recording
from signal_viz.sentence import count

if TYPE_CHECKING:
    from signal_viz.project.inventory import Inventory


def _json(found: Inventory) -> str:
    return json.dumps(found.to_json(), ensure_ascii=False, indent=2)


def _about(found: Inventory) -> str:
    signals = sum(bool(signal.connections) for signal in found.signals)
    receivers = count(found.count, "receiver", "receivers")
    return f"{receivers} of {count(signals, 'signal', 'signals')}"


def _map(found: Inventory) -> Picture:
    """Return the picture of a project: nothing was sent, and nothing will be."""
    return Picture(found.snapshot(), words=_about(found))


def _html(found: Inventory) -> str:
    about = f"{_about(found)}."
    if found.waiting:
        about += f" Waiting for a model, and not drawn: {found.waiting}."
    recording = Recording(found.snapshot())
    return page.html(recording, title="The signals of this project", about=about)


FORMATS: dict[str, Callable[[Inventory], str]] = {
    "json": _json,
    "dot": lambda found: _map(found).to_dot(),
    "svg": lambda found: _map(found).to_svg(),
    "mermaid": lambda found: _map(found).to_mermaid(),
    "html": _html,
}
"""What writes each format, by its name; the table is for a terminal, and not here."""
