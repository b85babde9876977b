"""What stands in for Django's own methods while a signal is watched.

The four sends, ``connect`` and ``disconnect`` stand directly before Django's, behind
those of a user's subclass of ``Signal``: what it does with arguments and results it
does as always. What Django's sends call back, ``_live_receivers`` and
``_log_robust_failure``, stands before the subclass, so that it meets the receivers
themselves.

Each calls the real method by its class, not by ``super()``: the signal may get its
own class back, from another thread too, while one of these runs. Each takes its own
frame out of every traceback.
"""

from __future__ import annotations

import functools
from time import perf_counter_ns
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from django.dispatch import Signal

from signal_viz import naming, peek
from signal_viz.peek import set_traceback, traceback
from signal_viz.watched import WatchedReceiver, this_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.record import DispatchRecord
    from signal_viz.tracer.hook import Hook


def _bound(method: Any, signal: Signal) -> Any:
    """Return a method of Django's, bound to the signal.

    It was looked up just now, since another tool may have patched it meanwhile: with
    a function, or with something that does not bind.
    """
    bind = peek.class_attribute(type(method), "__get__")
    return method if bind is None else bind(method, signal, type(signal))


def watched_class(hook: Hook) -> type[Signal]:
    """Return a subclass of the signal's class whose methods feed ``hook``.

    One class for each watched signal: the methods find the hook without a lookup,
    and the class goes when the watching ends.

    Raises:
        TypeError: the signal's class allows no subclass of the same layout.
    """
    base = hook.base
    behind = {
        "send": _send(hook, "send"),
        "send_robust": _send(hook, "send_robust"),
        "asend": _asend(hook, "asend"),
        "asend_robust": _asend(hook, "asend_robust"),
        "connect": _connect(hook),
        "disconnect": _disconnect(hook),
    }
    before = {
        "_live_receivers": _live_receivers(hook, base),
        "_log_robust_failure": _log_robust_failure(hook, base),
    }
    if base is Signal:
        return _subclass((Signal,), Signal, behind | before)
    # The user's class shall not hear of a subclass.
    silence: dict[str, object] = {"__init_subclass__": classmethod(_nothing)}
    front = _subclass((Signal,), Signal, before, silence)
    return _subclass((front, base, _subclass((Signal,), Signal, behind)), base)


def _nothing(_: type) -> None:
    pass


def _subclass(
    bases: tuple[type, ...],
    alike: type[Signal],
    methods: dict[str, Callable[..., Any]] | None = None,
    more: dict[str, object] | None = None,
) -> type[Signal]:
    """Return a subclass of ``bases`` that looks like the class ``alike``."""
    methods = methods or {}
    for name, method in methods.items():
        functools.update_wrapper(method, getattr(alike, name))
    namespace = {
        "__slots__": (),
        "__module__": alike.__module__,
        "__qualname__": alike.__qualname__,
        "__doc__": alike.__doc__,
        **methods,
        **(more or {}),
    }
    # Neither called nor initialised: the metaclass may be the user's.
    return type.__new__(type(alike), alike.__name__, bases, namespace)


def _send(hook: Hook, name: str) -> Callable[..., Any]:
    def send(self: Signal, sender: Any, **named: Any) -> Any:
        stack = this_thread.stack
        depth, before = len(stack), this_thread.due
        record = None
        # Where the stack is full, it is Django's own code that shall say so.
        try:  # noqa: SIM105  # contextlib.suppress costs as much as what is in it
            record = _begin(hook, self, name, sender, named)
        except RecursionError:
            pass
        held = getattr(Signal, name)
        method = (
            MethodType(held, self) if type(held) is FunctionType else _bound(held, self)
        )
        this_thread.due = record
        try:
            answers = method(sender, **named)
        except BaseException as raised:
            set_traceback(raised, traceback(raised).tb_next)
            if record is not None:
                _fail(hook, record, raised)
            raise
        finally:
            this_thread.due = before
            # Python drops what iterates the receivers without a word where the
            # stack is full: then the receiver that ran is still on ours.
            del stack[depth:]
        if record is not None:
            hook.succeed(record, answers)
        return answers

    return send


def _asend(hook: Hook, name: str) -> Callable[..., Any]:
    async def asend(self: Signal, sender: Any, **named: Any) -> Any:
        record = _begin(hook, self, name, sender, named)
        before = this_thread.due
        held = getattr(Signal, name)
        method = (
            MethodType(held, self) if type(held) is FunctionType else _bound(held, self)
        )
        this_thread.due = record
        try:
            answers = await method(sender, **named)
        except BaseException as raised:
            set_traceback(raised, traceback(raised).tb_next)
            if record is not None:
                hook.fail(record, raised)
            raise
        finally:
            # Taken by _live_receivers unless Django returned before it asked.
            if this_thread.due is record:
                this_thread.due = before
        if record is not None:
            hook.succeed(record, answers)
        return answers

    return asend


def _live_receivers(hook: Hook, base: Any) -> Callable[..., Any]:
    def live_receivers(self: Signal, sender: Any) -> Any:
        try:
            found = base._live_receivers(self, sender)  # noqa: SLF001
        except BaseException as raised:
            set_traceback(raised, traceback(raised).tb_next)
            raise
        record = this_thread.due
        # has_listeners() asks too, and so may a send of another signal.
        if record is None or record.signal != hook.number or hook.signal() is not self:
            return found
        this_thread.due = None
        try:
            return hook.live(self, sender, found, record)
        except RecursionError:
            return found

    return live_receivers


def _log_robust_failure(hook: Hook, base: Any) -> Callable[..., Any]:
    def log_robust_failure(self: Signal, receiver: Any, err: Exception) -> None:
        if type(receiver) is WatchedReceiver:
            call, receiver = receiver.call, receiver.receiver
            if call.error is None:  # what it returned was no coroutine
                call.error = naming.error(err)
        elif this_thread.stack:
            record, number = this_thread.stack[-1].origin()
            if record.signal == hook.number:
                failures = record.failures = record.failures or {}
                failures[number] = naming.error(err)
        try:
            base._log_robust_failure(self, receiver, err)  # noqa: SLF001
        except BaseException as raised:
            set_traceback(raised, traceback(raised).tb_next)
            raise

    return log_robust_failure


def _connect(hook: Hook) -> Callable[..., Any]:
    def connect(
        self: Signal,
        receiver: Any,
        sender: Any = None,
        weak: bool = True,  # noqa: FBT001, FBT002  # Django's own signature
        dispatch_uid: Any = None,
    ) -> Any:
        # The only reference is handed over: Django 6.1 loses a temporary receiver
        # inside connect(), and the learner must see it lost.
        method = _bound(Signal.connect, self)
        box = [receiver]
        del receiver
        try:
            result = method(box.pop(), sender, weak, dispatch_uid)
        except BaseException as raised:
            set_traceback(raised, traceback(raised).tb_next)
            raise
        hook.changed(self, sender)
        return result

    return connect


def _disconnect(hook: Hook) -> Callable[..., Any]:
    def disconnect(
        self: Signal, receiver: Any = None, sender: Any = None, dispatch_uid: Any = None
    ) -> Any:
        try:
            result = _bound(Signal.disconnect, self)(receiver, sender, dispatch_uid)
        except BaseException as raised:
            set_traceback(raised, traceback(raised).tb_next)
            raise
        hook.changed(self)
        return result

    return disconnect


def _begin(
    hook: Hook, signal: Signal, method: str, sender: object, named: dict[str, Any]
) -> DispatchRecord | None:
    # A copy of a watched signal has the watched class as well, but is not watched.
    return hook.begin(method, sender, named) if hook.signal() is signal else None


def _fail(hook: Hook, record: DispatchRecord, raised: BaseException) -> None:
    # The loop over the sync receivers is over, even where it could not say so.
    if record.sync_running():
        record.failed, record.sync_ended = len(record.stamps) - 1, perf_counter_ns()
    try:
        hook.fail(record, raised)
    except RecursionError:
        hook.fail_deep(record)
