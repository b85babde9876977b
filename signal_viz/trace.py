"""A recording that goes on: what watched signals do, ordered and bounded."""

from __future__ import annotations

import threading
import weakref
from collections import deque
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from signal_viz import events as kinds
from signal_viz.recording import Recording, applied
from signal_viz.sandbox import require_tables
from signal_viz.stream import Stream
from signal_viz.tracer import FULL, Feed, Watcher, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType
    from typing import Self

    from signal_viz import compat
    from signal_viz.again import Again
    from signal_viz.events import Event
    from signal_viz.registry import Connection, Snapshot

FIRST = 1_000
"""Events kept from the beginning of a recording, whatever follows."""
LATEST = 19_000
"""Events kept from its end."""


class Trace(Recording):
    """A recording that goes on while its ``with`` block runs.

    Args:
        signals: the signals to record.
        senders: if given, only what these senders send is recorded.
        wake: called from any thread when there is something new; it must be
            quick, must not lock and must not raise.
        only: if given, asked at each send, in the thread and the context that sends,
            whether to record it; it must be quick and must not raise.

    Raises:
        SignalVizError: one of ``signals`` is no Django signal, ``senders`` is no
            list, or one of them is a model of a cell that has no table yet.

    At most :data:`FIRST` events from the beginning and :data:`LATEST` from the
    end are kept; a :class:`~signal_viz.events.Dropped` event stands between.
    """

    def __init__(
        self,
        *signals: object,
        senders: Iterable[object] | None = None,
        wake: Callable[[], None] | None = None,
        only: Callable[[], bool] | None = None,
    ) -> None:
        senders = None if senders is None else listed(senders)
        require_tables(senders)
        feed = Feed(wake, _weakly(self._overflow), senders, only)
        self._feed = feed
        self._lock = threading.RLock()
        self._first: list[Event] = []
        self._latest: deque[Event] = deque()
        self._gap: kinds.Dropped | None = None
        began = perf_counter_ns()
        self._watcher = Watcher(signals, feed)
        self._stream = Stream(self._watcher, feed, began)
        super().__init__(self._stream.snapshot())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        """Whether it still records."""
        return self._watcher.running

    def stop(self) -> None:
        """Stop recording and leave the signals as they were; twice is once."""
        self._watcher.refresh()
        self.advance()
        self._watcher.stop()

    @property
    def waiting(self) -> int:
        """About how many receiver calls and changes have not been taken in yet."""
        feed = self._feed
        # Threads may count one too few; what is there is there.
        return max(feed.weight, len(feed.items)) if feed.items else 0

    def refresh(self) -> None:
        """Look for connections that came by a way that is not watched."""
        self._watcher.refresh()

    @property
    def events(self) -> tuple[Event, ...]:
        """The events so far, in the order in which they happened."""
        with self._lock:
            self.advance()
            gap = () if self._gap is None else (self._gap,)
            return (*self._first, *gap, *self._latest)

    def connections(self) -> tuple[Connection, ...]:
        """Return what is connected after the events taken in so far."""
        return self._stream.snapshot().connections

    def entries(self) -> dict[str, tuple[Any, compat.Entry]]:
        """Return signal and Django's own entry of what is connected, by its id.

        An entry may hold its receiver: it must not be kept.
        """
        found: dict[str, tuple[Any, compat.Entry]] = {}
        for hook in self._watcher.hooks:
            signal = hook.signal()
            for number, entry in [] if signal is None else hook.table.entries(signal):
                name = self._stream.connection_id(number)
                if signal is not None and name is not None:
                    found[name] = signal, entry
        return found

    def signal(self, name: str) -> Any:
        """Return a watched signal by its id; ``None`` where it is not watched."""
        known = {info.id: place for place, info in enumerate(self.snapshot.signals)}
        return self._watcher.hooks[known[name]].signal() if name in known else None

    def again(self, dispatch: int) -> Again | None:
        """Return what a dispatch was sent with, by its number.

        ``None`` where it is long ago, or where nobody watches live.
        """
        return self._stream.again(dispatch)

    def advance(self, most: int | None = None) -> list[Event]:
        """Take in what happened since the last look, and return it.

        Args:
            most: about how many receiver calls to take in; ``None``: all.
        """
        with self._lock:
            new = self._stream.drain(most)
            self._take_in(new)
            return new

    def _take_in(self, new: list[Event]) -> None:
        room = max(0, FIRST - len(self._first))
        if self._gap is None and not self._latest:
            self._first += new[:room]
            self._latest.extend(new[room:])
        else:
            self._latest.extend(new)
        if len(self._latest) > LATEST:
            self._forget(len(self._latest) - LATEST)

    def since(self, sequence: int) -> list[Event]:
        """Return the events taken in after the one numbered ``sequence``."""
        with self._lock:
            new: list[Event] = []
            for event in reversed(self._latest):
                if event.sequence <= sequence:
                    return new[::-1]
                new.append(event)
            if self._gap is not None and self._gap.sequence > sequence:
                new.append(self._gap)
            for event in reversed(self._first):
                if event.sequence <= sequence:
                    break
                new.append(event)
            return new[::-1]

    def _overflow(self) -> None:
        """Keep memory flat while nobody looks: called on the hot path, rarely."""
        # Whoever holds the lock takes in what waits; the next send asks again.
        if not self._lock.acquire(blocking=False):
            return
        try:
            if len(self._first) < FIRST:
                self._take_in(self._stream.drain(FIRST))
            self._forget(len(self._latest))
            dropped, sent = self._stream.shed(FULL // 2)
            self._widen(dropped, sent, self._stream.snapshot())
        finally:
            self._lock.release()

    def _forget(self, count: int) -> None:
        snapshot = self._gap.snapshot if self._gap else _after(self)
        gone = [self._latest.popleft() for _ in range(count)]
        sent = sum(isinstance(event, kinds.DispatchStarted) for event in gone)
        self._widen(len(gone), sent, applied(snapshot, gone))

    def _widen(self, count: int, sent: int, snapshot: Snapshot) -> None:
        if count == 0:
            return
        gap = self._gap
        last = self._first[-1] if self._first else None
        self._gap = kinds.Dropped(
            sequence=0 if last is None else last.sequence + 1,
            time_ns=0 if last is None else last.time_ns,
            events=count + (gap.events if gap else 0),
            dispatches=sent + (gap.dispatches if gap else 0),
            snapshot=snapshot,
        )


def trace(*signals: object, senders: Iterable[object] | None = None) -> Trace:
    """Record what ``signals`` do while the ``with`` block runs.

    >>> from django.dispatch import Signal
    >>> order_paid = Signal()
    >>> with trace(order_paid) as recording:
    ...     _ = order_paid.send(sender=None)
    >>> len(recording.dispatches)
    1

    Args:
        signals: one or more Django signals.
        senders: if given, only what these senders send is recorded.

    Raises:
        SignalVizError: one of ``signals`` is no Django signal, ``senders`` is no
            list, or one of them is a model of a cell that has no table yet.
    """
    return Trace(*signals, senders=senders)


def _weakly(method: Callable[[], None]) -> Callable[[], None]:
    """Return a function that calls a bound method as long as its object lives.

    The tracer holds it, and must not hold the recording: a recording that nobody
    has any more stops.
    """
    reference = weakref.WeakMethod(method)

    def call() -> None:
        living = reference()
        if living is not None:
            living()

    return call


def _after(recording: Trace) -> Snapshot:
    """Return what was connected at the end of the events kept from the beginning."""
    return applied(recording.snapshot, recording._first)  # noqa: SLF001
