"""Bare and watched are timed alike, in turns that are as large for each."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from signal_viz.trace import trace
from signal_viz.tracer import FULL
from tools.bench import paired as clock
from tools.bench.case import Case, Work
from tools.bench.dispatch import WORKS
from tools.bench.paired import Loop, paired


class Ticks:
    """A clock that goes on by as many seconds as the work says it takes."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def takes(self, seconds: float) -> Loop:
        def loop(times: int) -> None:
            self.now += times * seconds

        return loop


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> Ticks:
    ticks = Ticks()
    monkeypatch.setattr(clock, "CLOCK", ticks)
    return ticks


def test_the_ratio_is_the_median_of_neighbours(ticks: Ticks) -> None:
    # The machine gets slower all the time, and one turn is disturbed.
    speed = iter([1, 1, 2, 4, 8])
    now = [1]

    def slow(seconds: float) -> Loop:
        def loop(times: int) -> None:
            ticks.now += times * seconds * now[0]

        return loop

    @contextmanager
    def watched() -> Iterator[Loop]:
        yield slow(9 if now[0] == 4 else 3)
        now[0] = next(speed)

    cost = paired(slow(2), watched, most=1, rounds=4, turn=1)

    assert cost.ratio == pytest.approx(1.5)
    assert cost.bare == pytest.approx(3)


def test_what_watching_adds_is_told_in_seconds(ticks: Ticks) -> None:
    @contextmanager
    def watched() -> Iterator[Loop]:
        yield ticks.takes(5)

    assert paired(ticks.takes(2), watched, most=9, rounds=3, turn=20).extra == 3


def test_a_turn_is_as_long_as_it_should_be_but_has_room(ticks: Ticks) -> None:
    seen = []

    def loop(times: int) -> None:
        seen.append(times)
        ticks.now += times

    @contextmanager
    def watched() -> Iterator[Loop]:
        yield ticks.takes(1)

    paired(loop, watched, most=500, rounds=1, turn=100)
    assert seen[-2:] == [10, 100]  # a tenth first, which the clock does not see
    paired(loop, watched, most=30, rounds=1, turn=100)
    assert seen[-2:] == [3, 30]


def test_the_share_of_the_garbage_collector_is_measured() -> None:
    def idle(_: int) -> None:
        sum(range(100_000))

    def collect(_: int) -> None:
        gc.collect()

    @contextmanager
    def watched() -> Iterator[Loop]:
        yield collect

    before = list(gc.callbacks)
    cost = paired(idle, watched, most=1, rounds=1, turn=1e-5)

    assert cost.collecting[0] < cost.collecting[1] <= 1
    assert gc.callbacks == before


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.title)
def test_no_turn_is_so_long_that_the_trace_throws_any_of_it_away(work: Work) -> None:
    case = Case(work)
    with asyncio.Runner() as runner, trace(case.signal) as recording:
        case.loop(runner)(min(work.most - 1, max(1, work.most // 10)))
        case.loop(runner)(work.most)

        assert recording._feed.weight <= FULL
        assert recording._first == []
