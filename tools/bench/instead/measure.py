"""Time bare Django and one tool in turns, on each work."""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
from typing import TYPE_CHECKING

from tools.bench.instead.case import RECEIVERS, WORKS, Case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.bench.instead.case import Work
    from tools.bench.instead.tool import Watching

ROUNDS = 25
TURN = 0.006
"""Seconds of one timing, about."""
CLOCK = (
    time.process_time
    if time.get_clock_info("process_time").resolution < TURN / 1000
    else time.perf_counter
)
"""The processor's time: nothing here waits, and other programs do not count in it.
Where that clock ticks too slowly (Windows), the time on the wall."""


def measured(
    watching: Watching,
    *,
    asend: bool,
    works: Sequence[Work] = WORKS,
    rounds: int = ROUNDS,
    turn: float = TURN,
) -> dict[str, tuple[float, float]]:
    """Return bare seconds of one dispatch and what watching multiplies them by.

    Args:
        watching: switches the tool on and off.
        asend: whether the tool knows async receivers; else such works are left out.
        works: what to dispatch.
        rounds: how often each is timed; bare and watched take turns, so that a
            machine that changes its speed changes it for both.
        turn: seconds of one timing, about.

    Returns:
        The median of the bare times and the median of the ratios, each ratio of
        two neighbouring turns; by the title of the work.

    Raises:
        RuntimeError: the tool recorded nothing, so that its time means nothing.
    """
    with asyncio.Runner() as runner:
        return {
            work.title: _compare(work, watching, runner, rounds, turn)
            for work in works
            if asend or work.kind != "async"
        }


def _compare(
    work: Work, watching: Watching, runner: asyncio.Runner, rounds: int, turn: float
) -> tuple[float, float]:
    case = Case(work, RECEIVERS[work.kind])
    bare, ratios = [], []
    bare_times = _warm_up(case, runner, turn)
    with watching(case) as seen:
        watched_times = _warm_up(seen.case, runner, turn)
        if not seen.recorded():
            raise RuntimeError(f"it recorded nothing of {work.title}")
    for _ in range(rounds):
        bare.append(_timed(case, runner, bare_times))
        with watching(case) as seen:
            ratios.append(_timed(seen.case, runner, watched_times) / bare[-1])
    return statistics.median(bare), statistics.median(ratios)


def _timed(case: Case, runner: asyncio.Runner, times: int) -> float:
    """Return the seconds of one dispatch, out of ``times``."""
    # What the turn before left behind is not for this one to collect. A few
    # calls first: Python specialises code anew after a tool came or went.
    gc.collect()
    case.send(max(1, times // 10), runner)
    begun = CLOCK()
    case.send(times, runner)
    return (CLOCK() - begun) / times


def _warm_up(case: Case, runner: asyncio.Runner, turn: float) -> int:
    """Return how many dispatches take ``turn`` seconds."""
    times = 1
    while True:
        begun = CLOCK()
        case.send(times, runner)
        spent = CLOCK() - begun
        if spent >= turn / 2:
            return max(1, round(times * turn / spent))
        times *= 2
