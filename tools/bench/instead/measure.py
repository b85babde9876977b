"""Time bare Django and one tool in turns, on each work."""

from __future__ import annotations

import asyncio
import gc
import statistics
from time import perf_counter
from typing import TYPE_CHECKING

from tools.bench.instead.case import RECEIVERS, WORKS, Case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.bench.instead.case import Work
    from tools.bench.instead.tool import Watching

ROUNDS = 11
TURN = 0.015
"""Seconds of one timing, about."""


def measured(
    watching: Watching,
    *,
    asend: bool,
    works: Sequence[Work] = WORKS,
    rounds: int = ROUNDS,
    turn: float = TURN,
) -> dict[str, tuple[float, float]]:
    """Return the median seconds of one dispatch, bare and watched, by work's title.

    Args:
        watching: switches the tool on and off.
        asend: whether the tool knows async receivers; else such works are left out.
        works: what to dispatch.
        rounds: how often each is timed; bare and watched take turns, so that a
            machine that changes its speed changes it for both.
        turn: seconds of one timing, about.

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
    bare, watched = [], []
    bare_times = _warm_up(case, runner, turn)
    with watching(case) as seen:
        watched_times = _warm_up(seen.case, runner, turn)
        if not seen.recorded():
            raise RuntimeError(f"it recorded nothing of {work.title}")
    for _ in range(rounds):
        bare.append(_timed(case, runner, bare_times))
        with watching(case) as seen:
            watched.append(_timed(seen.case, runner, watched_times))
    return statistics.median(bare), statistics.median(watched)


def _timed(case: Case, runner: asyncio.Runner, times: int) -> float:
    """Return the seconds of one dispatch, out of ``times``."""
    # What the turn before left behind is not for this one to collect. A few
    # calls first: Python specialises code anew after a tool came or went.
    gc.collect()
    case.send(max(1, times // 10), runner)
    begun = perf_counter()
    case.send(times, runner)
    return (perf_counter() - begun) / times


def _warm_up(case: Case, runner: asyncio.Runner, turn: float) -> int:
    """Return how many dispatches take ``turn`` seconds."""
    times = 1
    while True:
        begun = perf_counter()
        case.send(times, runner)
        spent = perf_counter() - begun
        if spent >= turn / 2:
            return max(1, round(times * turn / spent))
        times *= 2
