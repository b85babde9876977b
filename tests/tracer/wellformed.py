"""What holds for every recording from which nothing was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.events import (
    DispatchEnded,
    DispatchStarted,
    ReceiverNotReached,
    ReceiverRaised,
    ReceiverReturned,
    ReceiverSkipped,
    ReceiverStarted,
)

if TYPE_CHECKING:
    from signal_viz.events import Event

Call = tuple[int, str]


def assert_well_formed(events: tuple[Event, ...]) -> None:
    """Assert that each dispatch and call begins and ends once, one inside the other."""
    assert [event.sequence for event in events] == list(range(len(events)))
    times = [event.time_ns for event in events]
    assert times == sorted(times)
    dispatches, ended = _dispatches(events)
    begun, over = _calls(events)
    for number, dispatch in dispatches.items():
        assert dispatch.sequence < ended[number]
        if dispatch.parent is None:
            assert (dispatch.depth, dispatch.parent_connection) == (0, None)
            continue
        assert dispatch.depth == dispatches[dispatch.parent].depth + 1
        assert dispatch.parent_connection is not None
        call = dispatch.parent, dispatch.parent_connection
        assert begun[call] < dispatch.sequence
        assert ended[number] < over[call]
    for call, start in begun.items():
        assert dispatches[call[0]].sequence < start < over[call]


def _dispatches(
    events: tuple[Event, ...],
) -> tuple[dict[int, DispatchStarted], dict[int, int]]:
    started: dict[int, DispatchStarted] = {}
    ended: dict[int, int] = {}
    latest: dict[str, int] = {}
    for event in events:
        if isinstance(event, DispatchStarted):
            # Two threads may send at once: which of them is counted first is luck.
            assert event.dispatch > latest.get(event.thread, 0)
            latest[event.thread] = event.dispatch
            assert event.dispatch not in started
            started[event.dispatch] = event
        elif isinstance(event, DispatchEnded):
            assert event.dispatch not in ended
            ended[event.dispatch] = event.sequence
    assert sorted(started) == list(range(1, len(started) + 1))
    assert started.keys() == ended.keys()
    return started, ended


def _calls(events: tuple[Event, ...]) -> tuple[dict[Call, int], dict[Call, int]]:
    begun: dict[Call, int] = {}
    over: dict[Call, int] = {}
    passed: set[Call] = set()
    for event in events:
        if isinstance(event, ReceiverSkipped | ReceiverNotReached):
            call = event.dispatch, event.connection
            assert call not in passed
            passed.add(call)
        elif isinstance(event, ReceiverStarted):
            call = event.dispatch, event.connection
            assert call not in begun
            begun[call] = event.sequence
        elif isinstance(event, ReceiverReturned | ReceiverRaised):
            call = event.dispatch, event.connection
            assert call not in over
            over[call] = event.sequence
    assert begun.keys() == over.keys()
    assert not passed & begun.keys()
    return begun, over
