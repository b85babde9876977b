from __future__ import annotations

import asyncio
import gc
import sys
import threading
import time
from typing import Any

import pytest
from django.dispatch import Signal

from signal_viz import telling
from signal_viz.trace import Trace, trace
from signal_viz.tracer import FULL
from tests.tracer.wellformed import assert_well_formed


class Order: ...


class Program:
    """Two signals whose receivers send, return, raise and wait."""

    def __init__(self) -> None:
        self.outer, self.inner = Signal(), Signal()
        self.receivers: list[Any] = [self.sending, self.failing, self.awaiting]
        for receiver in self.receivers:
            self.outer.connect(receiver)
        self.inner.connect(self.leaf)
        self.inner.connect(self.async_leaf)
        self.inner.connect(self.leaf, sender=Order)

    def sending(self, depth: int = 1, **_: object) -> None:
        self.inner.send_robust(sender=None)
        if depth:
            self.outer.send_robust(sender=None, depth=depth - 1)
        self.inner.send_robust(sender=Order)

    def failing(self, **_: object) -> None:
        raise ValueError

    async def awaiting(self, **_: object) -> None:
        await self.inner.asend(sender=None)
        await asyncio.sleep(0)

    def leaf(self, **_: object) -> None: ...

    async def async_leaf(self, **_: object) -> None:
        await asyncio.sleep(0)

    def run(self) -> None:
        self.outer.send_robust(sender=None)
        asyncio.run(self._awaited())

    async def _awaited(self) -> None:
        await asyncio.gather(
            self.outer.asend_robust(sender=None, depth=0),
            self.inner.asend(sender=Order),
        )


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Program:
    """Quiet: what robust sends log is not looked at here."""
    monkeypatch.setattr(
        "django.dispatch.dispatcher.logger.disabled", True
    )  # monkeypatch takes a value
    return Program()


def test_everything_stands_in_its_place(program: Program) -> None:
    with trace(program.outer, program.inner) as recording:
        program.run()

    assert_well_formed(recording.events)
    assert max(dispatch.depth for dispatch in recording.dispatches) == 2


@pytest.mark.parametrize("ticks", [1, 7, 10**9])
def test_a_coarse_clock_puts_nothing_in_the_wrong_place(
    program: Program, monkeypatch: pytest.MonkeyPatch, ticks: int
) -> None:
    # In a browser the clock stands still for a while; here for so many looks at it.
    looks = iter(range(10**9))

    def clock() -> int:
        return next(looks) // ticks * 1_000

    for name, module in list(sys.modules.items()):
        if name.startswith("signal_viz.") and hasattr(module, "perf_counter_ns"):
            monkeypatch.setattr(module, "perf_counter_ns", clock)
    with trace(program.outer, program.inner) as recording:
        program.outer.send_robust(sender=None)

    assert_well_formed(recording.events)


def test_a_look_at_any_time_gives_the_same_events(program: Program) -> None:
    looked: list[Any] = []
    with (
        Trace(program.outer, program.inner) as live,
        trace(program.outer, program.inner) as quiet,
    ):
        live._feed.wake = lambda: looked.extend(live.advance())
        program.outer.send_robust(sender=None)
        live._feed.wake = None
        looked += live.advance()

    assert_well_formed(quiet.events)
    assert_well_formed(tuple(looked))
    assert [(event.kind, getattr(event, "connection", None)) for event in looked] == [
        (event.kind, getattr(event, "connection", None)) for event in quiet.events
    ]


def test_a_look_at_a_part_puts_nothing_in_the_wrong_place(program: Program) -> None:
    with trace(program.outer, program.inner) as recording:
        for _ in range(3):
            program.outer.send_robust(sender=None)
        before = recording.waiting
        looks = 0
        while recording.waiting:
            recording.advance(1)
            looks += 1

    assert 1 < looks <= before
    assert_well_formed(recording.events)
    assert [item.state for item in recording.dispatches if not item.depth] == (
        ["returned"] * 3
    )


def test_a_look_from_another_thread_at_any_time_puts_nothing_in_the_wrong_place(
    program: Program,
) -> None:
    over = threading.Event()

    with trace(program.outer, program.inner) as recording:

        def looking() -> None:
            while not over.is_set():
                recording.advance()

        thread = threading.Thread(target=looking)
        thread.start()
        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            for _ in range(20):
                program.outer.send_robust(sender=None)
        finally:
            sys.setswitchinterval(before)
            over.set()
            thread.join()

    assert_well_formed(recording.events)
    assert len([item for item in recording.dispatches if item.depth == 0]) == 20


def test_what_happens_while_somebody_looks_is_told_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outer, inner = Signal(), Signal()
    begun, go_on = threading.Event(), threading.Event()

    def sending(**_: object) -> None:
        begun.set()
        go_on.wait(10)
        inner.send(sender=None)

    outer.connect(sending)
    with Trace(outer, inner) as recording:
        thread = threading.Thread(target=outer.send, kwargs={"sender": None})
        thread.start()
        begun.wait(10)
        real = recording._stream._tell_open

        def tell_open(*args: Any) -> None:
            # What waited was taken out just now; the program ends meanwhile.
            monkeypatch.undo()
            go_on.set()
            thread.join()
            real(*args)

        monkeypatch.setattr(recording._stream, "_tell_open", tell_open)
        first = recording.advance()

    assert [event.kind for event in first] == ["dispatch_started", "receiver_started"]
    assert_well_formed(recording.events)
    assert [item.depth for item in recording.dispatches] == [0, 1]


def test_a_send_by_the_garbage_collector_disturbs_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signal = Signal()

    class Dying:
        def __del__(self) -> None:
            signal.send(sender=Dying)

    def receiver(**_: object) -> None: ...

    signal.connect(receiver)
    with trace(signal) as recording:
        real = telling.Telling.tell

        def tell(self: Any, now: int) -> None:
            monkeypatch.undo()
            Dying()
            recording.events  # noqa: B018  # and somebody looks, just now
            real(self, now)

        signal.send(sender=Order)
        monkeypatch.setattr(telling.Telling, "tell", tell)
        recording.advance()

    assert_well_formed(recording.events)
    labels = [item.sender.label for item in recording.dispatches]
    assert labels == ["Order", "Dying"]


def test_a_busy_recording_does_not_hold_a_send_up() -> None:
    signal = Signal()
    with Trace(signal) as recording:
        held, free = threading.Event(), threading.Event()

        def holding() -> None:
            with recording._lock:
                held.set()
                free.wait(10)

        thread = threading.Thread(target=holding)
        thread.start()
        held.wait(10)
        began = time.monotonic()
        for _ in range(FULL + 10):
            signal.send(sender=None)
        took = time.monotonic() - began
        free.set()
        thread.join()

        assert took < 9
        # It is asked again, and sheds what is too much.
        signal.send(sender=None)
        assert len(recording._feed.items) < FULL


def test_two_recordings_of_one_program_are_the_same(program: Program) -> None:
    def told(recording: Any) -> list[Any]:
        shown = []
        for event in recording.events:
            fields = {name: getattr(event, name) for name in type(event).__slots__}
            for name in ("duration_ns", "error", "responses"):
                fields.pop(name, None)
            shown.append((event.kind, fields))
        return shown

    # Before Django 6.1 what it awaits runs beside what runs in a thread.
    program.outer.disconnect(program.awaiting)
    runs = []
    for _ in range(2):
        with trace(program.outer, program.inner) as recording:
            program.outer.send_robust(sender=None)
            program.outer.send_robust(sender=Order)
        runs.append(told(recording))

    assert runs[0] == runs[1]


def test_what_began_before_the_recording_is_not_in_it(program: Program) -> None:
    with trace(program.inner) as recording:
        program.outer.send_robust(sender=None)

    assert {item.signal for item in recording.dispatches} == {"signal"}
    assert {item.depth for item in recording.dispatches} == {0}
    assert_well_formed(recording.events)


def test_dispatches_that_never_end_are_forgotten_at_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("signal_viz.stream._MOST_OPEN", 10)
    signal = Signal()

    async def forever(**_: object) -> None:
        await asyncio.Event().wait()

    signal.connect(forever)

    async def main() -> None:
        tasks = [asyncio.ensure_future(signal.asend(sender=None)) for _ in range(50)]
        await asyncio.sleep(0.01)
        recording.advance()
        assert len(recording._stream._open) == 10
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    with Trace(signal) as recording:
        asyncio.run(main())
        signal.disconnect(forever)
        signal.send(sender=None)

    assert len(recording.dispatches) == 51
    assert recording.dispatches[-1].state == "returned"


@pytest.fixture(autouse=True)
def _no_garbage() -> Any:
    """An endless receiver leaves cycles; they are not another test's."""
    yield
    gc.collect()
