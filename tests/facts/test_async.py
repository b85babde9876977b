"""When async receivers run, beside which others, and with which answers."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from signal_viz import trace
from tests.facts.reading import call, heard, states, story
from tests.facts.versions import GROUPED


class Book: ...


def mail(**_: object) -> str:
    return "mail"


def pack(**_: object) -> str:
    return "pack"


async def push(**_: object) -> str:
    await asyncio.sleep(0)
    return "push"


async def index(**_: object) -> str:
    return "index"


def send(signal: Any, method: str) -> Any:
    """Send in one of the four ways, in an event loop where it must be awaited."""

    async def awaited() -> Any:
        return await getattr(signal, method)(sender=Book)

    if method.startswith("a"):
        return asyncio.run(awaited())
    return getattr(signal, method)(sender=Book)


def test_an_async_receiver_is_awaited_by_every_send(signal: Any) -> None:
    signal.connect(push)
    with trace(signal) as recording:
        for method in ("send", "send_robust", "asend", "asend_robust"):
            send(signal, method)

    responses = [item.calls[0].response for item in recording.dispatches]
    assert responses == ["'push'"] * 4


@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_a_send_calls_sync_receivers_first_then_async_ones(
    signal: Any, method: str
) -> None:
    for receiver in (push, mail, index, pack):
        signal.connect(receiver)
    with trace(signal) as recording:
        answers = send(signal, method)

    assert heard(recording) == [["mail", "pack", "push", "index"]]
    assert [answer for _, answer in answers] == ["mail", "pack", "push", "index"]


@pytest.mark.parametrize("method", ["asend", "asend_robust"])
def test_an_awaited_send_answers_in_the_same_order(signal: Any, method: str) -> None:
    for receiver in (push, mail, index, pack):
        signal.connect(receiver)
    with trace(signal) as recording:
        answers = send(signal, method)

    assert [answer for _, answer in answers] == ["mail", "pack", "push", "index"]
    sync = [told for told in story(recording) if told.startswith(("mail", "pack"))]
    assert sync == ["mail starts", "mail returns", "pack starts", "pack returns"]
    if GROUPED:
        assert heard(recording) == [["mail", "pack", "push", "index"]]


def test_before_django_6_1_sync_receivers_of_an_awaited_send_run_beside_async_ones(
    signal: Any,
) -> None:
    begun = threading.Event()

    async def begin(**_: object) -> None:
        begun.set()

    def wait(**_: object) -> bool:
        # Longer than it takes, or as long as it takes to be sure.
        return begun.wait(0.1 if GROUPED else 10)

    signal.connect(begin)
    signal.connect(wait)
    with trace(signal) as recording:
        send(signal, "asend")

    assert call(recording, "wait").response == ("False" if GROUPED else "True")
    told = story(recording)
    beside = told.index("begin starts") < told.index("wait returns")
    assert beside is not GROUPED


@pytest.mark.parametrize("method", ["send", "asend"])
def test_async_receivers_run_together(signal: Any, method: str) -> None:
    begun = 0
    all_there = asyncio.Event()

    def receiver() -> Any:
        async def one(**_: object) -> None:
            nonlocal begun
            begun += 1
            if begun == 10:
                all_there.set()
            await all_there.wait()

        return one

    receivers = [receiver() for _ in range(10)]
    for each in receivers:
        signal.connect(each)
    with trace(signal) as recording:
        send(signal, method)

    assert story(recording) == [
        method,
        *["one starts"] * 10,
        *["one returns"] * 10,
        "end",
    ]
    tasks = {each.task for each in recording.dispatches[0].calls}
    assert len(tasks) == 10


def test_an_awaited_send_waits_but_lets_the_loop_go_on(signal: Any) -> None:
    ticked = threading.Event()

    def slow(**_: object) -> bool:
        return ticked.wait(10)

    async def tick() -> None:
        await asyncio.sleep(0)
        ticked.set()

    async def main() -> None:
        await asyncio.gather(signal.asend(sender=Book), tick())

    signal.connect(slow)
    with trace(signal) as recording:
        asyncio.run(main())

    assert call(recording, "slow").response == "True"
    assert story(recording)[-2:] == ["slow returns", "end"]


def test_an_awaited_send_that_nobody_awaits_sends_nothing(signal: Any) -> None:
    signal.connect(mail)
    with (
        trace(signal) as recording,
        pytest.warns(RuntimeWarning, match="never awaited"),
    ):
        signal.asend(sender=Book)

    assert recording.dispatches == ()


@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_in_a_running_loop_a_send_has_no_way_to_await(signal: Any, method: str) -> None:
    async def main() -> None:
        getattr(signal, method)(sender=Book)
        signal.connect(push)
        with pytest.raises(RuntimeError, match="AsyncToSync"):
            getattr(signal, method)(sender=Book)

    signal.connect(mail)
    with trace(signal) as recording:
        asyncio.run(main())

    fine, refused = recording.dispatches
    assert (fine.state, states(fine)) == ("returned", ["mail returned"])
    # The sync ones have run by then.
    assert refused.error is not None
    assert refused.error.type == "RuntimeError"
    assert states(refused) == ["mail returned", "push not reached"]
