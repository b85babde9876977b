"""What each further watcher of the same signal costs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tools.bench import tables
from tools.bench.case import Case, Work
from tools.bench.paired import TURN
from tools.bench.tables import Table
from tools.bench.traced import cost

if TYPE_CHECKING:
    from collections.abc import Sequence

WORK = Work("send", 10)
COUNTS = (1, 2, 10, 50)
ROUNDS = 7
"""Fewer than elsewhere: it takes its time to begin fifty recordings."""
TITLE = """\
send to 10 receivers, recorded by several traces at once.
each: what they add, divided by their number."""


def table(
    counts: Sequence[int] = COUNTS, rounds: int = ROUNDS, turn: float = TURN
) -> Table:
    """Measure a signal with several traces."""
    with asyncio.Runner() as runner:
        rows = [_row(count, runner, rounds, turn) for count in counts]
    return Table(TITLE, ("traces", "bare", "extra", "each", "ratio"), rows)


def _row(count: int, runner: asyncio.Runner, rounds: int, turn: float) -> list[str]:
    found = cost(
        Case(WORK), runner, most=WORK.most, traces=count, rounds=rounds, turn=turn
    )
    return [
        str(count),
        tables.microseconds(found.bare),
        tables.microseconds(found.extra),
        tables.microseconds(found.extra / count),
        tables.multiple(found.ratio),
    ]
