"""What watching costs: the same dispatch bare and watched, in turns."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tools.bench import tables
from tools.bench.case import Case, Work
from tools.bench.paired import ROUNDS, TURN
from tools.bench.tables import Table
from tools.bench.traced import cost

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.bench.paired import Paired

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
        return {work: _measured(work, runner, rounds, turn) for work in works}


def formatted(costs: Mapping[Work, Paired]) -> Table:
    """Return the costs as a table, each beside its budget."""
    head = ("dispatch", "bare", "extra", "ratio", "budget", "holds", "gc bare", "gc")
    return Table(TITLE, head, [_row(work, costs[work]) for work in costs])


def summary(costs: Mapping[Work, Paired]) -> Table:
    """Return the ratios alone: a row for each way to send, a column for each size."""
    ratios: dict[str, list[str]] = {}
    for work, found in costs.items():
        ratios.setdefault(work.way, []).append(tables.multiple(found.ratio))
    head = ("receivers", *(f"{size:,}" for size in (1, *SIZES)))
    return Table("", head, [[way, *row] for way, row in ratios.items()])


def _row(work: Work, found: Paired) -> list[str]:
    bound = work.size in SIZES
    return [
        work.title,
        tables.microseconds(found.bare),
        tables.microseconds(found.extra),
        tables.multiple(found.ratio),
        tables.multiple(BUDGET) if bound else "-",
        tables.word(yes=found.ratio <= BUDGET) if bound else "-",
        *map(tables.percent, found.collecting),
    ]


def _measured(work: Work, runner: asyncio.Runner, rounds: int, turn: float) -> Paired:
    return cost(Case(work), runner, most=work.most, rounds=rounds, turn=turn)
