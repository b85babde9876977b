"""What a recording says, in words that an assertion can hold against the fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz import events

if TYPE_CHECKING:
    from signal_viz.dispatches import Call, Dispatch
    from signal_viz.events import Event
    from signal_viz.recording import Recording


def states(dispatch: Dispatch) -> list[str]:
    """Return receiver and state of each call, called ones first."""
    return [
        f"{call.receiver} {call.state.replace('_', ' ')}" for call in dispatch.calls
    ]


def heard(recording: Recording) -> list[list[str]]:
    """Return who was called, in the order of calling, for each dispatch."""
    return [
        [call.receiver for call in dispatch.calls if call.thread is not None]
        for dispatch in recording.dispatches
    ]


def call(recording: Recording, receiver: str) -> Call:
    """Return the only call of a receiver in a recording."""
    (found,) = (
        each
        for dispatch in recording.dispatches
        for each in dispatch.calls
        if each.receiver == receiver
    )
    return found


def story(recording: Recording) -> list[str]:
    """Return what happened, one short sentence for each event.

    >>> from django.dispatch import Signal
    >>> from signal_viz import trace
    >>> order_paid = Signal()
    >>> def mail(**_): ...
    >>> with trace(order_paid) as recording:
    ...     order_paid.connect(mail)
    ...     _ = order_paid.send(sender=None)
    >>> story(recording)
    ['mail connected', 'send', 'mail starts', 'mail returns', 'end']
    """
    names = {item.id: item.receiver for item in recording.snapshot.connections}
    told = []
    for event in recording.events:
        if isinstance(event, events.Connected):
            names[event.connection.id] = event.connection.receiver
        told.append(_sentence(event, names))
    return told


_VERBS: dict[type[Event], str] = {
    events.Disconnected: "disconnected",
    events.ReceiverSkipped: "filtered",
    events.ReceiverStarted: "starts",
    events.ReceiverReturned: "returns",
    events.ReceiverNotReached: "not reached",
}


def _sentence(event: Event, names: dict[str, str]) -> str:
    if isinstance(event, events.DispatchStarted):
        return event.method
    if isinstance(event, events.DispatchEnded):
        return "end" if event.error is None else f"end with {event.error.type}"
    if isinstance(event, events.Connected):
        return f"{event.connection.receiver} connected"
    name = names[getattr(event, "connection", "")]
    if isinstance(event, events.ReceiverRaised):
        return f"{name} raises {event.error.type}"
    if isinstance(event, events.Collected):
        whose = "" if event.cause == "receiver" else f"{event.cause} of "
        return f"{whose}{name} collected"
    return f"{name} {_VERBS[type(event)]}"
