from __future__ import annotations

import threading
from traceback import extract_tb
from typing import Any

import pytest

from signal_viz.record import AsyncCall, DispatchRecord, Plan
from signal_viz.watched import (
    MAIN_THREAD,
    TimedReceivers,
    WatchedCoroutine,
    WatchedReceiver,
    here,
)


def record(*numbers: int) -> DispatchRecord:
    made = DispatchRecord(1, "send", 0, MAIN_THREAD)
    made.plan = Plan(numbers)
    return made


def timed(receivers: list[str], dispatch: DispatchRecord) -> TimedReceivers:
    made = TimedReceivers(receivers)
    made.record = dispatch
    return made


def a_call() -> AsyncCall:
    return AsyncCall(7)


async def receiver(**_: object) -> str:
    return "returned"


async def failing(**_: object) -> None:
    raise ValueError("boom")


def names(raised: BaseException) -> list[str]:
    """Return the functions in a traceback."""
    found, traceback = [], raised.__traceback__
    while traceback is not None:
        found.append(traceback.tb_frame.f_code.co_name)
        traceback = traceback.tb_next
    return found


def files(raised: BaseException) -> list[str]:
    """Return the files in a traceback."""
    return [frame.filename for frame in extract_tb(raised.__traceback__)]


def test_going_through_the_receivers_stamps_the_clock() -> None:
    dispatch = record(1, 2)
    receivers = timed(["a", "b"], dispatch)

    seen = [(item, here.thread.stack[-1].origin()) for item in receivers]

    assert seen == [("a", (dispatch, 1)), ("b", (dispatch, 2))]
    assert here.thread.stack == []
    assert len(dispatch.stamps) == 2
    assert dispatch.sync_ended is not None
    assert dispatch.stamps == sorted(dispatch.stamps)
    assert (dispatch.failed, receivers) == (None, ["a", "b"])


def test_a_loop_that_is_left_early_has_failed() -> None:
    dispatch = record(1, 2)

    for _ in timed(["a", "b"], dispatch):
        break

    assert dispatch.failed == 0
    assert dispatch.sync_ended is not None
    assert here.thread.stack == []


def test_only_the_first_loop_counts() -> None:
    dispatch = record(1, 2)
    receivers = timed(["a", "b"], dispatch)

    assert [*receivers] == [*receivers] == ["a", "b"]
    assert len(dispatch.stamps) == 2


def test_each_thread_has_a_number() -> None:
    numbers: list[int] = []

    def look() -> None:
        numbers.append(here.thread.number)

    for _ in range(2):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    assert here.thread.number == MAIN_THREAD
    assert len({*numbers, MAIN_THREAD}) == 3


def test_a_receiver_stands_for_another_in_all_that_is_asked() -> None:
    stand_in: Any = WatchedReceiver(receiver, a_call(), record())

    assert stand_in.__qualname__ == "receiver"
    assert stand_in.__name__ == "receiver"
    with pytest.raises(AttributeError, match="'function' object has no") as caught:
        stand_in.colour  # noqa: B018  # asking is the point
    assert len(names(caught.value)) == 1


def test_a_coroutine_steps_as_the_receivers_own() -> None:
    call = a_call()
    coroutine: Any = WatchedReceiver(receiver, call, record())()

    assert call.requested
    assert (coroutine.__name__, coroutine.cr_running) == ("receiver", False)
    with pytest.raises(StopIteration) as caught:
        coroutine.send(None)

    assert caught.value.value == "returned"
    assert call.started is not None
    assert call.ended is not None
    assert call.started <= call.ended
    assert (call.error, call.raised) == (None, None)


def test_what_a_coroutine_raises_has_no_frame_of_ours() -> None:
    call = a_call()
    coroutine: Any = WatchedReceiver(failing, call, record())()

    with pytest.raises(ValueError, match="boom") as caught:
        next(coroutine)

    assert names(caught.value)[1:] == ["failing"]
    assert call.error is not None
    assert call.error.message == "boom"
    assert call.raised == id(caught.value)


def test_what_a_call_raises_has_no_frame_of_ours() -> None:
    call = a_call()

    with pytest.raises(TypeError) as caught:
        WatchedReceiver(lambda: None, call, record())(sender=1)

    assert len(names(caught.value)) == 1
    assert call.started is not None
    assert call.error is not None


def test_a_coroutine_that_is_closed_before_it_began_was_not_reached() -> None:
    call = a_call()
    coroutine = WatchedCoroutine(receiver(), call, record())

    coroutine.close()

    assert call.started is None
    assert call.ended is not None


def test_a_coroutine_that_is_let_go_before_it_began_was_not_reached() -> None:
    call = a_call()
    coroutine: Any = WatchedCoroutine(receiver(), call, record())

    with pytest.warns(RuntimeWarning, match="coroutine 'receiver' was never awaited"):
        del coroutine

    assert call.started is None
    assert call.ended is not None


def test_closing_runs_what_the_receiver_does_at_its_end() -> None:
    steps = []

    async def closing(**_: object) -> None:
        try:
            await waiting()
        finally:
            steps.append(here.thread.stack[-1])

    class Waiting:
        def __await__(self) -> Any:
            yield

    async def waiting() -> None:
        await Waiting()

    call = a_call()
    coroutine = WatchedCoroutine(closing(), call, record())
    coroutine.send(None)

    coroutine.close()

    assert steps == [coroutine]
    assert call.error is not None
    assert call.error.type == "GeneratorExit"
    assert here.thread.stack == []


def test_a_coroutine_that_refuses_to_close_says_so_as_python_does() -> None:
    class Waiting:
        def __await__(self) -> Any:
            try:
                yield
            except GeneratorExit:
                yield

    async def refusing() -> None:
        await Waiting()

    call = a_call()
    coroutine = WatchedCoroutine(refusing(), call, record())
    coroutine.send(None)

    with pytest.raises(RuntimeError, match="ignored GeneratorExit") as caught:
        coroutine.close()

    assert not any(name.endswith("/watched.py") for name in files(caught.value))
    assert call.error is not None
    assert call.error.type == "RuntimeError"
