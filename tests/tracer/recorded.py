"""A recording in the terms of the journal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from signal_viz import events
from tests.tracer.journal import Key, short
from tests.tracer.listing import KNOWS_SENDERS

if TYPE_CHECKING:
    from signal_viz.events import Event
    from signal_viz.naming import Error
    from signal_viz.registry import Connection
    from tests.tracer.audience import Watching
    from tests.tracer.journal import Line

_ACTOR = re.compile(r"actor(\d+)")


UNKNOWN = Key(-1, "", "")
"""A connection that the recording does not hold."""


class Recorded:
    """A recording in the terms of the journal.

    Attributes:
        lines: what happened, in order.
        dispatches: the names that the program gave to the sends, in order.
        passed: the connections that a dispatch passed over, by its name.
        collected: the connections that fell silent.
        places: threads and tasks of dispatches and calls.
        roots: the name of the outermost recorded dispatch round each dispatch.

    Args:
        watching: the watcher and what it shall know.
    """

    def __init__(self, watching: Watching) -> None:
        self._signals = {f"s{n + 1}": s for n, s in enumerate(watching.signals)}
        self._keys: dict[str, Key] = {}
        self._names: dict[int, str] = {}
        self._missed: dict[str, list[Key]] = {}
        self.lines: list[Line] = []
        self.dispatches: list[str] = []
        self.passed: dict[str, list[Key]] = {}
        self.collected: list[Line] = []
        self.places: list[tuple[Any, str, str | None]] = []
        self.roots: dict[str, str] = {}
        connections = watching.trace.snapshot.connections
        for connection, (signal, item) in zip(
            connections, watching.listed, strict=True
        ):
            assert self._signals[connection.signal] == signal
            key = _key(connection)
            # Before Django 6.0 it may be unknown who has been listened to till now.
            assert key == item.key or not (KNOWS_SENDERS or not item.key.sender)
            assert (key.actor, key.uid) == (item.key.actor, item.key.uid)
            assert (connection.weak, connection.is_async) == item[1:]
            self._keys[connection.id] = item.key
        # Those who ended before the send came back are told after it as well.
        happened = watching.trace.events
        for event in happened:
            if isinstance(event, events.DispatchStarted):
                self._name(event)
            elif isinstance(event, events.Connected):
                self._keys[event.connection.id] = _key(event.connection)
            elif isinstance(event, events.ReceiverNotReached):
                name, key = self._call(event)
                self._missed[name].append(key)
        for event in happened:
            self._take(event)

    def _name(self, event: events.DispatchStarted) -> None:
        name = event.arguments["dispatch"].strip("'")
        assert event.arguments["instance"] == "Token instance"
        assert name not in self._missed
        self._names[event.dispatch] = name
        self._missed[name] = []
        self.dispatches.append(name)
        self.passed[name] = []
        above = None if event.parent is None else self._names[event.parent]
        self.roots[name] = name if above is None else self.roots[above]
        self.places.append(((name, None), event.thread, event.task))

    def _take(self, event: Event) -> None:
        match event:
            case events.Connected(connection=connection, position=position):
                signal = self._signals[connection.signal]
                key, more = _key(connection), (connection.weak, connection.is_async)
                self.lines.append(("connected", signal, key, position, *more))
            case events.Disconnected(connection=number):
                self.lines.append(("disconnected", self._keys[number]))
            case events.Collected(connection=number, cause=cause):
                self.collected.append((self._keys[number], cause))
            case events.DispatchStarted():
                self._sent(event)
            case events.DispatchEnded():
                self._came(event)
            case events.ReceiverStarted(thread=thread, task=task):
                what = self._call(event)
                self.lines.append(("began", *what))
                self.places.append((what, thread, task))
            case events.ReceiverReturned():
                self.lines.append(("ended", *self._call(event), None))
            case events.ReceiverRaised(error=error):
                self.lines.append(("ended", *self._call(event), _said(error)))
            case events.ReceiverSkipped(dispatch=number):
                name, key = self._call(event)
                self.passed[name].append(key)
            case _:
                assert isinstance(event, events.ReceiverNotReached)

    def _call(self, event: Any) -> tuple[str, Key]:
        return self._names[event.dispatch], self._keys.get(event.connection, UNKNOWN)

    def _sent(self, event: events.DispatchStarted) -> None:
        above = None
        if event.parent is not None:
            assert event.parent_connection is not None
            above = self._names[event.parent], self._keys[event.parent_connection]
        name = self._names[event.dispatch]
        about = self._signals[event.signal], event.method, event.sender.label
        self.lines.append(("sent", name, *about, above, event.depth))

    def _came(self, event: events.DispatchEnded) -> None:
        name = self._names[event.dispatch]
        error = None if event.error is None else _said(event.error)
        responses = {
            self._keys.get(n, UNKNOWN): short(t) for n, t in event.responses.items()
        }
        missed = sorted(self._missed[name])
        self.lines.append(("came", name, error, responses, missed))


def _key(connection: Connection) -> Key:
    found = _ACTOR.search(connection.receiver)
    assert found is not None
    return Key(int(found[1]), connection.sender or "", connection.dispatch_uid or "")


def _said(error: Error) -> str:
    return short(f"{error.type}: {error.message}" if error.message else error.type)
