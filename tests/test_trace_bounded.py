"""A recording stays small, says what it left out, and can be replayed."""

from __future__ import annotations

import asyncio
import functools
import gc
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.dispatch import Signal

import signal_viz as sv
from signal_viz import replay
from signal_viz.events import DispatchStarted, Dropped
from signal_viz.record import DispatchRecord
from signal_viz.recording import from_json
from signal_viz.registry import registry
from signal_viz.trace import FIRST, LATEST
from signal_viz.tracer import FULL

if TYPE_CHECKING:
    from signal_viz.recording import Recording

SENDS = 60_000


def receiver(**_: object) -> None: ...


def other(**_: object) -> None: ...


def long_recording(sends: int = SENDS) -> tuple[Signal, Recording]:
    signal = Signal()
    signal.connect(receiver)
    signal.connect(other)
    with sv.trace(signal) as recording:
        for number in range(sends):
            if number == sends // 3:
                signal.disconnect(other)
                signal.connect(other)
            signal.send(sender=None, number=number)
        assert recording.events
    return signal, recording


@pytest.fixture(scope="module")
def long() -> tuple[Signal, Recording]:
    return long_recording()


def test_the_first_and_the_latest_are_kept(long: tuple[Signal, Recording]) -> None:
    _, recording = long

    numbers = [int(item.arguments["number"]) for item in recording.dispatches]

    assert numbers[:100] == list(range(100))
    assert numbers[-1_000:] == list(range(SENDS - 1_000, SENDS))
    assert len(recording.events) <= FIRST + 1 + LATEST
    assert len(recording.events) > LATEST // 2


def test_what_was_left_out_is_counted(long: tuple[Signal, Recording]) -> None:
    _, recording = long

    (gap,) = [event for event in recording.events if isinstance(event, Dropped)]
    kept = [event for event in recording.events if isinstance(event, DispatchStarted)]

    # Six events a send, and the two of the receiver that was connected anew.
    assert gap.events == recording.dropped
    assert gap.events + len(recording.events) - 1 == 6 * SENDS + 2
    assert gap.dispatches + len(kept) == SENDS
    assert recording.events.index(gap) == FIRST


def test_the_numbers_jump_by_what_was_left_out(long: tuple[Signal, Recording]) -> None:
    _, recording = long
    place = next(
        place
        for place, event in enumerate(recording.events)
        if isinstance(event, Dropped)
    )
    gap = recording.events[place]
    assert isinstance(gap, Dropped)

    before, after = recording.events[:place], recording.events[place + 1 :]

    assert [event.sequence for event in before] == list(range(FIRST))
    assert gap.sequence == FIRST
    begin = FIRST + gap.events
    assert [event.sequence for event in after] == list(range(begin, begin + len(after)))
    dispatches = [item.number for item in recording.dispatches]
    assert dispatches[-1] == SENDS


def test_what_was_left_out_can_be_replayed_over(
    long: tuple[Signal, Recording],
) -> None:
    signal, recording = long

    state = replay.state(recording.snapshot, recording.events)

    shown = [(card.connection.receiver, card.connection.id) for card in state.cards]
    assert shown == [("receiver", "c1"), ("other", "c3")]
    assert [name for name, _ in shown] == [item.receiver for item in registry(signal)]
    assert state.dispatches == SENDS
    assert state.dispatch is not None
    assert state.dispatch.status == "returned"
    assert [card.state for card in state.cards] == ["returned", "returned"]


def test_it_survives_json(long: tuple[Signal, Recording]) -> None:
    _, recording = long

    assert from_json(recording.to_json()).events == recording.events


@pytest.mark.parametrize("sends", [FULL // 3, FULL // 3 + 1])
def test_the_latest_are_many_wherever_the_program_ends(sends: int) -> None:
    _, recording = long_recording(2 * sends + 1)

    assert len(recording.events) > LATEST // 2
    assert recording.dispatches[-1].arguments["number"] == str(2 * sends)


def test_memory_stays_flat() -> None:
    signal = Signal()
    signal.connect(receiver)
    blocks = []
    with sv.trace(signal):
        for _ in range(5):
            for _ in range(FULL // 2):
                signal.send(sender=None)
            gc.collect()
            blocks.append(sys.getallocatedblocks())

    # The first rounds fill what is kept, and the last ones add nothing to it.
    assert abs(blocks[4] - blocks[3]) < 0.05 * FULL


def test_many_connections_that_come_and_go_take_no_memory() -> None:
    signal = Signal()
    with sv.trace(signal) as recording:
        for number in range(FULL):
            signal.connect(receiver, dispatch_uid=number + 1)
            signal.disconnect(dispatch_uid=number + 1)
            assert len(feed_of(recording)) <= FULL + 1
        assert len(recording.events) <= FIRST + 1 + LATEST
        signal.connect(receiver)
        signal.send(sender=None)
        assert recording.dispatches[-1].calls[0].receiver == "receiver"
        assert len(numbers_of(recording)) < FULL // 2

    state = replay.state(recording.snapshot, recording.events)
    assert [card.connection.receiver for card in state.cards] == ["receiver"]


def feed_of(recording: Any) -> Any:
    """Return what waits to be told."""
    return recording._feed.items


def numbers_of(recording: Any) -> Any:
    """Return the connections that are known by a number."""
    return recording._stream._numbers


def test_an_open_dispatch_is_not_lost_in_the_gap() -> None:
    outer, inner = Signal(), Signal()

    def sending(**_: object) -> None:
        for number in range(FULL):
            inner.send(sender=None, number=number)

    outer.connect(sending)
    inner.connect(receiver)
    with sv.trace(outer, inner) as recording:
        outer.send(sender=None)
        inner.send(sender=None)

    first, *_, alone = recording.dispatches
    assert (first.number, first.state, first.depth) == (1, "returned", 0)
    assert first.calls[0].state == "returned"
    nested = recording.dispatches[1:-1]
    assert {item.parent for item in nested} == {first.number}
    assert (alone.depth, alone.parent, alone.number) == (0, None, FULL + 2)


def test_what_is_kept_does_not_begin_inside_a_dispatch_that_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.modules["signal_viz.trace"], "LATEST", 10 * FULL)
    outer, inner = Signal(), Signal()

    def sending(**_: object) -> None:
        inner.send(sender=Signal)
        inner.send(sender=Signal)

    outer.connect(sending)
    inner.connect(receiver)
    # Six places in the feed each: what is thrown away ends inside one of them.
    with sv.trace(outer, inner) as recording:
        for _ in range(FULL // 4):
            outer.send(sender=None)

    assert recording.dropped > 0
    nested = [item for item in recording.dispatches if item.sender.label == "Signal"]
    assert {item.depth for item in nested} == {1}


def test_a_thousand_receivers_are_one_dispatch() -> None:
    signal = Signal()
    receivers = [functools.partial(receiver) for _ in range(1_000)]
    for each in receivers:
        signal.connect(each)

    with sv.trace(signal) as recording:
        signal.send(sender=None)

    (dispatch,) = recording.dispatches
    assert [call.state for call in dispatch.calls] == ["returned"] * 1_000


def test_fifty_watchers_see_the_same() -> None:
    signal = Signal()
    signal.connect(receiver)
    recordings = [sv.trace(signal) for _ in range(50)]

    signal.send(sender=None)

    for recording in recordings:
        recording.stop()
        assert [event.kind for event in recording.events] == [
            "dispatch_started",
            "receiver_started",
            "receiver_returned",
            "dispatch_ended",
        ]
    assert type(signal) is Signal


def test_what_is_not_recorded_takes_no_room() -> None:
    signal = Signal()
    signal.connect(receiver)
    with sv.trace(signal, senders=[Signal]) as recording:
        for sender in [Signal] * 2_000 + [None] * FULL:
            signal.send(sender=sender)

    assert (len(recording.dispatches), recording.dropped) == (2_000, 0)


@pytest.mark.parametrize("method", ["send", "asend"])
def test_what_is_let_go_needs_no_garbage_collector(method: str) -> None:
    signal = Signal()

    async def push(**_: object) -> None: ...

    signal.connect(receiver if method == "send" else push)

    async def send_all() -> None:
        for _ in range(100):
            sent = getattr(signal, method)(sender=None)
            if method == "asend":
                await sent

    with sv.trace(signal) as recording:
        asyncio.run(send_all())
        gc.collect()
        gc.disable()
        try:
            asyncio.run(send_all())
            recording.advance()
            held = [item for item in gc.get_objects() if type(item) is DispatchRecord]
        finally:
            gc.enable()

    assert held == []
