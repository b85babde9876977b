"""Which layouts a recording needs: one for each structure that it passes through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import events as kinds
from signal_viz.fold import MOST_CARDS
from signal_viz.graph import graph
from signal_viz.layout import layout
from signal_viz.replay import Replay

if TYPE_CHECKING:
    from signal_viz.events import Event
    from signal_viz.registry import Snapshot

_CHANGES = (
    kinds.Connected,
    kinds.Disconnected,
    kinds.Collected,
    kinds.Dropped,
)
_CALLS = (
    kinds.ReceiverStarted,
    kinds.ReceiverReturned,
    kinds.ReceiverRaised,
    kinds.ReceiverSkipped,
    kinds.ReceiverNotReached,
)
"""What changes the look of a card, and never a place: most of a recording."""


class Scenes:
    """Follows a recording and lays out each structure when it first appears.

    Args:
        snapshot: what was connected when the recording began.

    A structure changes when the connections do, and when a dispatch brings a
    sender or an edge that was not seen before; ten thousand like dispatches
    share one layout and cost a look-up each.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._replay = Replay(snapshot)
        self._path: tuple[object, ...] = ()
        self._seen: set[tuple[object, ...]] = set()
        self._keys: set[str] = set()
        self._new: dict[str, dict[str, Any]] = {}
        self._look()

    def step(self, event: Event) -> None:
        """Go on by one event."""
        if isinstance(event, _CALLS):
            return
        self._replay.step(event)
        if isinstance(event, _CHANGES):
            self._seen.clear()
            self._path = ()
            self._look()
        elif isinstance(event, kinds.DispatchStarted):
            branch = (event.signal, event.sender, event.parent_connection)
            if event.parent is None:
                self._path = (branch,)
            elif branch not in self._path:
                self._path = (*self._path, branch)
            if self._path not in self._seen:
                self._seen.add(self._path)
                self._look()
        elif isinstance(event, kinds.DispatchEnded) and not self._seen:
            # Only now does a card leave that was disconnected while it ran.
            self._look()

    def new(self) -> dict[str, dict[str, Any]]:
        """Return the layouts found since the last call, by structure key."""
        found, self._new = self._new, {}
        return found

    def _look(self) -> None:
        state = self._replay.state()
        if len(state.cards) > MOST_CARDS:
            # The browser folds it, and lays out by itself what somebody opens.
            return
        shown = graph(state)
        key = shown.key
        if key not in self._keys:
            self._keys.add(key)
            self._new[key] = layout(shown).to_json()
