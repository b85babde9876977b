"""Which receivers of a recording nobody held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.events import Collected, Connected

if TYPE_CHECKING:
    from signal_viz.recording import Recording


def collected(recording: Recording) -> list[str]:
    """Return the names of the receivers that were thrown away, in that order."""
    names = {item.id: item.receiver for item in recording.snapshot.connections}
    for event in recording.events:
        if isinstance(event, Connected):
            names[event.connection.id] = event.connection.receiver
    return [
        names[event.connection]
        for event in recording.events
        if isinstance(event, Collected) and event.connection in names
    ]
