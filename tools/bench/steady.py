"""What watching costs a long loop: the recording is full and throws away."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from signal_viz.tracer import FULL
from tools.bench import tables
from tools.bench.case import Case, Work
from tools.bench.tables import Table
from tools.bench.traced import cost

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = (1, 10, 100, 1000)
WORKS = tuple(Work(method, size) for method in ("send", "asend") for size in SIZES)
ROUNDS = 5
TURN = 0.25
"""Seconds of one turn: many times the trace sheds, and a few times the garbage
collector goes through everything."""
TITLE = """\
One dispatch of a long loop: the trace is full, and throws away as fast as it records.
Full runs of the garbage collector are in it, which a short recording does not meet.
gc: the garbage collector's share of the time, bare and watched."""


def table(
    works: Sequence[Work] = WORKS, rounds: int = ROUNDS, turn: float = TURN
) -> Table:
    """Measure every work and return the costs."""
    head = ("dispatch", "bare", "extra", "ratio", "gc bare", "gc")
    with asyncio.Runner() as runner:
        rows = [_row(work, runner, rounds, turn) for work in works]
    return Table(TITLE, head, rows)


def _row(work: Work, runner: asyncio.Runner, rounds: int, turn: float) -> list[str]:
    found = cost(
        Case(work),
        runner,
        most=sys.maxsize,
        before=FULL // work.size + 1,
        rounds=rounds,
        turn=turn,
    )
    return [
        work.title,
        tables.microseconds(found.bare),
        tables.microseconds(found.extra),
        tables.multiple(found.ratio),
        *map(tables.percent, found.collecting),
    ]
