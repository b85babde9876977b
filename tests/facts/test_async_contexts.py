"""Who sees a context variable that a receiver sets."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import Any

import pytest

from signal_viz import trace
from tests.facts.reading import call, heard
from tests.facts.versions import GROUPED

basket = ContextVar("basket", default="empty")


class Book: ...


def fill(**_: object) -> None:
    basket.set("sync")


def look(**_: object) -> str:
    return basket.get()


async def fill_later(**_: object) -> None:
    basket.set("async")


async def look_later(**_: object) -> str:
    await asyncio.sleep(0)
    return basket.get()


def send(signal: Any, method: str) -> str:
    """Send in an own context and return what the caller sees after it."""

    async def awaited() -> None:
        basket.set("empty")
        await getattr(signal, method)(sender=Book)
        seen.append(basket.get())

    seen: list[str] = []
    if method.startswith("a"):
        asyncio.run(awaited())
    else:
        basket.set("empty")
        getattr(signal, method)(sender=Book)
        seen.append(basket.get())
    return seen[0]


@pytest.mark.parametrize("method", ["send", "send_robust", "asend", "asend_robust"])
def test_what_a_sync_receiver_sets_is_seen_by_later_ones_and_the_caller(
    signal: Any, method: str
) -> None:
    signal.connect(fill)
    signal.connect(look)
    with trace(signal) as recording:
        seen = send(signal, method)

    assert call(recording, "look").response == "'sync'"
    assert seen == ("sync" if GROUPED or not method.startswith("a") else "empty")


@pytest.mark.parametrize("method", ["send", "send_robust", "asend", "asend_robust"])
def test_what_an_async_receiver_sets_is_seen_by_others_from_django_6_1_on(
    signal: Any, method: str
) -> None:
    signal.connect(fill_later)
    signal.connect(look_later)
    with trace(signal) as recording:
        seen = send(signal, method)

    assert heard(recording) == [["fill_later", "look_later"]]
    assert call(recording, "look_later").response == (
        "'async'" if GROUPED else "'empty'"
    )
    assert seen == ("async" if GROUPED else "empty")
