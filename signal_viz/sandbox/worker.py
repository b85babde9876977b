"""Run a call in another thread."""

from __future__ import annotations

import inspect
import threading
from concurrent.futures import Future
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.conf import settings
from django.db import connections

from signal_viz import naming
from signal_viz.errors import SignalVizError

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


def in_thread(func: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run ``func`` in a new thread, wait for it and return its result.

    A cell runs inside an event loop, and there ``send()`` refuses async receivers.
    A new thread has no loop, so it works:
    ``sv.in_thread(order_paid.send, sender=Order)``. The thread has its own
    connection to the database, as any thread in Django.

    Args:
        func: what to call; no async function, as a cell can ``await`` that one.
        *args: passed to it.
        **kwargs: passed to it.

    Returns:
        What ``func`` returns.

    Raises:
        SignalVizError: ``func`` is async, or cannot be called.
        Exception: whatever ``func`` raises.
    """
    if not callable(func):
        raise SignalVizError(
            "in_thread needs a function and then its arguments, such as "
            "in_thread(order_paid.send, sender=Order), without calling it first."
        )
    if inspect.iscoroutinefunction(func):
        name = naming.receiver_name(func)
        raise SignalVizError(
            f"{name} is async: use `await` in the cell, without in_thread."
        )
    outcome: Future[T] = Future()
    context = copy_context()
    call = partial(context.run, partial(func, *args, **kwargs))
    # A daemon: a call that never ends must not keep the kernel from stopping.
    thread = threading.Thread(
        target=_run, args=(call, outcome), name="signal-viz-call", daemon=True
    )
    thread.start()
    thread.join()
    try:
        return outcome.result()
    finally:
        # The error's traceback holds this frame, and this frame the error.
        del outcome


def _run(call: Callable[[], T], outcome: Future[T]) -> None:
    try:
        outcome.set_result(call())
    except BaseException as error:  # noqa: BLE001 (raised again for the caller)
        outcome.set_exception(error)
    finally:
        if settings.configured:
            connections.close_all()
        # See above: here the frame is the thread's.
        del outcome
