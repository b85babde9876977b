"""What a failure or a cancellation does to the other receivers of an async send."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Any

import pytest

from signal_viz import trace
from tests.facts.reading import call, states, story
from tests.facts.versions import GROUPED


class Book: ...


async def charge(**_: object) -> None:
    await asyncio.sleep(0)
    raise ValueError("no money")


async def bill(**_: object) -> None:
    await asyncio.sleep(0)
    raise KeyError("no address")


async def slow(go_on: asyncio.Event, **_: object) -> str:
    await go_on.wait()
    return "done"


async def quick(**_: object) -> str:
    return "done"


async def give_up(**_: object) -> None:
    raise asyncio.CancelledError


def refuse(**_: object) -> None:
    raise ValueError("no stock")


async def awaited(signal: Any, method: str = "asend") -> Any:
    """Send, and let go on after it what still waits."""
    go_on = asyncio.Event()
    try:
        return await getattr(signal, method)(sender=Book, go_on=go_on)
    finally:
        go_on.set()
        for _ in range(3):
            await asyncio.sleep(0)


def test_siblings_of_a_failed_async_receiver_go_on_or_are_cancelled(
    signal: Any,
) -> None:
    signal.connect(charge)
    signal.connect(slow)
    with trace(signal) as recording, pytest.raises(ValueError, match="no money"):
        asyncio.run(awaited(signal))

    last = ["slow raises CancelledError", "end with ValueError"]
    if not GROUPED:
        last = ["end with ValueError", "slow returns"]
    assert story(recording) == [
        "asend",
        "charge starts",
        "slow starts",
        "charge raises ValueError",
        *last,
    ]


def test_under_a_plain_send_the_siblings_are_always_cancelled(signal: Any) -> None:
    signal.connect(charge)
    signal.connect(slow)
    with trace(signal) as recording, pytest.raises(ValueError, match="no money"):
        signal.send(sender=Book, go_on=asyncio.Event())

    error = call(recording, "slow").error
    assert error is not None
    assert error.type == "CancelledError"


def test_a_failed_sync_receiver_comes_after_async_ones_have_begun_or_before(
    signal: Any,
) -> None:
    begun = threading.Event()

    async def begin(go_on: asyncio.Event, **_: object) -> str:
        begun.set()
        return await slow(go_on)

    def refuse_late(**_: object) -> None:
        begun.wait(0.05 if GROUPED else 10)
        raise ValueError("no stock")

    signal.connect(begin)
    signal.connect(refuse_late)
    with trace(signal) as recording, pytest.raises(ValueError, match="no stock"):
        asyncio.run(awaited(signal))

    assert call(recording, "begin").state == ("not_reached" if GROUPED else "returned")
    if not GROUPED:
        assert story(recording)[-2:] == ["end with ValueError", "begin returns"]


def test_under_a_plain_send_a_failed_sync_receiver_keeps_async_ones_from_starting(
    signal: Any,
) -> None:
    signal.connect(quick)
    signal.connect(refuse)
    with trace(signal) as recording, pytest.raises(ValueError, match="no stock"):
        signal.send(sender=Book)

    assert states(recording.dispatches[0]) == ["refuse raised", "quick not reached"]


@pytest.mark.parametrize("method", ["send", "asend"])
def test_two_failures_at_once_are_the_first_one_or_a_group(
    signal: Any, method: str
) -> None:
    def send() -> None:
        if method == "send":
            signal.send(sender=Book)
        else:
            asyncio.run(awaited(signal))

    signal.connect(charge)
    signal.connect(bill)
    with (
        trace(signal) as recording,
        pytest.raises(ExceptionGroup if GROUPED else ValueError),
    ):
        send()

    (dispatch,) = recording.dispatches
    assert dispatch.error is not None
    # So `except ValueError` catches nothing from 6.1 on.
    assert dispatch.error.type == ("ExceptionGroup" if GROUPED else "ValueError")
    errors = [each.error and each.error.type for each in dispatch.calls]
    assert errors == ["ValueError", "KeyError"]


def test_one_failure_is_a_plain_error_and_from_6_1_on_a_group_is_its_context(
    signal: Any,
) -> None:
    signal.connect(charge)
    with trace(signal) as recording, pytest.raises(ValueError, match="no") as raised:
        asyncio.run(awaited(signal))

    (dispatch,) = recording.dispatches
    assert dispatch.error == dispatch.calls[0].error
    assert isinstance(raised.value.__context__, ExceptionGroup) is GROUPED


@pytest.mark.parametrize("method", ["send", "asend", "asend_robust"])
def test_an_async_receiver_that_cancels_itself_ends_the_send_or_answers_nothing(
    signal: Any, method: str
) -> None:
    def send() -> Any:
        if method == "send":
            return signal.send(sender=Book)
        return asyncio.run(awaited(signal, method))

    signal.connect(give_up)
    answers = None
    with trace(signal) as recording, contextlib.suppress(asyncio.CancelledError):
        answers = send()

    (dispatch,) = recording.dispatches
    (cancelled,) = dispatch.calls
    assert cancelled.error is not None
    assert cancelled.error.type == "CancelledError"
    if GROUPED:
        assert answers == [(give_up, None)]
        assert (dispatch.state, cancelled.response) == ("returned", "None")
    else:
        assert answers is None
        assert dispatch.error is not None
        assert dispatch.error.type == "CancelledError"


def test_a_robust_awaited_send_calls_all_and_returns_the_errors(
    signal: Any, caplog: pytest.LogCaptureFixture
) -> None:
    for receiver in (charge, bill, quick, refuse):
        signal.connect(receiver)
    with trace(signal) as recording:
        asyncio.run(awaited(signal, "asend_robust"))

    (dispatch,) = recording.dispatches
    assert dispatch.state == "returned"
    responses = {each.receiver: each.response for each in dispatch.calls}
    assert responses == {
        "refuse": "ValueError: no stock",
        "charge": "ValueError: no money",
        "bill": "KeyError: 'no address'",
        "quick": "'done'",
    }
    assert len(caplog.records) == 3


def test_to_cancel_a_send_cancels_async_receivers(signal: Any) -> None:
    async def begin(begun: asyncio.Event, **_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    async def main() -> None:
        begun = asyncio.Event()
        sending = asyncio.ensure_future(signal.asend(sender=Book, begun=begun))
        await begun.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending

    signal.connect(begin)
    with trace(signal) as recording:
        asyncio.run(main())

    assert story(recording)[-2:] == [
        "begin raises CancelledError",
        "end with CancelledError",
    ]


def test_to_cancel_a_send_lets_a_running_sync_receiver_end_in_its_thread(
    signal: Any,
) -> None:
    begun, go_on, over = (threading.Event() for _ in range(3))

    def stubborn(**_: object) -> None:
        begun.set()
        go_on.wait(10)

    def after(**_: object) -> None:
        over.set()

    async def main() -> None:
        sending = asyncio.ensure_future(signal.asend(sender=Book))
        await asyncio.to_thread(begun.wait, 10)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        go_on.set()
        await asyncio.to_thread(over.wait, 10)

    signal.connect(stubborn)
    signal.connect(after)
    with trace(signal) as recording:
        asyncio.run(main())

    told = story(recording)
    assert told.index("end with CancelledError") < told.index("stubborn returns")
    assert "after starts" in told
