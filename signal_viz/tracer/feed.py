"""Where the tracer puts what it sees, for one watcher."""

from __future__ import annotations

import weakref
from collections import deque
from typing import TYPE_CHECKING

from signal_viz import naming
from signal_viz.errors import SignalVizError
from signal_viz.record import ConnectionChange, DispatchRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Item = DispatchRecord | ConnectionChange

_ref = weakref.ref

FULL = 20_000
"""Receiver calls that may wait in a feed before it is asked to shed some."""


class Feed:
    """Where the tracer puts what it sees, for one watcher.

    Args:
        wake: called, from whatever thread, when there is something new. It must
            be quick, must not lock and must not raise.
        overflow: called when ``items`` holds much; takes some out.
        senders: if given, only dispatches of these senders are recorded.
        only: if given, asked at each send, where it is sent, whether to record it. It
            must be quick and must not raise.
    """

    __slots__ = ("_only", "_senders", "items", "overflow", "wake", "weight")

    def __init__(
        self,
        wake: Callable[[], None] | None = None,
        overflow: Callable[[], None] | None = None,
        senders: tuple[object, ...] | None = None,
        only: Callable[[], bool] | None = None,
    ) -> None:
        self._only = only
        self.items: deque[Item] = deque()
        self.wake = wake
        self.overflow = overflow
        self.weight = 0
        self._senders = None if senders is None else [*map(_holder, senders)]

    @property
    def choosy(self) -> bool:
        """Whether only some dispatches are recorded."""
        return self._senders is not None or self._only is not None

    def wants(self, sender: object) -> bool:
        """Whether a dispatch of ``sender``, sent here and now, is recorded."""
        if self._only is not None and not self._only():
            return False
        return self._senders is None or any(
            holder() is sender for holder in self._senders
        )

    def put(self, item: Item) -> None:
        """Add what was seen; called on the hot path and by the garbage collector."""
        self.items.append(item)
        self.weight += 1
        if self.wake is not None:
            self.wake()

    def relieve(self) -> None:
        """Ask for room where much is waiting."""
        if self.weight > FULL and self.overflow is not None:
            self.overflow()


_GONE = object()


def listed(senders: Iterable[object]) -> tuple[object, ...]:
    """Return the senders that somebody wants to see.

    Raises:
        SignalVizError: ``senders`` is no collection; the sentence says what to write.
    """
    if issubclass(type(senders), str | bytes | type):
        message = (
            f"senders={naming.describe(senders)} is no list: write "
            f"senders=[{naming.describe(senders)}]."
        )
        raise SignalVizError(message)
    try:
        return tuple(senders)
    except TypeError as error:
        message = (
            f"senders={naming.describe(senders)} is no list: write senders=[…], with "
            "the objects whose dispatches you want to see."
        )
        raise SignalVizError(message) from error


def _holder(sender: object) -> Callable[[], object]:
    try:
        reference = _ref(sender)
    except TypeError:  # a string, say: nobody's lifetime depends on it
        return lambda: sender

    def held() -> object:
        # None is a sender too: what has been collected must not be taken for it.
        found = reference()
        return _GONE if found is None else found

    return held
