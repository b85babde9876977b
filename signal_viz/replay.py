"""From a recording to the state of its picture: snapshot and events in, `State` out.

`state` is pure: the same snapshot and events always give the same state. It is
written once more in JavaScript (``frontend/``); both are held to the files in
``tests/fixtures/state``. An event that does not fit (an unknown connection, a
dispatch of another tree) changes nothing: a picture is never a traceback.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Literal

from signal_viz import events as ev
from signal_viz.senders import senders
from signal_viz.sentence import gap, sentence
from signal_viz.state import Call, Card, CardState, Dispatch, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from signal_viz.naming import Error
    from signal_viz.registry import Connection, SignalInfo, Snapshot


def state(snapshot: Snapshot, events: Iterable[ev.Event]) -> State:
    """Return what the picture shows after ``events``.

    Args:
        snapshot: signals and connections when the recording began.
        events: the events so far, in order.

    Returns:
        The state of the picture. Time and memory grow with the number of events.
    """
    replay = Replay(snapshot)
    for event in events:
        replay.step(event)
    return replay.state()


@dataclass(slots=True)
class _Entry:
    """A connection while it is in the picture."""

    connection: Connection
    collected: bool
    leaving: bool = False
    open: list[Call] = field(default_factory=list)
    last: Call | None = None
    mark: Literal["filtered", "not_reached"] | None = None
    mark_dispatch: int | None = None

    def forget(self) -> None:
        self.open = []
        self.last = None
        self.mark = None
        self.mark_dispatch = None


class Replay:
    """Takes events one by one; `state` may be asked for at any time.

    A step costs the same however many events came before, so that replaying n
    events is O(n). A step that starts a root dispatch or changes the connections
    also costs a look at each connection.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        """Begin with ``snapshot``, before the first event."""
        self._count = 0
        self._dropped = 0
        self._reset(snapshot)

    def _reset(self, snapshot: Snapshot) -> None:
        self._signals: tuple[SignalInfo, ...] = snapshot.signals
        self._lists: dict[str, list[_Entry]] = {item.id: [] for item in self._signals}
        self._entries: dict[str, _Entry] = {}
        for connection in snapshot.connections:
            self._insert(connection, None)
        self._root: Dispatch | None = None
        self._nested: dict[int, Dispatch] = {}
        self._calls: dict[tuple[int, str], Call] = {}
        # Dispatches of other trees (another thread, an earlier task) that are
        # still open: what is nested in them is no root, and is left out.
        self._others: set[int] = set()

    def step(self, event: ev.Event) -> None:  # noqa: C901 - one case for each kind
        """Go on by one event."""
        match event:
            case ev.ReceiverStarted():
                self._started(event)
            case ev.ReceiverReturned():
                self._finish(event, "returned")
            case ev.ReceiverRaised():
                self._finish(event, "raised", error=event.error)
            case ev.ReceiverSkipped():
                self._mark(event.dispatch, event.connection, "filtered")
            case ev.ReceiverNotReached():
                self._mark(event.dispatch, event.connection, "not_reached")
            case ev.DispatchStarted():
                self._dispatch_started(event)
            case ev.DispatchEnded():
                self._dispatch_ended(event)
            case ev.Connected():
                self._insert(event.connection, event.position)
            case ev.Disconnected():
                self._disconnected(event.connection)
            case ev.Collected():
                if entry := self._entries.get(event.connection):
                    entry.collected = True
            case ev.Dropped():
                self._reset(event.snapshot)
                self._count += event.dispatches
                self._dropped = event.dispatches

    def state(self) -> State:
        """Return what the picture shows now."""
        cards = tuple(self._cards())
        nested = tuple(self._nested.values())
        calls = tuple(self._calls.values())
        return State(
            signals=self._signals,
            senders=senders(self._signals, cards, self._tree),
            cards=cards,
            dispatch=self._root,
            nested=nested,
            calls=calls,
            dispatches=self._count,
            sentence=self._sentence(nested, calls, cards),
        )

    def _sentence(
        self,
        nested: tuple[Dispatch, ...],
        calls: tuple[Call, ...],
        cards: tuple[Card, ...],
    ) -> str:
        if self._root is None:
            return gap(self._dropped) if self._dropped else "waiting for a send"
        names = {item.id: item.name for item in self._signals}
        signal = names.get(self._root.signal, "a signal")
        return sentence(signal, self._root, nested, calls, cards)

    # Connections

    def _insert(self, connection: Connection, position: int | None) -> None:
        entries = self._lists.get(connection.signal)
        if entries is None or connection.id in self._entries:
            return
        entry = _Entry(connection, collected=not connection.alive)
        self._entries[connection.id] = entry
        if position is not None:
            entries.insert(_index(entries, position), entry)
        else:
            entries.append(entry)

    def _disconnected(self, connection: str) -> None:
        entry = self._entries.get(connection)
        if entry is None:
            return
        entry.leaving = True
        if not self._running:
            self._remove_leaving()

    def _remove_leaving(self) -> None:
        for entries in self._lists.values():
            entries[:] = [entry for entry in entries if not entry.leaving]
        self._entries = {
            key: entry for key, entry in self._entries.items() if not entry.leaving
        }

    @property
    def _running(self) -> bool:
        return self._root is not None and self._root.status == "running"

    # Dispatches

    def _dispatch_started(self, event: ev.DispatchStarted) -> None:
        above = self._dispatch(event.parent)
        if above:
            self._nested[event.dispatch] = _dispatch(event, above.depth + 1)
        elif event.parent in self._others:
            self._others.add(event.dispatch)
        else:
            self._begin(event)

    def _begin(self, event: ev.DispatchStarted) -> None:
        """Start a new root dispatch: what the last one left is cleared away."""
        for entry in self._entries.values():
            entry.forget()
            entry.leaving = entry.leaving or entry.collected
        self._remove_leaving()
        self._others |= {item.id for item in self._tree if item.status == "running"}
        self._root = _dispatch(event, 0)
        self._nested = {}
        self._calls = {}
        self._count += 1

    def _dispatch_ended(self, event: ev.DispatchEnded) -> None:
        dispatch = self._dispatch(event.dispatch)
        if dispatch is None:
            self._others.discard(event.dispatch)
            return
        ended = replace(
            dispatch,
            status="raised" if event.error else "returned",
            error=event.error,
            duration_ns=event.duration_ns,
        )
        for connection, response in event.responses.items():
            self._responded(event.dispatch, connection, response)
        if event.dispatch in self._nested:
            self._nested[event.dispatch] = ended
        else:
            self._root = ended
            self._remove_leaving()

    @property
    def _tree(self) -> list[Dispatch]:
        """The root dispatch and those nested in it."""
        return [self._root, *self._nested.values()] if self._root else []

    def _dispatch(self, number: int | None) -> Dispatch | None:
        """Return a dispatch of the picture's tree by its number."""
        if number is None:
            return None
        if self._root and number == self._root.id:
            return self._root
        return self._nested.get(number)

    # Calls

    def _started(self, event: ev.ReceiverStarted) -> None:
        dispatch = self._dispatch(event.dispatch)
        if dispatch is None:
            return
        entry = self._entries.get(event.connection)
        call = Call(
            dispatch=event.dispatch,
            connection=event.connection,
            receiver=entry.connection.receiver if entry else event.connection,
            state="awaiting" if entry and entry.connection.is_async else "running",
            start=event.time_ns,
            depth=dispatch.depth,
            thread=event.thread,
            task=event.task,
        )
        self._calls[event.dispatch, event.connection] = call
        if entry:
            entry.open.append(call)

    def _finish(
        self,
        event: ev.ReceiverReturned | ev.ReceiverRaised,
        outcome: Literal["returned", "raised"],
        error: Error | None = None,
    ) -> None:
        key = event.dispatch, event.connection
        call = self._calls.get(key)
        if call is None or call.end is not None:
            return
        ended = replace(
            call,
            state=outcome,
            end=event.time_ns,
            duration_ns=event.duration_ns,
            error=error,
        )
        self._calls[key] = ended
        if entry := self._entries.get(event.connection):
            entry.open = [item for item in entry.open if item is not call]
            entry.last = ended

    def _responded(self, dispatch: int, connection: str, response: str) -> None:
        """Django hands the responses over at the end of the whole send."""
        call = self._calls.get((dispatch, connection))
        if call is None or call.state != "returned":
            return
        answered = replace(call, response=response)
        self._calls[dispatch, connection] = answered
        entry = self._entries.get(connection)
        if entry and entry.last is call:
            entry.last = answered

    def _mark(
        self, dispatch: int, connection: str, mark: Literal["filtered", "not_reached"]
    ) -> None:
        entry = self._entries.get(connection)
        if entry and self._dispatch(dispatch):
            entry.mark = mark
            entry.mark_dispatch = dispatch

    # What is shown

    def _cards(self) -> Iterator[Card]:
        for entries in self._lists.values():
            number = 0
            # Django calls the async receivers after the sync ones.
            for entry in sorted(entries, key=lambda item: item.connection.is_async):
                shown, call, dispatch = self._shown(entry)
                if shown == "collected":
                    yield Card(entry.connection, shown)
                    continue
                number += 1
                yield Card(entry.connection, shown, number, call, dispatch)

    def _shown(self, entry: _Entry) -> tuple[CardState, Call | None, int | None]:
        if entry.collected and not self._running:
            return "collected", None, None
        call = entry.open[-1] if entry.open else entry.last
        if call:
            return call.state, call, call.dispatch
        if entry.mark:
            return entry.mark, None, entry.mark_dispatch
        if entry.collected:
            return "collected", None, None
        return ("disconnected" if entry.leaving else "connected"), None, None


def _index(entries: list[_Entry], position: int) -> int:
    """Return where in ``entries`` the place ``position`` of Django's list is.

    Ghosts and cards that are leaving are not in Django's list any more.
    """
    listed = (
        index
        for index, entry in enumerate(entries)
        if not entry.collected and not entry.leaving
    )
    return next(islice(listed, max(0, position), None), len(entries))


def _dispatch(event: ev.DispatchStarted, depth: int) -> Dispatch:
    return Dispatch(
        id=event.dispatch,
        signal=event.signal,
        sender=event.sender,
        method=event.method,
        status="running",
        t=event.time_ns,
        arguments=dict(event.arguments),
        atomic=event.atomic,
        thread=event.thread,
        task=event.task,
        depth=depth,
        parent=event.parent,
        parent_connection=event.parent_connection,
    )
