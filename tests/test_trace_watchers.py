"""Many watchers of one signal and many receivers: each recording is right."""

from __future__ import annotations

import asyncio
import functools
import random
from contextvars import ContextVar

import pytest
from django.dispatch import Signal

import signal_viz as sv
from signal_viz.trace import Trace
from signal_viz.tracer import is_watched

WATCHERS = 50


def receiver(**_: object) -> None: ...


@pytest.mark.parametrize("seed", range(3))
def test_fifty_watchers_stop_in_any_order(seed: int) -> None:
    signal = Signal()
    signal.connect(receiver)
    recordings = [sv.trace(signal) for _ in range(WATCHERS)]
    leaving = list(enumerate(recordings))
    random.Random(seed).shuffle(leaving)  # noqa: S311 -- the same order at each run

    for number, (_, recording) in enumerate(leaving):
        signal.send(sender=None, number=number)
        assert is_watched(signal)
        recording.stop()
    signal.send(sender=None, number=WATCHERS)

    for number, (_, recording) in enumerate(leaving):
        seen = [int(item.arguments["number"]) for item in recording.dispatches]
        assert seen == list(range(number + 1))
        assert {item.state for item in recording.dispatches} == {"returned"}
    assert not is_watched(signal)
    assert type(signal) is Signal


def test_watchers_come_while_others_go() -> None:
    signal = Signal()
    signal.connect(receiver)
    running: list[Trace] = []
    done: list[tuple[int, Trace]] = []

    for number in range(WATCHERS):
        running.append(sv.trace(signal))
        signal.send(sender=None, number=number)
        if number % 3 == 2:
            leaver = running.pop(len(running) // 2)
            leaver.stop()
            done.append((number, leaver))
    for recording in running:
        recording.stop()
        done.append((WATCHERS - 1, recording))

    assert len(done) == WATCHERS
    for last, recording in done:
        seen = [int(item.arguments["number"]) for item in recording.dispatches]
        assert seen == list(range(seen[0], last + 1))
    assert type(signal) is Signal


async def waiting(**_: object) -> None: ...


def test_a_thousand_async_receivers_are_one_dispatch() -> None:
    signal = Signal()
    receivers = [functools.partial(waiting) for _ in range(1_000)]
    for each in receivers:
        signal.connect(each)

    with sv.trace(signal) as recording:
        answers = asyncio.run(signal.asend(sender=None))

    assert [answer[0] for answer in answers] == receivers
    (dispatch,) = recording.dispatches
    assert [call.state for call in dispatch.calls] == ["returned"] * 1_000


def test_a_watcher_with_senders_of_its_own_does_not_fill_for_another() -> None:
    signal = Signal()
    signal.connect(receiver)
    mine, other = type("Mine", (), {}), type("Other", (), {})

    with (
        sv.trace(signal, senders=[mine]) as some,
        sv.trace(signal) as every,
    ):
        for number in range(30_000):
            signal.send(sender=mine if number == 0 else other)

    assert len(some.dispatches) == 1
    assert some.dropped == 0
    assert every.dropped > 0


def test_a_watcher_may_choose_by_where_it_is_sent() -> None:
    signal = Signal()
    signal.connect(receiver)
    inside = ContextVar("inside", default=False)

    with (
        Trace(signal, only=inside.get) as some,
        Trace(signal, senders=["here"], only=inside.get) as fewer,
        sv.trace(signal) as every,
    ):
        for chosen in (False, True, False, True):
            inside.set(chosen)
            signal.send(sender="here")
            signal.send(sender="there")

    counts = [len(item.dispatches) for item in (some, fewer, every)]
    assert counts == [4, 2, 8]
