"""The recordings of the latest requests, kept by the middleware."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from signal_viz import events as kinds
from signal_viz.clip import clip
from signal_viz.recording import Recording
from signal_viz.registry import Snapshot

if TYPE_CHECKING:
    from signal_viz.events import Event
    from signal_viz.trace import Trace

MOST = 50
"""Requests that are kept."""
_MOST_EVENTS = 100_000
"""Events that they hold together; older requests make room."""
_PATH = 200
_RAN = ("running", "returned", "raised")


@dataclass(frozen=True, slots=True)
class Counts:
    """What a request dispatched, in numbers.

    Args:
        dispatches: how many there were, those inside others included.
        receivers: how many times a receiver ran.
        raised: how many of them raised.
        duration_ns: how long the dispatches took together.
    """

    dispatches: int
    receivers: int
    raised: int
    duration_ns: int

    def __str__(self) -> str:
        """Return them in words: ``"2 dispatches, 3 receivers ran, 1 raised"``."""
        sent = "1 dispatch" if self.dispatches == 1 else f"{self.dispatches} dispatches"
        ran = "1 receiver" if self.receivers == 1 else f"{self.receivers} receivers"
        raised = f", {self.raised} raised" if self.raised else ""
        return f"{sent}, {ran} ran{raised}"


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request, and what it dispatched.

    Args:
        method: ``"GET"``, …
        path: what was asked for, shortened.
        status: the status of the response.
        recording: what happened; of the signals that were sent, and of no others.
        counts: the same in numbers.
    """

    method: str
    path: str
    status: int
    recording: Recording
    counts: Counts

    def __str__(self) -> str:
        """Return it in a line: ``"GET /orders/ 200: 1 dispatch, 2 receivers ran"``."""
        return f"{self.method} {self.path} {self.status}: {self.counts}"


class Latest:
    """The latest requests that dispatched something: at most :data:`MOST`."""

    def __init__(self) -> None:
        self._kept: deque[RecordedRequest] = deque(maxlen=MOST)

    def all(self) -> tuple[RecordedRequest, ...]:
        """Return them, the newest one last."""
        return tuple(self._kept)

    def add(self, request: RecordedRequest) -> None:
        """Keep one more."""
        self._kept.append(request)
        events = sum(len(item.recording.events) for item in self.all())
        while events > _MOST_EVENTS and len(self._kept) > 1:
            events -= len(self._kept.popleft().recording.events)


latest = Latest()
"""The requests of this process."""


def recorded(method: str, path: str, status: int, trace: Trace) -> RecordedRequest:
    """Return what is kept of a request.

    Args:
        method: of the request.
        path: what was asked for.
        status: of the response.
        trace: a recording that has ended.
    """
    recording = _sent_only(trace)
    found = recording.dispatches
    calls = [call for item in found for call in item.calls if call.state in _RAN]
    counts = Counts(
        dispatches=len(found),
        receivers=len(calls),
        raised=sum(call.error is not None for call in calls),
        duration_ns=sum(item.duration_ns or 0 for item in found if item.parent is None),
    )
    return RecordedRequest(
        clip(method, _PATH), clip(path, _PATH), status, recording, counts
    )


def _sent_only(recording: Recording) -> Recording:
    """Return a recording without the signals that nobody sent."""
    events = recording.events
    sent = {item.signal for item in events if isinstance(item, kinds.DispatchStarted)}
    before = _part(recording.snapshot, sent)
    known = {item.id for item in before.connections}
    found: list[Event] = []
    for event in events:
        if isinstance(event, kinds.Dropped):
            found.append(replace(event, snapshot=_part(event.snapshot, sent)))
        elif isinstance(event, kinds.Connected):
            if event.connection.signal in sent:
                known.add(event.connection.id)
                found.append(event)
        elif isinstance(event, kinds.Disconnected | kinds.Collected):
            if event.connection in known:
                found.append(event)
        else:
            found.append(event)
    return Recording(before, found)


def _part(snapshot: Snapshot, signals: set[str]) -> Snapshot:
    return Snapshot(
        tuple(item for item in snapshot.signals if item.id in signals),
        tuple(item for item in snapshot.connections if item.signal in signals),
    )
