"""Keeps hold of connections so that they can be made again: weakly, and as text."""

from __future__ import annotations

import threading
import types
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import compat, naming, peek
from signal_viz.again import LostError

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.registry import Connection
    from signal_viz.trace import Trace

MOST = 2_000
"""Connections that are remembered, living ones and gone ones."""

# Bound here: Django's own tests replace weakref.ref to prove that it is not used.
_ref, _method_ref = weakref.ref, weakref.WeakMethod
_LITERAL_UIDS = (str, int, bytes, bool)


@dataclass(frozen=True, slots=True)
class Handle:
    """One connection, living or gone.

    Args:
        connection: what the recording says of it.
        signal: weak reference to the signal.
        held: weak reference to the receiver; ``None`` where it allows none.
        hears_all: whether it was connected without a sender.
        sender_key: Django's id of its sender.
        sender_held: weak reference to its sender, where Django has one (6.0 on).
        uid: its ``dispatch_uid``, where that is a plain value.
    """

    connection: Connection
    signal: Callable[[], Any]
    held: Callable[[], Any] | None
    hears_all: bool
    sender_key: Any
    sender_held: Callable[[], Any] | None
    uid: Any

    def receiver(self) -> Any:
        """Return the receiver.

        Raises:
            LostError: it has been collected, or cannot be held weakly.
        """
        name = self.connection.receiver
        if self.held is None:
            raise LostError(
                f"{name} cannot be held weakly, and Signal Viz keeps nothing"
            )
        found = self.held()
        if found is None:
            raise LostError(f"{name} has been collected: nothing held it any more")
        return found

    def sender(self) -> object:
        """Return the only sender that it hears, ``None`` where it hears all.

        Raises:
            LostError: the sender has been collected, or cannot be found.
        """
        if self.hears_all:
            return None
        label = self.connection.sender or "its sender"
        if self.sender_held is not None:
            found = self.sender_held()
            if found is None:
                raise LostError(f"{label}, its sender, has been collected")
            return found
        # Before Django 6.0 a signal knows a sender by its id alone, and Python may
        # have given that id to something else.
        known = compat.find_by_identity({self.sender_key})
        if self.sender_key not in known:
            raise LostError(f"{label}, its sender, cannot be found any more")
        found = known[self.sender_key]
        named = naming.sender(found)
        wanted = (self.connection.sender, self.connection.sender_kind)
        if (named.label, named.kind) != wanted:
            raise LostError(f"{label}, its sender, has been collected")
        return found

    def dispatch_uid(self) -> Any:
        """Return the ``dispatch_uid``.

        Raises:
            LostError: it is an object, and no plain value.
        """
        if self.connection.dispatch_uid is not None and self.uid is None:
            raise LostError(
                "its dispatch_uid is an object, and Signal Viz keeps no objects"
            )
        return self.uid


class Handles:
    """The connections that a trace has seen.

    Args:
        trace: the recording; it is asked now and at each :meth:`learn`.
    """

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._known: dict[str, Handle] = {}
        # The page's questions and the news of a running cell come in two threads.
        self._lock = threading.Lock()
        self.learn()

    def learn(self) -> None:
        """Take in what was connected since the last time."""
        named = {item.id: item for item in self._trace.connections()}
        found = self._trace.entries()
        with self._lock:
            for name, (signal, entry) in found.items():
                if name not in self._known and name in named:
                    self._known[name] = _handle(named[name], signal, entry)
            while len(self._known) > MOST:
                del self._known[next(iter(self._known))]

    def get(self, name: str) -> Handle | None:
        """Return a connection by its id in the recording."""
        return self._known.get(name)

    def connected(self, name: str) -> bool:
        """Whether a connection is still in its signal's list."""
        return name in self._trace.entries()


def _handle(connection: Connection, signal: Any, entry: compat.Entry) -> Handle:
    uid = entry.dispatch_uid()
    return Handle(
        connection,
        _ref(signal),
        _held(entry),
        entry.hears_all(),
        entry.sender_key,
        entry.sender_reference,
        uid if peek.is_any(type(uid), *_LITERAL_UIDS) else None,
    )


def _held(entry: compat.Entry) -> Callable[[], Any] | None:
    if entry.weak:
        # Django's own: it keeps nothing alive, and one more would do no better.
        held: Callable[[], Any] = entry.reference
        return held
    receiver = entry.receiver()
    try:
        if type(receiver) is types.MethodType:
            return _method_ref(receiver)
        return _ref(receiver)
    except TypeError:
        return None
