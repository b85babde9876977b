"""Run the async code of a learner to its end, and see whether others had a turn."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz.sandbox import in_thread

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PATIENCE = 10
"""Seconds until what never ends is given up."""
_PAUSE = 0.01
_FEW = 2
"""Turns that others get even round a receiver that blocks: before it and after it."""


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Args:
        result: what came back, or the exception that came out.
        blocked: whether nobody else in the same event loop had a turn meanwhile.
    """

    result: Any
    blocked: bool


def run(action: Callable[[], Awaitable[object]]) -> Outcome:
    """Await what ``action`` returns, in an event loop of its own.

    It runs in a new thread: a check is called in a cell, and the loop of a cell is
    busy until the cell ends.

    Args:
        action: makes something to await. What it raises is an outcome, too.
    """
    return in_thread(asyncio.run, _watched(action))


async def _watched(action: Callable[[], Awaitable[object]]) -> Outcome:
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(_PAUSE)
            turns += 1

    somebody_else = asyncio.create_task(take_turns())
    result: Any
    try:
        result = await asyncio.wait_for(action(), PATIENCE)
    except Exception as error:  # noqa: BLE001 (the learner's code may raise anything)
        result = error
    somebody_else.cancel()
    return Outcome(result, turns <= _FEW)
