"""Async code of learners runs to its end, and one sees whether it blocks the loop."""

from __future__ import annotations

import asyncio
import time

from signal_viz.exercise import loop


async def wait() -> str:
    await asyncio.sleep(0.1)
    return "done"


async def block() -> str:
    time.sleep(0.1)  # noqa: ASYNC251 (what is to be seen)
    return "done"


async def fail() -> None:
    raise ValueError("sold out")


def test_who_waits_gives_others_a_turn_and_who_blocks_does_not() -> None:
    waited, blocked = loop.run(wait), loop.run(block)

    assert (waited.result, blocked.result) == ("done", "done")
    assert (waited.blocked, blocked.blocked) == (False, True)


def test_an_exception_is_an_outcome() -> None:
    assert str(loop.run(fail).result) == "sold out"


def test_what_cannot_be_awaited_is_one_too() -> None:
    assert isinstance(loop.run(lambda: None).result, TypeError)  # type: ignore[arg-type,return-value]


def test_it_works_where_a_loop_is_running() -> None:
    async def cell() -> loop.Outcome:
        return loop.run(wait)

    assert asyncio.run(cell()).result == "done"
