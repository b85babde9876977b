"""What one picture shows: the value that every view of a recording is drawn from.

A `State` is made by `signal_viz.replay.state` and by nothing else. The live
widget (in JavaScript), the static picture and the picture in words all take
one; its JSON form is what Python and JavaScript are compared by.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from signal_viz.naming import Error, Sender
    from signal_viz.registry import Connection, SignalInfo

CardState = Literal[
    "connected",
    "running",
    "awaiting",
    "returned",
    "raised",
    "not_reached",
    "filtered",
    "collected",
    "disconnected",
]
CallState = Literal["running", "awaiting", "returned", "raised"]
Status = Literal["running", "returned", "raised"]

_WORDS: dict[CardState, str] = {
    "connected": "",
    "not_reached": "not reached",
    "filtered": "other sender",
}


@dataclass(frozen=True, slots=True)
class SenderState:
    """A sender in the picture.

    Args:
        label: readable name; ``"any sender"`` where none is known.
        kind: as in `signal_viz.naming.Sender`, or ``"any"``; ``""`` if unknown.
        active: it is the sender of a dispatch that is running now.
    """

    label: str
    kind: str
    active: bool = False

    @property
    def id(self) -> str:
        """Id of its node: ``"sender:Order"``; ``"sender:"`` for any sender."""
        return sender_id(None if self.kind == "any" else self.label)

    @property
    def note(self) -> str:
        """Its kind, where that says more than its label."""
        return "" if self.kind in {"any", "none"} else self.kind

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON-ready dict."""
        return {
            "id": self.id,
            "label": self.label,
            "kind": self.kind,
            "active": self.active,
        }


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one receiver in one dispatch.

    Args:
        dispatch: number of the dispatch.
        connection: id of the connection; its card may have left the picture.
        receiver: name of the receiver.
        state: ``"running"``, ``"awaiting"`` (async), ``"returned"`` or ``"raised"``.
        start: nanoseconds since the recording began.
        end: the same, or ``None`` while it runs.
        depth: 0 in the root dispatch of the picture, 1 inside one of its receivers …
        thread: thread it was called in.
        task: task it was called in, if any.
        duration_ns: how long it took, once it has ended.
        response: short text of what it returned.
        error: what it raised.
    """

    dispatch: int
    connection: str
    receiver: str
    state: CallState
    start: int
    end: int | None = None
    depth: int = 0
    thread: str = "main"
    task: str | None = None
    duration_ns: int | None = None
    response: str | None = None
    error: Error | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON-ready dict."""
        return {
            "dispatch": self.dispatch,
            "connection": self.connection,
            "receiver": self.receiver,
            "state": self.state,
            "start": self.start,
            "end": self.end,
            "depth": self.depth,
            "thread": self.thread,
            "task": self.task,
            "duration_ns": self.duration_ns,
            "response": self.response,
            "error": error_to_json(self.error),
        }


@dataclass(frozen=True, slots=True)
class Card:
    """A connection as the picture shows it.

    Args:
        connection: what is connected.
        state: its state now.
        number: place in the order in which Django calls, from 1, for each signal;
            ``None`` for a collected one, which is no longer called.
        call: the call that the card tells of, if it has one.
        dispatch: number of the dispatch that gave the card its state, if one did.
    """

    connection: Connection
    state: CardState = "connected"
    number: int | None = None
    call: Call | None = None
    dispatch: int | None = None

    @property
    def word(self) -> str:
        """The state in a word; the type of the error for a raised one."""
        if self.state == "raised" and self.call and self.call.error:
            return self.call.error.type
        return word(self.state)

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON-ready dict."""
        call = self.call
        return {
            "id": self.connection.id,
            "signal": self.connection.signal,
            "receiver": self.connection.receiver,
            "where": self.connection.where,
            "sender": self.connection.sender,
            "sender_kind": self.connection.sender_kind,
            "weak": self.connection.weak,
            "dispatch_uid": self.connection.dispatch_uid,
            "is_async": self.connection.is_async,
            "number": self.number,
            "state": self.state,
            "word": self.word,
            "error": error_to_json(call.error if call else None),
            "duration_ns": call.duration_ns if call else None,
            "response": call.response if call else None,
            "depth": call.depth if call else 0,
            "dispatch": self.dispatch,
        }


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One send, from its start to its end.

    The arguments are those of `signal_viz.events.DispatchStarted`, and:

    Args:
        id: number of the dispatch.
        status: ``"running"``, ``"returned"`` or ``"raised"`` (an exception left it).
        error: the exception that left it.
        t: nanoseconds from the beginning of the recording to its start.
        duration_ns: how long it took, once it has ended.
        depth: 0 for the root dispatch of the picture.
    """

    id: int
    signal: str
    sender: Sender
    method: str
    status: Status
    t: int
    duration_ns: int | None = None
    error: Error | None = None
    arguments: dict[str, str] = field(default_factory=dict)
    atomic: bool | None = None
    thread: str = "main"
    task: str | None = None
    depth: int = 0
    parent: int | None = None
    parent_connection: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON-ready dict."""
        return {
            "id": self.id,
            "signal": self.signal,
            "sender": {"label": self.sender.label, "kind": self.sender.kind},
            "method": self.method,
            "status": self.status,
            "error": error_to_json(self.error),
            "t": self.t,
            "duration_ns": self.duration_ns,
            "arguments": dict(self.arguments),
            "atomic": self.atomic,
            "thread": self.thread,
            "task": self.task,
            "depth": self.depth,
            "parent": self.parent,
            "parent_connection": self.parent_connection,
        }


@dataclass(frozen=True, slots=True)
class State:
    """Everything that one picture shows.

    Args:
        signals: the watched signals.
        senders: who sends, ordered by signal.
        cards: the connections, by signal and in the order of calling.
        dispatch: the newest root dispatch, or ``None`` before the first.
        nested: the dispatches sent from inside it, in order of start.
        calls: all calls in it and in the nested ones, in order of start.
        dispatches: how many root dispatches have started.
        sentence: what happened, in one short sentence without durations.
    """

    signals: tuple[SignalInfo, ...]
    senders: tuple[SenderState, ...]
    cards: tuple[Card, ...]
    dispatch: Dispatch | None
    nested: tuple[Dispatch, ...]
    calls: tuple[Call, ...]
    dispatches: int
    sentence: str

    @property
    def tree(self) -> tuple[Dispatch, ...]:
        """The root dispatch and those nested in it, in order of start."""
        return (self.dispatch, *self.nested) if self.dispatch else ()

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON-ready dict; the fixtures of the tests have this form."""
        return {
            "signals": [{"id": item.id, "name": item.name} for item in self.signals],
            "senders": [item.to_json() for item in self.senders],
            "connections": [item.to_json() for item in self.cards],
            "dispatch": self.dispatch.to_json() if self.dispatch else None,
            "nested": [item.to_json() for item in self.nested],
            "calls": [item.to_json() for item in self.calls],
            "dispatches": self.dispatches,
            "sentence": self.sentence,
        }


def word(state: CardState) -> str:
    """Return the word for a state; a connected card, which is at rest, has none."""
    return _WORDS.get(state, state)


def sender_id(label: str | None) -> str:
    """Return the id of a sender's node; ``None`` stands for any sender."""
    return f"sender:{label or ''}"


def error_to_json(error: Error | None) -> dict[str, Any] | None:
    """Return ``error`` as a JSON-ready dict, ``None`` for ``None``."""
    if error is None:
        return None
    return {
        "type": error.type,
        "message": error.message,
        "frames": list(error.frames),
    }
