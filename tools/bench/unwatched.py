"""Nothing is left after watching: an unwatched signal runs Django's own code."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from django.dispatch import Signal

from signal_viz.trace import trace
from tools.bench import tables
from tools.bench.case import Case, Work
from tools.bench.paired import ROUNDS, TURN, paired
from tools.bench.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.bench.paired import Loop

METHODS = ("send", "send_robust", "asend", "asend_robust")
SIZE = 10
TITLE = """\
A signal that is not watched, over one that never was.
own code: its class and the method's function are Django's, and nothing is on it.
after: CPython reads the attributes of an object whose class was ever set in another
way, some 0.15 us for one send, whoever set it; beside: while another signal is watched."""


def table(rounds: int = ROUNDS, turn: float = TURN) -> Table:
    """Compare a signal after its last watcher, and one beside a watched one."""
    head = ("dispatch", "never", "after", "own code", "beside", "own code")
    with asyncio.Runner() as runner:
        rows = [_row(method, runner, rounds, turn) for method in METHODS]
    return Table(TITLE, head, rows)


def own(signal: Signal, method: str) -> bool:
    """Whether a send of ``signal`` runs what Django's class holds, and nothing else."""
    return (
        type(signal) is Signal
        and getattr(signal, method).__func__ is vars(Signal)[method]
        and vars(signal).keys() == vars(Signal()).keys()
    )


def _row(method: str, runner: asyncio.Runner, rounds: int, turn: float) -> list[str]:
    never, after, other = (Case(Work(method, SIZE)) for _ in range(3))
    with trace(after.signal):
        after.loop(runner)(1)

    @contextmanager
    def beside() -> Iterator[Loop]:
        with trace(other.signal):
            other.loop(runner)(1)
            yield never.loop(runner)

    most = never.work.most
    bare = never.loop(runner)
    left = paired(
        bare,
        lambda: nullcontext(after.loop(runner)),
        most=most,
        rounds=rounds,
        turn=turn,
    )
    near = paired(bare, beside, most=most, rounds=rounds, turn=turn)
    return [
        never.work.title,
        tables.microseconds(left.bare),
        tables.multiple(left.ratio),
        tables.word(yes=own(after.signal, method)),
        tables.multiple(near.ratio),
        tables.word(yes=own(never.signal, method)),
    ]
