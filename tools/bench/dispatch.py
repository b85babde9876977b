"""What watching costs: the same dispatch bare and watched, in turns."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

from signal_viz.trace import trace
from tools.bench import tables
from tools.bench.case import Case, Work
from tools.bench.paired import ROUNDS, TURN, paired
from tools.bench.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tools.bench.paired import Loop, Paired

BUDGET = 1.5
"""Times that a watched dispatch may take as long as a bare one ..."""
SIZES = (10, 100, 1000)
"""... to so many receivers. With fewer, what one dispatch costs outweighs them."""
METHODS = ("send", "send_robust", "asend", "asend_robust")
WORKS = (
    *(Work(method, size) for method in METHODS for size in (1, *SIZES)),
    *(Work("send", size, "named") for size in (1, *SIZES)),
)
TITLE = """\
One dispatch, watched by one trace: processor time over bare Django's.
A short recording: nothing is thrown away yet. "as post_save" sends what a save does.
gc: the garbage collector's share of the time, bare and watched."""


def table() -> Table:
    """Measure every work and return the costs, each beside its budget."""
    return formatted(measured())


def measured(
    works: Sequence[Work] = WORKS, rounds: int = ROUNDS, turn: float = TURN
) -> dict[Work, Paired]:
    """Return what one trace costs, by the work."""
    with asyncio.Runner() as runner:
        return {work: _cost(work, runner, rounds, turn) for work in works}


def formatted(costs: Mapping[Work, Paired]) -> Table:
    """Return the costs as a table, each beside its budget."""
    head = ("dispatch", "bare", "extra", "ratio", "budget", "holds", "gc bare", "gc")
    return Table(TITLE, head, [_row(work, cost) for work, cost in costs.items()])


def _row(work: Work, cost: Paired) -> list[str]:
    bound = work.size in SIZES
    return [
        work.title,
        tables.microseconds(cost.bare),
        tables.microseconds(cost.extra),
        tables.multiple(cost.ratio),
        tables.multiple(BUDGET) if bound else "-",
        ("yes" if cost.ratio <= BUDGET else "no") if bound else "-",
        *map(tables.percent, cost.collecting),
    ]


def _cost(work: Work, runner: asyncio.Runner, rounds: int, turn: float) -> Paired:
    case = Case(work)

    @contextmanager
    def watched() -> Iterator[Loop]:
        with trace(case.signal):
            yield case.loop(runner)

    return paired(case.loop(runner), watched, most=work.most, rounds=rounds, turn=turn)
