"""What happened: the events of a recording, in the order in which they happened.

Events hold text and numbers only, never an object of the watched program: a
recording must not keep a receiver, a sender or an instance alive.

A *recording* in JSON is ``{"schema": 1, "snapshot": …, "events": […],
"dropped": …}``; each event is an object with ``kind``, ``seq``, ``t`` and the
fields of its class, without those that are ``null``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from signal_viz import naming, shape
from signal_viz.errors import SignalVizError
from signal_viz.naming import Error, Sender
from signal_viz.registry import Connection, Snapshot

SCHEMA = 1
"""Version of the recording's JSON form. An older one still opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events.

    Args:
        sequence: 0, 1, 2 … without a gap, except where a bounded trace dropped events.
        time_ns: nanoseconds since the recording began; a monotonic clock.
    """

    kind: ClassVar[str] = ""
    sequence: int
    time_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected(Event):
    """A receiver was connected; ``position`` is its place in the call order."""

    kind: ClassVar[str] = "connected"
    connection: Connection
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnected(Event):
    """A receiver was disconnected. ``connection`` is the id of its connection."""

    kind: ClassVar[str] = "disconnected"
    connection: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected(Event):
    """The garbage collector took a receiver or its sender.

    Args:
        connection: id of the connection that fell silent.
        cause: ``"receiver"`` or ``"sender"``.
    """

    kind: ClassVar[str] = "collected"
    connection: str
    cause: str = "receiver"


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchStarted(Event):
    """One of the four sends was called.

    Args:
        dispatch: number of the dispatch, from 1.
        signal: id of the signal.
        sender: who sends.
        method: ``"send"``, ``"send_robust"``, ``"asend"`` or ``"asend_robust"``.
        parent: number of the dispatch inside which this one was sent, if any.
        parent_connection: id of the connection whose receiver sent it, if any.
        depth: 0 for a dispatch that no other one caused.
        thread: ``"main"``, ``"worker 1"``, …
        task: the asyncio task that awaits it, ``"task 1"``, …; ``None`` for the
            two sends that are not awaited. Counted anew when nothing runs any more.
        atomic: inside a database transaction or not; ``None`` where no
            database connection is open.
        arguments: short text of each named argument.
    """

    kind: ClassVar[str] = "dispatch_started"
    dispatch: int
    signal: str
    sender: Sender
    method: str = "send"
    parent: int | None = None
    parent_connection: str | None = None
    depth: int = 0
    thread: str = "main"
    task: str | None = None
    atomic: bool | None = None
    arguments: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverSkipped(Event):
    """A connected receiver was passed over: it listens to another sender."""

    kind: ClassVar[str] = "receiver_skipped"
    dispatch: int
    connection: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverStarted(Event):
    """A receiver was called; an async one took its first step."""

    kind: ClassVar[str] = "receiver_started"
    dispatch: int
    connection: str
    thread: str = "main"
    task: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverReturned(Event):
    """A receiver returned.

    What it returned is in :class:`DispatchEnded`: Django hands the responses
    to the caller only when the whole send returns.
    """

    kind: ClassVar[str] = "receiver_returned"
    dispatch: int
    connection: str
    duration_ns: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverRaised(Event):
    """A receiver raised (``send_robust`` goes on, ``send`` stops)."""

    kind: ClassVar[str] = "receiver_raised"
    dispatch: int
    connection: str
    error: Error
    duration_ns: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverNotReached(Event):
    """A receiver was due, but an earlier one ended the dispatch."""

    kind: ClassVar[str] = "receiver_not_reached"
    dispatch: int
    connection: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchEnded(Event):
    """The send came back to its caller.

    Args:
        dispatch: number of the dispatch.
        duration_ns: from its start to its end.
        error: the exception that left it, if one did.
        responses: short text of what each receiver gave back, by connection id;
            empty where an exception left the send.
    """

    kind: ClassVar[str] = "dispatch_ended"
    dispatch: int
    duration_ns: int = 0
    error: Error | None = None
    responses: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped(Event):
    """A bounded recording left events out here.

    Args:
        events: how many events were left out.
        dispatches: how many dispatches were left out.
        snapshot: what was connected when the recording goes on.
    """

    kind: ClassVar[str] = "dropped"
    events: int
    dispatches: int
    snapshot: Snapshot


KINDS: dict[str, type[Event]] = {
    cls.kind: cls
    for cls in (
        Connected,
        Disconnected,
        Collected,
        DispatchStarted,
        ReceiverSkipped,
        ReceiverStarted,
        ReceiverReturned,
        ReceiverRaised,
        ReceiverNotReached,
        DispatchEnded,
        Dropped,
    )
}
"""Every kind of event by its name in JSON."""

_SHORT = {"sequence": "seq", "time_ns": "t"}
_LONG = {short: name for name, short in _SHORT.items()}


def event_to_json(event: Event) -> dict[str, Any]:
    """Return ``event`` as a JSON-ready dict; fields that are ``None`` are left out."""
    data: dict[str, Any] = {"kind": event.kind}
    for name, short in _names(type(event)):  # type: ignore[arg-type]  # a class is hashable
        value = getattr(event, name)
        if value is not None:
            plain = _PLAIN.get(type(value))
            data[short] = plain(value) if plain else value
    return data


def event_from_json(data: Any) -> Event:
    """Return the event that ``event_to_json`` wrote.

    Raises:
        SignalVizError: the dict is no event of a known kind, or a field is
            missing, unknown or of another type.
    """
    try:
        values = dict(data)
        cls = KINDS[values.pop("kind")]
        return shape.build(
            cls, {_LONG.get(name, name): value for name, value in values.items()}
        )
    except (KeyError, TypeError, ValueError) as error:
        message = (
            "This recording holds an event that Signal Viz does not know "
            f"({naming.describe(error)}): open it with the version that saved it."
        )
        raise SignalVizError(message) from error


@functools.cache
def _names(cls: type[Event]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a kind of event, each with its name in JSON."""
    return tuple((item.name, _SHORT.get(item.name, item.name)) for item in fields(cls))


_PLAIN: dict[type, Callable[[Any], Any]] = {
    Connection: Connection.to_json,
    Snapshot: Snapshot.to_json,
    Sender: lambda value: {"label": value.label, "kind": value.kind},
    Error: lambda value: {
        "type": value.type,
        "message": value.message,
        "frames": list(value.frames),
    },
}
"""How a value that is no JSON is written."""
