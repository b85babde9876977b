"""Time the same work bare and watched, in turns, and compare neighbours.

One clock and one way for every part of the benchmark. Each turn starts from the
same state: what the turn before left behind has been collected, and the recording
is new. The garbage collector is on, as it is for a user; how much of the time is
its is measured as well.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple, Self

ROUNDS = 11
TURN = 0.006
"""Seconds of one turn, about."""
CLOCK = (
    time.process_time
    if time.get_clock_info("process_time").resolution < TURN / 1000
    else time.perf_counter
)
"""The processor's time: nothing here waits, and other programs do not count in it.
Where that clock ticks too slowly (Windows), the time on the wall."""

Loop = Callable[[int], object]
"""Dispatches so many times."""


class Paired(NamedTuple):
    """What watching costs one dispatch."""

    bare: float
    """Median of the seconds of one bare dispatch."""
    extra: float
    """Median of the seconds that watching adds to it."""
    ratio: float
    """Median of the ratios, each of two neighbouring turns."""
    collecting: tuple[float, float]
    """The garbage collector's share of the time, bare and watched."""


class _Turn(NamedTuple):
    seconds: float
    collecting: float
    """Seconds of them that the garbage collector took."""


def paired(
    bare: Loop,
    watching: Callable[[], AbstractContextManager[Loop]],
    *,
    most: int,
    rounds: int = ROUNDS,
    turn: float = TURN,
) -> Paired:
    """Compare ``bare`` with what ``watching`` gives.

    Args:
        bare: dispatches unwatched.
        watching: watches while its block runs, and gives what dispatches there; entered
            anew for each turn.
        most: dispatches that a turn may have at most.
        rounds: how often each is timed; bare and watched take turns, so that a
            machine that changes its speed changes it for both.
        turn: seconds of one turn, about.
    """
    bare_times = _warm_up(bare, turn, most)
    with watching() as watched:
        watched_times = _warm_up(watched, turn, most)
    pairs = []
    for _ in range(rounds):
        before = _timed(bare, bare_times, most)
        with watching() as watched:
            pairs.append((before, _timed(watched, watched_times, most)))
    return Paired(
        statistics.median(before.seconds for before, _ in pairs),
        statistics.median(after.seconds - before.seconds for before, after in pairs),
        statistics.median(after.seconds / before.seconds for before, after in pairs),
        (
            _share([before for before, _ in pairs]),
            _share([after for _, after in pairs]),
        ),
    )


def _share(turns: list[_Turn]) -> float:
    return sum(each.collecting for each in turns) / sum(each.seconds for each in turns)


def _warm_up(loop: Loop, turn: float, most: int) -> int:
    """Return how many dispatches take ``turn`` seconds."""
    times = 1
    while True:
        begun = CLOCK()
        loop(times)
        spent = CLOCK() - begun
        if spent >= turn / 2 or times == most:
            return min(most, max(1, round(times * turn / spent)))
        times = min(most, times * 2)


def _timed(loop: Loop, times: int, most: int) -> _Turn:
    """Return the seconds of one dispatch, out of ``times``."""
    # What the turn before left behind is not for this one to collect.
    gc.collect()
    # Python specialises code anew after a tool came or went.
    loop(min(most - 1, max(1, times // 10)))
    with _Collecting() as collecting:
        begun = CLOCK()
        loop(times)
        spent = CLOCK() - begun
    return _Turn(spent / times, collecting.seconds / times)


class _Collecting:
    """Adds up the seconds that the garbage collector takes."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._begun = 0.0

    def __enter__(self) -> Self:
        gc.callbacks.append(self._heard)
        return self

    def __exit__(self, *_: object) -> None:
        gc.callbacks.remove(self._heard)

    def _heard(self, phase: str, _: object) -> None:
        if phase == "start":
            self._begun = CLOCK()
        else:
            self.seconds += CLOCK() - self._begun
