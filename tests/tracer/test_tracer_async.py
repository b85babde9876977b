"""What is recorded is what happened, for async receivers and sends."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING, Any

import django
import pytest

from signal_viz import trace

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.dispatches import Call, Dispatch
    from signal_viz.recording import Recording

# Django 6.1 runs the async receivers of a send in a TaskGroup, before it gather().
GROUPED = django.VERSION >= (6, 1)


class Order: ...


async def push(**_: object) -> str:
    await asyncio.sleep(0)
    return "pushed"


async def failing(**_: object) -> None:
    await asyncio.sleep(0)
    raise ValueError("no stock")


async def slow(**_: object) -> str:
    await asyncio.sleep(0.01)
    return "slow"


def sync(**_: object) -> str:
    return "sync"


def sync_failing(**_: object) -> None:
    raise KeyError("sync")


def calls(dispatch: Dispatch) -> dict[str, Call]:
    """Return the calls of a dispatch by receiver."""
    return {call.receiver: call for call in dispatch.calls}


def kinds(recording: Recording) -> list[str]:
    """Return kind and receiver of each event."""
    names = {item.id: item.receiver for item in recording.snapshot.connections}
    return [
        f"{event.kind.removeprefix('receiver_')} "
        f"{names.get(getattr(event, 'connection', ''), '')}".strip()
        for event in recording.events
    ]


@pytest.mark.parametrize("method", ["asend", "asend_robust"])
def test_an_awaited_dispatch(signal: Any, method: str) -> None:
    signal.connect(push)
    signal.connect(sync)

    with trace(signal) as recording:
        asyncio.run(getattr(signal, method)(sender=Order))

    (dispatch,) = recording.dispatches
    assert (dispatch.method, dispatch.state) == (method, "returned")
    found = calls(dispatch)
    assert found["push"].response == "'pushed'"
    assert found["push"].thread == "main"
    assert found["push"].task == "task 2"  # the first one awaits the send
    assert found["sync"].response == "'sync'"
    assert (found["sync"].thread, found["sync"].task) == ("worker 1", None)


@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_an_async_receiver_of_a_send_that_is_not_awaited(
    signal: Any, method: str
) -> None:
    signal.connect(push)
    signal.connect(sync)

    with trace(signal) as recording:
        getattr(signal, method)(sender=Order)

    (dispatch,) = recording.dispatches
    assert [call.receiver for call in dispatch.calls] == ["sync", "push"]
    found = calls(dispatch)
    assert (found["sync"].thread, found["push"].thread) == ("main", "worker 1")
    assert found["push"].response == "'pushed'"


def test_async_receivers_interleave(signal: Any) -> None:
    signal.connect(slow)
    signal.connect(push)

    with trace(signal) as recording:
        asyncio.run(signal.asend(sender=Order))

    assert kinds(recording) == [
        "dispatch_started",
        "started slow",
        "started push",
        "returned push",
        "returned slow",
        "dispatch_ended",
    ]
    tasks = [call.task for call in recording.dispatches[0].calls]
    assert tasks == ["task 2", "task 3"]


def test_each_dispatch_numbers_its_tasks_anew(signal: Any) -> None:
    signal.connect(push)

    async def main() -> None:
        await signal.asend(sender=Order)
        await asyncio.create_task(signal.asend(sender=Order))

    with trace(signal) as recording:
        asyncio.run(main())

    tasks = [call.task for dispatch in recording.dispatches for call in dispatch.calls]
    assert tasks == ["task 2", "task 2"]


def test_sends_that_overlap_have_tasks_of_their_own(signal: Any) -> None:
    signal.connect(push)

    async def main() -> None:
        await asyncio.gather(*(signal.asend(sender=Order) for _ in range(2)))

    with trace(signal) as recording:
        asyncio.run(main())

    tasks = [call.task for dispatch in recording.dispatches for call in dispatch.calls]
    assert len(set(tasks)) == 2
    assert {dispatch.depth for dispatch in recording.dispatches} == {0}


def test_the_siblings_of_a_failing_async_receiver(signal: Any) -> None:
    signal.connect(failing)
    signal.connect(slow)

    async def main() -> None:
        with pytest.raises(ValueError, match="no stock"):
            await signal.asend(sender=Order)
        await asyncio.sleep(0.02)

    with trace(signal) as recording:
        asyncio.run(main())

    (dispatch,) = recording.dispatches
    found = calls(dispatch)
    assert found["failing"].state == "raised"
    assert found["failing"].error == dispatch.error
    if GROUPED:
        assert found["slow"].error is not None
        assert found["slow"].error.type == "CancelledError"
        assert kinds(recording)[-1] == "dispatch_ended"
    else:
        assert found["slow"].state == "returned"
        assert kinds(recording)[-2:] == ["dispatch_ended", "returned slow"]
    assert found["slow"].response is None


def test_a_robust_async_failure(signal: Any, caplog: pytest.LogCaptureFixture) -> None:
    signal.connect(failing)
    signal.connect(push)

    with trace(signal) as recording:
        asyncio.run(signal.asend_robust(sender=Order))

    (dispatch,) = recording.dispatches
    found = calls(dispatch)
    assert dispatch.state == "returned"
    assert found["failing"].state == "raised"
    assert found["failing"].response == "ValueError: no stock"
    assert found["push"].state == "returned"
    assert len(caplog.records) == 1


def test_two_async_failures(signal: Any) -> None:
    async def failing_too(**_: object) -> None:
        await asyncio.sleep(0)
        raise KeyError("sku")

    signal.connect(failing)
    signal.connect(failing_too)
    with trace(signal) as recording, pytest.raises((ValueError, ExceptionGroup)):
        asyncio.run(signal.asend(sender=Order))

    (dispatch,) = recording.dispatches
    errors = [call.error.type for call in dispatch.calls if call.error]
    assert errors == ["ValueError", "KeyError"]
    assert dispatch.error is not None
    assert dispatch.error.type == ("ExceptionGroup" if GROUPED else "ValueError")


@pytest.mark.parametrize("method", ["send", "asend"])
def test_a_sync_failure_beside_async_receivers(signal: Any, method: str) -> None:
    signal.connect(push)
    signal.connect(sync_failing)
    signal.connect(sync)

    async def main() -> None:
        await signal.asend(sender=Order)

    def send() -> None:
        if method == "asend":
            asyncio.run(main())
        else:
            signal.send(sender=Order)

    with trace(signal) as recording, pytest.raises(KeyError):
        send()

    (dispatch,) = recording.dispatches
    found = calls(dispatch)
    assert found["sync_failing"].state == "raised"
    assert found["sync_failing"].error == dispatch.error
    assert found["sync"].state == "not_reached"
    begun = method == "asend" and not GROUPED
    assert (found["push"].state == "not_reached") is not begun


@pytest.mark.version_skip
@pytest.mark.skipif(GROUPED, reason="Django 6.1 calls the sync ones first")
def test_an_async_failure_that_comes_before_a_sync_one(signal: Any) -> None:
    async_failed = threading.Event()

    def late_failing(**_: object) -> None:
        async_failed.wait(10)
        raise KeyError("late")

    async def early_failing(**_: object) -> None:
        asyncio.get_running_loop().call_later(0.01, async_failed.set)
        raise ValueError("early")

    signal.connect(late_failing)
    signal.connect(early_failing)

    async def main() -> None:
        with pytest.raises(ValueError, match="early"):
            await signal.asend(sender=Order)
        await asyncio.sleep(0.05)

    with trace(signal) as recording:
        asyncio.run(main())

    found = calls(recording.dispatches[0])
    assert found["early_failing"].error is not None
    assert found["early_failing"].error.type == "ValueError"
    assert found["late_failing"].state == "raised"
    assert found["late_failing"].error is not None
    assert found["late_failing"].error.message.startswith("lost:")


def test_a_receiver_that_was_cancelled(signal: Any) -> None:
    signal.connect(slow)

    async def main() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(signal.asend(sender=Order), 0.001)

    with trace(signal) as recording:
        asyncio.run(main())

    (dispatch,) = recording.dispatches
    assert (dispatch.state, dispatch.error is not None) == ("raised", True)
    (call,) = dispatch.calls
    assert call.error is not None
    assert (call.state, call.error.type) == ("raised", "CancelledError")


def test_a_receiver_that_was_cancelled_before_its_first_step(signal: Any) -> None:
    async def cancelling(caller: Any, **_: object) -> None:
        for task in asyncio.all_tasks() - {caller, asyncio.current_task()}:
            task.cancel()

    async def never(**_: object) -> None: ...

    signal.connect(cancelling)
    signal.connect(never)

    async def main() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await signal.asend(sender=Order, caller=asyncio.current_task())

    # In its group nobody ever gets to await it.
    warned = pytest.warns(RuntimeWarning) if GROUPED else contextlib.nullcontext()
    with trace(signal) as recording, warned:
        asyncio.run(main())

    found = calls(recording.dispatches[0])
    assert found["cancelling"].state == "returned"
    assert (found["never"].state, found["never"].thread) == ("not_reached", None)


def test_a_sync_receiver_that_outlives_its_cancelled_send(signal: Any) -> None:
    begun, go_on, over = (threading.Event() for _ in range(3))

    def waiting(**_: object) -> None:
        begun.set()
        go_on.wait(10)

    def next_one(**_: object) -> None:
        over.set()

    signal.connect(waiting)
    signal.connect(next_one)

    async def main() -> None:
        task = asyncio.ensure_future(signal.asend(sender=Order))
        await asyncio.to_thread(begun.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert recording.dispatches[0].calls[0].state == "running"
        go_on.set()
        await asyncio.to_thread(over.wait, 10)

    with trace(signal) as recording:
        asyncio.run(main())

    assert [call.state for call in recording.dispatches[0].calls] == ["returned"] * 2
    assert kinds(recording).index("dispatch_ended") < kinds(recording).index(
        "returned waiting"
    )


def test_a_send_that_a_running_loop_forbids(signal: Any) -> None:
    signal.connect(sync)
    signal.connect(push)

    async def main() -> None:
        with pytest.raises(RuntimeError, match="AsyncToSync"):
            signal.send(sender=Order)

    with trace(signal) as recording:
        asyncio.run(main())

    (dispatch,) = recording.dispatches
    found = calls(dispatch)
    assert (found["sync"].state, found["push"].state) == ("returned", "not_reached")


def test_a_dispatch_inside_an_async_receiver(make_signal: Callable[..., Any]) -> None:
    outer, inner = make_signal(), make_signal()

    async def sending(**_: object) -> None:
        await asyncio.sleep(0)
        await inner.asend(sender=Order)
        inner.send(sender=Order)

    async def beside(**_: object) -> None:
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    outer.connect(beside)
    outer.connect(sending)
    inner.connect(sync)
    with trace(outer, inner) as recording:
        asyncio.run(outer.asend(sender=Order))
        inner.send(sender=Order)

    first, awaited, sent, alone = recording.dispatches
    assert [item.depth for item in recording.dispatches] == [0, 1, 1, 0]
    assert (awaited.parent, sent.parent, alone.parent) == (1, 1, None)
    assert (first.parent, awaited.method, sent.method) == (None, "asend", "send")
    sent_by = [
        getattr(event, "parent_connection", None)
        for event in recording.events
        if event.kind == "dispatch_started"
    ]
    assert sent_by == [None, "c2", "c2", None]


def test_a_dispatch_in_a_task_of_its_own_is_nobodys_child(
    make_signal: Callable[..., Any],
) -> None:
    outer, inner = make_signal(), make_signal()

    async def starting(**_: object) -> None:
        await asyncio.create_task(inner.asend(sender=Order))

    outer.connect(starting)
    with trace(outer, inner) as recording:
        asyncio.run(outer.asend(sender=Order))

    assert [item.depth for item in recording.dispatches] == [0, 0]


def test_a_coroutine_that_is_never_awaited_is_no_dispatch(signal: Any) -> None:
    signal.connect(push)

    with trace(signal) as recording:
        signal.asend(sender=Order).close()

    assert recording.dispatches == ()
