"""A recording's dispatches and calls as frozen data, made from its events."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from signal_viz import events

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signal_viz.naming import Error, Sender
    from signal_viz.registry import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One receiver in one dispatch.

    Args:
        connection: id of the connection.
        receiver: name of the receiver.
        state: ``"running"``, ``"returned"``, ``"raised"``, ``"not_reached"`` or
            ``"filtered"``.
        duration_ns: how long it ran, once it has ended.
        response: short text of what it gave back; ``None`` where the caller got
            nothing.
        error: what it raised, if it did.
        thread: ``"main"``, ``"worker 1"``, …; ``None`` where it was not called.
        task: ``"task 1"``, … for an async receiver.
        depth: 0 in a dispatch that no other one caused.
    """

    connection: str
    receiver: str
    state: str
    duration_ns: int | None = None
    response: str | None = None
    error: Error | None = None
    thread: str | None = None
    task: str | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One call of one of the four sends.

    Args:
        number: 1 for the first dispatch of the recording.
        signal: name of the signal.
        sender: who sent.
        method: ``"send"``, ``"send_robust"``, ``"asend"`` or ``"asend_robust"``.
        state: ``"running"``, ``"returned"`` or ``"raised"``.
        calls: the receivers that were due or passed over, called ones first, in
            the order of calling.
        error: the exception that left the send, if one did.
        duration_ns: how long the send took, once it has ended.
        parent: number of the dispatch inside which it was sent, if any.
        depth: 0 for a dispatch that no other one caused.
        thread: the thread that sent.
        atomic: inside a database transaction or not; ``None``: no database.
        arguments: short text of each named argument.
    """

    number: int
    signal: str
    sender: Sender
    method: str
    state: str = "running"
    calls: tuple[Call, ...] = ()
    error: Error | None = None
    duration_ns: int | None = None
    parent: int | None = None
    depth: int = 0
    thread: str = "main"
    atomic: bool | None = None
    arguments: dict[str, str] = field(default_factory=dict)


def dispatches(
    snapshot: Snapshot, happened: Iterable[events.Event]
) -> tuple[Dispatch, ...]:
    """Return the dispatches of a recording, in the order in which they started.

    Args:
        snapshot: what was connected when the recording began.
        happened: its events.
    """
    signals = {item.id: item.name for item in snapshot.signals}
    receivers = {item.id: item.receiver for item in snapshot.connections}
    found: dict[int, Dispatch] = {}
    calls: dict[int, dict[str, Call]] = {}
    for event in happened:
        if isinstance(event, events.Connected):
            receivers[event.connection.id] = event.connection.receiver
        elif isinstance(event, events.Dropped):
            receivers.update(
                (item.id, item.receiver) for item in event.snapshot.connections
            )
        elif isinstance(event, events.DispatchStarted):
            found[event.dispatch] = _started(event, signals)
            calls[event.dispatch] = {}
        elif isinstance(event, events.DispatchEnded) and event.dispatch in found:
            found[event.dispatch] = replace(
                found[event.dispatch],
                state="returned" if event.error is None else "raised",
                error=event.error,
                duration_ns=event.duration_ns,
            )
            _respond(calls[event.dispatch], event.responses)
        elif isinstance(event, _CALL_EVENTS) and event.dispatch in found:
            _update(
                calls[event.dispatch], event, receivers, found[event.dispatch].depth
            )
    return tuple(
        replace(dispatch, calls=_in_order(calls[number]))
        for number, dispatch in found.items()
    )


_CALL_EVENTS = (
    events.ReceiverSkipped,
    events.ReceiverStarted,
    events.ReceiverReturned,
    events.ReceiverRaised,
    events.ReceiverNotReached,
)
_LAST = {"not_reached": 1, "filtered": 2}


def _started(event: events.DispatchStarted, signals: dict[str, str]) -> Dispatch:
    return Dispatch(
        number=event.dispatch,
        signal=signals.get(event.signal, event.signal),
        sender=event.sender,
        method=event.method,
        parent=event.parent,
        depth=event.depth,
        thread=event.thread,
        atomic=event.atomic,
        arguments=event.arguments,
    )


def _update(
    calls: dict[str, Call], event: Any, receivers: dict[str, str], depth: int
) -> None:
    key = event.connection
    if isinstance(event, events.ReceiverStarted):
        state: dict[str, Any] = {
            "state": "running",
            "thread": event.thread,
            "task": event.task,
        }
    elif isinstance(event, events.ReceiverReturned):
        state = {"state": "returned", "duration_ns": event.duration_ns}
    elif isinstance(event, events.ReceiverRaised):
        state = {
            "state": "raised",
            "duration_ns": event.duration_ns,
            "error": event.error,
        }
    elif isinstance(event, events.ReceiverSkipped):
        state = {"state": "filtered"}
    else:
        state = {"state": "not_reached"}
    before = calls.get(key) or Call(
        connection=key, receiver=receivers.get(key, "?"), state="", depth=depth
    )
    calls[key] = replace(before, **state)


def _respond(calls: dict[str, Call], responses: dict[str, str]) -> None:
    for key, response in responses.items():
        if key in calls:
            calls[key] = replace(calls[key], response=response)


def _in_order(calls: dict[str, Call]) -> tuple[Call, ...]:
    return tuple(sorted(calls.values(), key=lambda call: _LAST.get(call.state, 0)))
