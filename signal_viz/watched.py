"""What Django iterates, calls and awaits while a signal is watched.

Three thin objects stand between Django's own loop and the receivers. Each hands
on exactly what the receiver gives back or raises, and takes its own frame out
of the traceback.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
import weakref
from collections.abc import Coroutine, Generator, Iterator
from time import perf_counter_ns
from types import CoroutineType
from typing import TYPE_CHECKING, Any, Protocol

from signal_viz import naming
from signal_viz.peek import set_traceback, traceback

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.record import AsyncCall, DispatchRecord

    Wake = Callable[[], None] | None

MAIN_THREAD = 0
"""The number of the main thread; every other one gets a number of its own."""

_thread_numbers = itertools.count(MAIN_THREAD + 1)
_task_numbers = itertools.count(1)
_tasks: dict[int, tuple[weakref.ref[Any], int]] = {}
# Bound here: Django's own tests replace weakref.ref to prove that it is not used.
_ref = weakref.ref


class Origin(Protocol):
    """Something that runs a receiver: a record's sync loop, or a coroutine."""

    def origin(self) -> tuple[DispatchRecord, int]:
        """Return the dispatch and the connection that are running."""


class Thread:
    """What runs in one thread.

    ``stack`` holds the receivers that are on the call stack, outermost first.
    ``due`` is the dispatch whose receivers Django is about to ask for. No
    context variable is used: Django 6.1 copies contexts back to the caller, and
    a learner who looks must find them unchanged.
    """

    __slots__ = ("due", "number", "stack")

    def __init__(self) -> None:
        main = threading.get_ident() == threading.main_thread().ident
        # Python gives the ident of a thread that has ended to another one.
        self.number = MAIN_THREAD if main else next(_thread_numbers)
        self.stack: list[Origin] = []
        self.due: DispatchRecord | None = None


class _Here(threading.local):
    """Finds the thread that runs; it is slow, so what needs it asks once."""

    def __init__(self) -> None:
        self.thread = Thread()


here = _Here()


class TimedReceivers(list[Any]):
    """The sync receivers that Django found; iterating them stamps the clock."""

    __slots__ = ("record",)
    # Not an argument: a list without an __init__ of its own is made in C.
    record: DispatchRecord

    def __iter__(self) -> Iterator[Any]:
        record = self.record
        if record.stamps:  # only the first loop over them is Django's
            yield from super().__iter__()
            return
        stamps: list[int] = []
        record.stamps, wake = stamps, record.wake
        thread = here.thread
        record.sync_thread = thread.number
        stack = thread.stack
        depth = len(stack)
        stack.append(record)
        exhausted = False
        try:
            for receiver in super().__iter__():
                stamps.append(perf_counter_ns())
                if wake is not None:
                    wake()
                yield receiver
            exhausted = True
        finally:
            # An exception in a receiver ends Django's loop, which drops this
            # generator at once; so this runs before anybody can handle it. Where a
            # traceback holds it (a comprehension of one's own dispatcher), the send
            # is over: others may run in this place of the stack.
            if len(stack) > depth and stack[depth] is record:
                del stack[depth:]
            if record.sync_ended is None:
                if not exhausted:
                    record.failed = len(stamps) - 1
                record.sync_ended = perf_counter_ns()


class WatchedReceiver:
    """Stands for an async receiver while Django calls it."""

    __slots__ = ("call", "receiver", "record")

    def __init__(self, receiver: Any, call: AsyncCall, record: DispatchRecord) -> None:
        self.receiver = receiver
        self.call = call
        self.record = record

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the receiver, and watch the coroutine that it returns."""
        call = self.call
        call.requested = True
        try:
            awaitable = self.receiver(*args, **kwargs)
        except BaseException as raised:
            _begin(call, here.thread, self.record.wake)
            _fail(call, raised, self.record.wake)
            raise
        if type(awaitable) is not CoroutineType:
            # A future, say: only Django may decide how to wait for it.
            _begin(call, here.thread, self.record.wake)
            call.ended = call.started
            return awaitable
        return WatchedCoroutine(awaitable, call, self.record)

    def __getattr__(self, name: str) -> Any:
        # Django asks for __qualname__ to log a failure, and gets this object where
        # the watching stopped while the receiver ran.
        try:
            return getattr(self.receiver, name)
        except BaseException as raised:
            set_traceback(raised, traceback(raised).tb_next)
            raise


class WatchedCoroutine(Coroutine[Any, Any, Any]):
    """A receiver's coroutine whose steps are stamped.

    No task, no suspension and no context is added: each step goes straight to
    the receiver's own coroutine.
    """

    __slots__ = ("call", "coroutine", "record")

    def __init__(
        self,
        coroutine: Coroutine[Any, Any, Any],
        call: AsyncCall,
        record: DispatchRecord,
    ) -> None:
        self.coroutine = coroutine
        self.call = call
        self.record = record

    def origin(self) -> tuple[DispatchRecord, int]:
        """Return the dispatch and the connection that are running."""
        return self.record, self.call.number

    def send(self, value: Any = None) -> Any:
        """Run the receiver to its next ``await``."""
        call, thread = self.call, here.thread
        if call.started is None:
            # Django runs each async receiver in a task of its own.
            call.task = next(_task_numbers)
            _begin(call, thread, self.record.wake)
        thread.stack.append(self)
        try:
            return self.coroutine.send(value)
        except StopIteration:  # it has returned, and nobody sees this exception
            _end(call, self.record.wake)
            raise
        except BaseException as raised:
            _fail(call, raised, self.record.wake)
            raise
        finally:
            thread.stack.pop()

    def throw(self, *raised: Any) -> Any:
        """Raise an exception, a cancellation say, where the receiver waits."""
        call, stack = self.call, here.thread.stack
        stack.append(self)
        try:
            return self.coroutine.throw(*raised)
        except StopIteration:
            _end(call, self.record.wake)
            raise
        except BaseException as error:
            _fail(call, error, self.record.wake)
            raise
        finally:
            stack.pop()

    def close(self) -> None:
        """End the receiver's coroutine."""
        call, stack = self.call, here.thread.stack
        stack.append(self)
        try:
            self.coroutine.close()
        except BaseException as error:
            _fail(call, error, self.record.wake)
            raise
        finally:
            stack.pop()
        if call.ended is None:
            call.error = naming.Error("GeneratorExit", "the coroutine was closed")
            call.ended = perf_counter_ns()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self

    def __iter__(self) -> WatchedCoroutine:
        return self

    # ``await`` asks for the next step: one frame does both.
    __next__ = send

    def __getattr__(self, name: str) -> Any:
        # asyncio asks a coroutine for its name, code and frame.
        return getattr(self.coroutine, name)

    def __del__(self) -> None:
        # Its task was cancelled before the first step, so nobody ever ran it.
        if self.call.started is None and self.call.ended is None:
            self.call.ended = perf_counter_ns()


def _begin(call: AsyncCall, thread: Thread, wake: Wake) -> None:
    call.thread = thread.number
    call.started = perf_counter_ns()
    if wake is not None:
        wake()


def _end(call: AsyncCall, wake: Wake) -> None:
    call.ended = perf_counter_ns()
    if wake is not None:
        wake()


def _fail(call: AsyncCall, raised: BaseException, wake: Wake) -> None:
    """Note what left an async receiver, as if no frame had stood above it."""
    set_traceback(raised, traceback(raised).tb_next)
    call.error = naming.error(raised)
    call.raised = id(raised)
    _end(call, wake)


def task_number() -> int | None:
    """Return the number of the task that runs, ``None`` where there is none.

    Where an async receiver runs, it is that of its call. Any other task is known
    as long as it lives: Python gives its ``id()`` to another one after that.
    """
    stack = here.thread.stack
    if stack and type(stack[-1]) is WatchedCoroutine:
        return stack[-1].call.task
    try:
        task = asyncio.current_task()
    except RuntimeError:
        return None
    if task is None:
        return None
    key = id(task)
    if key not in _tasks:
        reference = _ref(task, lambda _: _tasks.pop(key, None))
        _tasks[key] = reference, next(_task_numbers)
    return _tasks[key][1]
