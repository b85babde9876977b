"""What receivers of other senders cost a dispatch that does not call them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from django.dispatch import Signal

from tools.bench import tables
from tools.bench.case import Case, Order, Work, idle
from tools.bench.paired import TURN
from tools.bench.tables import Table
from tools.bench.traced import cost

if TYPE_CHECKING:
    from collections.abc import Sequence

WORK = Work("send", 10)
OTHERS = (0, 100, 1000)
ROUNDS = 7
"""Fewer than elsewhere: it takes its time to begin to watch a thousand receivers."""
TITLE = """\
send to 10 receivers, with more that are connected to other senders.
Bare Django passes over each of them, unless the signal caches (as post_save does).
Watching should add the same in every row: they cost nothing on top."""


def table(
    others: Sequence[int] = OTHERS, rounds: int = ROUNDS, turn: float = TURN
) -> Table:
    """Measure a signal that caches and one that does not."""
    head = ("signal", "other senders", "bare", "extra", "ratio")
    with asyncio.Runner() as runner:
        rows = [
            _row(count, Signal(use_caching=caching), runner, rounds, turn)
            for caching in (False, True)
            for count in others
        ]
    return Table(TITLE, head, rows)


def connect_others(signal: Signal, count: int) -> list[Any]:
    """Connect receivers to as many other senders; return what keeps them alive."""
    others = [(idle(), Order()) for _ in range(count)]
    for receiver, sender in others:
        signal.connect(receiver, sender=sender)
    return others


def _row(
    count: int, signal: Signal, runner: asyncio.Runner, rounds: int, turn: float
) -> list[str]:
    kept = connect_others(signal, count)
    case = Case(WORK, signal=signal)
    found = cost(case, runner, most=WORK.most, rounds=rounds, turn=turn)
    return [
        "caches" if signal.use_caching else "does not",
        f"{len(kept):,}",
        tables.microseconds(found.bare),
        tables.microseconds(found.extra),
        tables.multiple(found.ratio),
    ]
