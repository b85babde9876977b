"""What one receiver call costs, however many there are in a dispatch."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from typing import TYPE_CHECKING

from signal_viz.trace import trace
from tools.bench import tables
from tools.bench.case import Case, Work
from tools.bench.paired import TURN
from tools.bench.tables import Table
from tools.bench.traced import cost

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = (10, 100, 1000)
MANY = 9_000
"""The most that a recording can take twice before it throws anything away: at the
first dispatch the receivers are looked up, which the others find done. With async
receivers so many fill the memory that the garbage collector decides."""
WORKS = (
    *(Work("send", size) for size in (*SIZES, MANY)),
    *(Work("asend", size) for size in SIZES),
)
ROUNDS = 7
"""Fewer than elsewhere: it takes its time to begin to watch thousands of receivers."""
TITLE = """\
One receiver call: the time of a dispatch, and the memory of its record until somebody
looks at it, each divided by the number of receivers."""


def table(
    works: Sequence[Work] = WORKS, rounds: int = ROUNDS, turn: float = TURN
) -> Table:
    """Measure each work and return time and bytes of one receiver call."""
    head = ("dispatch", "bare", "extra", "ratio", "memory")
    with asyncio.Runner() as runner:
        rows = [_row(work, runner, rounds, turn) for work in works]
    return Table(TITLE, head, rows)


def _row(work: Work, runner: asyncio.Runner, rounds: int, turn: float) -> list[str]:
    case = Case(work)
    found = cost(case, runner, most=work.most, before=1, rounds=rounds, turn=turn)
    return [
        work.title,
        tables.microseconds(found.bare / work.size),
        tables.microseconds(found.extra / work.size),
        tables.multiple(found.ratio),
        f"{held(case, runner) / work.size:.0f} bytes",
    ]


def held(case: Case, runner: asyncio.Runner) -> float:
    """Return how many bytes the record of one dispatch holds."""
    loop = case.loop(runner)
    times = case.work.most
    with trace(case.signal):
        loop(1)
        gc.collect()
        tracemalloc.start()
        try:
            loop(times)
            gc.collect()
            found, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    return found / times
