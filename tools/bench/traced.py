"""What traces of Signal Viz cost a dispatch."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from signal_viz.trace import trace
from tools.bench.paired import ROUNDS, TURN, paired

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from tools.bench.case import Case
    from tools.bench.paired import Loop, Paired


def cost(
    case: Case,
    runner: asyncio.Runner,
    *,
    most: int,
    traces: int = 1,
    before: int = 0,
    rounds: int = ROUNDS,
    turn: float = TURN,
) -> Paired:
    """Return what it costs to dispatch while the case's signal is traced.

    Args:
        case: what is dispatched.
        runner: where, if it is async.
        most: dispatches that a turn may have at most.
        traces: how many record the same signal.
        before: watched dispatches before the clock starts.
        rounds: how often it is timed.
        turn: seconds of one turn, about.
    """
    loop = case.loop(runner)

    @contextmanager
    def watched() -> Iterator[Loop]:
        with ExitStack() as stack:
            for _ in range(traces):
                stack.enter_context(trace(case.signal))
            loop(before)
            yield loop

    return paired(loop, watched, most=most, rounds=rounds, turn=turn)
