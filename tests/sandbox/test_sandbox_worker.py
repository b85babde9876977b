"""``in_thread``: run a call where no event loop runs."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import threading
import weakref
from typing import TYPE_CHECKING, Any

import pytest

from signal_viz import SignalVizError
from signal_viz.sandbox import in_thread

if TYPE_CHECKING:
    from tests.sandbox.kernel import Kernel


def test_it_returns_the_result_of_the_call() -> None:
    assert in_thread(divmod, 7, 2) == (3, 1)
    assert in_thread(dict, a=1) == {"a": 1}
    assert in_thread(lambda func: func, func=2) == 2


def test_it_runs_in_another_thread_that_has_ended_when_it_returns() -> None:
    worker = in_thread(threading.current_thread)
    assert worker is not threading.current_thread()
    assert not worker.is_alive()


def test_it_hands_the_callers_context_variables_over() -> None:
    variable = contextvars.ContextVar("variable", default="unset")
    variable.set("set")
    assert in_thread(variable.get) == "set"


def test_it_raises_what_the_call_raises() -> None:
    def fail() -> None:
        raise LookupError("here")

    with pytest.raises(LookupError, match="here") as caught:
        in_thread(fail)
    assert caught.traceback[-1].name == "fail"


def test_an_error_is_freed_without_the_garbage_collector() -> None:
    class Thing:
        pass

    alive: list[weakref.ref[Thing]] = []

    def fail() -> None:
        thing = Thing()
        alive.append(weakref.ref(thing))
        raise LookupError

    gc.disable()
    try:
        with pytest.raises(LookupError) as caught:
            in_thread(fail)
        del caught
        assert alive[0]() is None
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (asyncio.sleep, "sleep is async: use `await` in the cell, without in_thread."),
        (None, "in_thread needs a function and then its arguments"),
    ],
)
def test_what_it_cannot_run_is_refused(wrong: Any, sentence: str) -> None:
    with pytest.raises(SignalVizError, match=sentence):
        in_thread(wrong, 0)


def test_a_cell_can_send_to_async_receivers(kernel: Kernel) -> None:
    kernel.run(
        """
        paid = Signal()
        @receiver(paid)
        async def mail(**kwargs):
            return "mailed"
        """
    )
    assert "AsyncToSync" in kernel.cell("paid.send(sender=None)").error
    assert kernel.run(
        "print([v for _, v in sv.in_thread(paid.send, sender=None)])"
    ) == ("['mailed']")


def test_it_closes_the_connection_of_its_thread(kernel: Kernel) -> None:
    printed = kernel.run(
        """
        from django.db import connections
        def connect():
            connection.ensure_connection()
            return connections["default"]
        used = sv.in_thread(connect)
        print(used is connections["default"], used.connection)
        """
    )
    assert printed == "False None"
