"""Time bare Django and one tool in turns, on each work."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tools.bench.case import Case, Work
from tools.bench.paired import ROUNDS, TURN, paired

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.bench.instead.tool import Watching
    from tools.bench.paired import Loop, Paired

WORKS = (
    *(Work("send", size) for size in (1, 10, 100, 1000)),
    Work("send", 10, "busy"),
    *(Work("asend", size) for size in (10, 100, 1000)),
)


def measured(
    watching: Watching,
    *,
    asend: bool,
    works: Sequence[Work] = WORKS,
    rounds: int = ROUNDS,
    turn: float = TURN,
) -> dict[str, Paired]:
    """Return what watching costs, by the title of the work.

    Args:
        watching: switches the tool on and off.
        asend: whether the tool knows async receivers; else such works are left out.
        works: what to dispatch.
        rounds: how often each is timed.
        turn: seconds of one timing, about.

    Raises:
        RuntimeError: the tool recorded nothing, so that its time means nothing.
    """
    with asyncio.Runner() as runner:
        return {
            work.title: _compare(work, watching, runner, rounds, turn)
            for work in works
            if asend or not work.is_async
        }


def _compare(
    work: Work, watching: Watching, runner: asyncio.Runner, rounds: int, turn: float
) -> Paired:
    case = Case(work)
    with watching(case) as seen:
        seen.case.loop(runner)(1)
        if not seen.recorded():
            raise RuntimeError(f"it recorded nothing of {work.title}")

    @contextmanager
    def watched() -> Iterator[Loop]:
        with watching(case) as seen:
            yield seen.case.loop(runner)

    return paired(case.loop(runner), watched, most=work.most, rounds=rounds, turn=turn)
