"""Recordings written by hand: what Django would have done, told step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import events as ev
from signal_viz.naming import Error, Sender
from signal_viz.registry import Connection, SignalInfo, Snapshot
from signal_viz.replay import state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signal_viz.state import State

ORDER = Sender("Order", "model")
VALUE_ERROR = Error("ValueError", "no card")


class Story:
    """A recording while it is told. Time goes on by one microsecond a step."""

    def __init__(self, *signals: str) -> None:
        names = signals or ("post_save",)
        self._signals = tuple(
            SignalInfo(f"s{number}", name) for number, name in enumerate(names, 1)
        )
        self._connections: list[Connection] = []
        self._ids = 0
        self._dispatches = 0
        self._started: dict[int, int] = {}
        self.events: list[ev.Event] = []
        self.now = 0

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot(self._signals, tuple(self._connections))

    def state(self, after: int | None = None) -> State:
        return state(self.snapshot, self.events[:after])

    def has(self, receiver: str, signal: str = "s1", **fields: Any) -> str:
        """Connect a receiver before the recording begins."""
        connection = self._connection(receiver, signal, fields)
        self._connections.append(connection)
        return connection.id

    def connect(
        self, receiver: str, position: int, signal: str = "s1", **fields: Any
    ) -> str:
        connection = self._connection(receiver, signal, fields)
        self._add(ev.Connected, connection=connection, position=position)
        return connection.id

    def disconnect(self, connection: str) -> None:
        self._add(ev.Disconnected, connection=connection)

    def collect(self, connection: str) -> None:
        self._add(ev.Collected, connection=connection)

    def drop(self, dispatches: int, connections: Iterable[Connection]) -> None:
        left = Snapshot(self._signals, tuple(connections))
        self._add(ev.Dropped, events=99, dispatches=dispatches, snapshot=left)

    def start(self, sender: Sender = ORDER, signal: str = "s1", **fields: Any) -> int:
        self._dispatches += 1
        number = self._dispatches
        self._started[number] = self.now + 1000
        self._add(
            ev.DispatchStarted, dispatch=number, sender=sender, signal=signal, **fields
        )
        return number

    def skip(self, dispatch: int, connection: str) -> None:
        self._add(ev.ReceiverSkipped, dispatch=dispatch, connection=connection)

    def call(self, dispatch: int, connection: str) -> None:
        self._add(ev.ReceiverStarted, dispatch=dispatch, connection=connection)

    def returned(self, dispatch: int, connection: str, took: int = 1000) -> None:
        self.now += took - 1000
        self._add(
            ev.ReceiverReturned,
            dispatch=dispatch,
            connection=connection,
            duration_ns=took,
        )

    def raised(
        self, dispatch: int, connection: str, error: Error = VALUE_ERROR
    ) -> None:
        self._add(
            ev.ReceiverRaised,
            dispatch=dispatch,
            connection=connection,
            error=error,
            duration_ns=1000,
        )

    def not_reached(self, dispatch: int, *connections: str) -> None:
        for connection in connections:
            self._add(ev.ReceiverNotReached, dispatch=dispatch, connection=connection)

    def end(
        self,
        dispatch: int,
        error: Error | None = None,
        responses: dict[str, str] | None = None,
    ) -> None:
        self._add(
            ev.DispatchEnded,
            dispatch=dispatch,
            error=error,
            responses=responses or {},
            duration_ns=self.now + 1000 - self._started.get(dispatch, 0),
        )

    def run(self, *connections: str, **fields: Any) -> int:
        """Send once; every receiver returns."""
        dispatch = self.start(**fields)
        for connection in connections:
            self.call(dispatch, connection)
            self.returned(dispatch, connection)
        self.end(dispatch)
        return dispatch

    def _connection(
        self, receiver: str, signal: str, fields: dict[str, Any]
    ) -> Connection:
        self._ids += 1
        defaults = {"where": f"notebook:{3 * self._ids}"}
        return Connection(
            id=f"c{self._ids}", signal=signal, receiver=receiver, **defaults | fields
        )

    def _add(self, cls: type[ev.Event], **fields: Any) -> None:
        self.now += 1000
        self.events.append(cls(sequence=len(self.events), time_ns=self.now, **fields))


def three() -> tuple[Story, str, str, str]:
    """Return a story of post_save with three receivers, and their ids."""
    story = Story()
    return (
        story,
        story.has("reserve_stock"),
        story.has("charge_card"),
        story.has("update_index"),
    )


def stopped() -> Story:
    """Return a story in which the second of three receivers ends the send."""
    story, first, second, third = three()
    dispatch = story.start()
    story.call(dispatch, first)
    story.returned(dispatch, first)
    story.call(dispatch, second)
    story.raised(dispatch, second)
    story.not_reached(dispatch, third)
    story.end(dispatch, VALUE_ERROR)
    return story


def star(receivers: int, senders: int = 1) -> Story:
    """Return a story of one signal, so many receivers and so many senders."""
    story = Story()
    for number in range(receivers):
        sender = f"Model{number % senders}" if senders > 1 else None
        story.has(f"receiver_{number}", sender=sender, sender_kind="model")
    return story
