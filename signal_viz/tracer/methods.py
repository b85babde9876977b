"""What stands in for Django's own methods while a signal is watched.

The four sends, ``connect`` and ``disconnect`` stand directly before Django's, behind
those of a user's subclass of ``Signal``: what it does with arguments and results it
does as always. What Django's sends call back, ``_live_receivers`` and
``_log_robust_failure``, stands before the subclass, so that it meets the receivers
themselves.

Each calls the real method by its class, not by ``super()``: the signal may get its
own class back, from another thread too, while one of these runs. Each takes its own
frame out of every traceback.

A dispatcher that somebody wrote in Django's shape, no ``Signal``, is watched in the same
way: its own class takes the place of ``Signal``.
"""

from __future__ import annotations

import functools
from time import perf_counter_ns
from types import FunctionType
from typing import TYPE_CHECKING, Any

from django.dispatch import Signal

from signal_viz import compat, naming, peek
from signal_viz.peek import set_traceback, traceback
from signal_viz.record import Failure
from signal_viz.watched import WatchedReceiver, here

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
    if base is hook.root and base is not Signal:
        return _subclass((base,), base, _own_methods(hook, base), _SILENCE)
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
    front = _subclass((Signal,), Signal, before, _SILENCE)
    return _subclass((front, base, _subclass((Signal,), Signal, behind)), base)


def _own_methods(hook: Hook, own: Any) -> dict[str, Callable[..., Any]]:
    """Return what stands in for the methods of somebody's own dispatcher.

    Only for those that its class has: it need not know all that Django knows.
    """
    methods = {
        "send": _send(hook, "send"),
        "send_robust": _send(hook, "send_robust"),
        "connect": _own_change(hook, "connect"),
        "disconnect": _own_change(hook, "disconnect"),
        "_live_receivers": _live_receivers(hook, own),
        "_log_robust_failure": _log_robust_failure(hook, own),
    }
    return {
        name: method
        for name, method in methods.items()
        if type(peek.class_attribute(own, name)) is FunctionType
    }


def _nothing(_: type) -> None:
    pass


# The user's class shall not hear of a subclass.
_SILENCE: dict[str, object] = {"__init_subclass__": classmethod(_nothing)}


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
        thread = here.thread
        stack = thread.stack
        depth, before = len(stack), thread.due
        record = None
        # A copy of a watched signal has its class as well, but is not watched.
        # Where the stack is full, it is Django's own code that shall say so.
        try:
            if hook.signal() is self:
                record = hook.begin(name, sender, named, thread)
        except RecursionError:
            pass
        held = getattr(hook.root, name)
        thread.due = record
        try:
            if type(held) is FunctionType:
                answers = held(self, sender, **named)
            else:
                answers = _bound(held, self)(sender, **named)
            unasked = thread.due is record
        except BaseException as raised:
            set_traceback(raised, traceback(raised).tb_next)
            if record is not None:
                _fail(hook, record, raised)
            raise
        finally:
            thread.due = before
            # Python drops what iterates the receivers without a word where the
            # stack is full: then the receiver that ran is still on ours.
            del stack[depth:]
        if record is not None:
            if unasked:
                hook.pass_over(self, sender, record)
            hook.succeed(record, answers)
        return answers

    return send


def _asend(hook: Hook, name: str) -> Callable[..., Any]:
    async def asend(self: Signal, sender: Any, **named: Any) -> Any:
        thread = here.thread
        record = None
        if hook.signal() is self:
            record = hook.begin(name, sender, named, thread)
        before = thread.due
        held = getattr(Signal, name)
        thread.due = record
        try:
            if type(held) is FunctionType:
                answers = await held(self, sender, **named)
            else:
                answers = await _bound(held, self)(sender, **named)
            unasked = thread.due is record
        except BaseException as raised:
            set_traceback(raised, traceback(raised).tb_next)
            if record is not None:
                hook.fail(record, raised)
            raise
        finally:
            # Taken by _live_receivers unless Django returned before it asked.
            if thread.due is record:
                thread.due = before
        if record is not None:
            if unasked:
                hook.pass_over(self, sender, record)
            hook.succeed(record, answers)
        return answers

    return asend


def _live_receivers(hook: Hook, base: Any) -> Callable[..., Any]:
    def live_receivers(self: Signal, sender: Any) -> Any:
        try:
            find = base._live_receivers  # noqa: SLF001
            found = find(self, sender)
        except BaseException as raised:
            set_traceback(raised, traceback(raised).tb_next)
            raise
        thread = here.thread
        record = thread.due
        # has_listeners() asks too, and so may a send of another signal.
        if record is None or record.signal != hook.number or hook.signal() is not self:
            return found
        thread.due = None
        try:
            # Where Django itself found them, it is known what they are.
            own = find is compat.LIVE_RECEIVERS
            plan = hook.table.expected(self, sender) if own else None
            return hook.live(self, sender, found, record, plan)
        except RecursionError:
            return found

    return live_receivers


def _log_robust_failure(hook: Hook, base: Any) -> Callable[..., Any]:
    def log_robust_failure(self: Signal, receiver: Any, err: Exception) -> None:
        at = perf_counter_ns()
        if type(receiver) is WatchedReceiver:
            call, receiver = receiver.call, receiver.receiver
            if call.error is None:  # what it returned was no coroutine
                call.error = naming.error(err)
        elif here.thread.stack:
            record, number = here.thread.stack[-1].origin()
            if record.signal == hook.number:
                failures = record.failures = record.failures or {}
                failures[number] = Failure(naming.error(err), at)
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


def _own_change(hook: Hook, name: str) -> Callable[..., Any]:
    # Its arguments are whatever the dispatcher wants.
    def change(self: Any, *args: Any, **named: Any) -> Any:
        try:
            result = getattr(hook.root, name)(self, *args, **named)
        except BaseException as raised:
            set_traceback(raised, traceback(raised).tb_next)
            raise
        # connect(receiver, sender), disconnect(receiver, sender): as Django's.
        hook.changed(self, named.get("sender", args[1] if len(args) > 1 else None))
        return result

    return change


def _fail(hook: Hook, record: DispatchRecord, raised: BaseException) -> None:
    # The loop over the sync receivers is over, even where it could not say so.
    if record.sync_running():
        record.failed, record.sync_ended = len(record.stamps) - 1, perf_counter_ns()
    try:
        hook.fail(record, raised)
    except RecursionError:
        hook.fail_deep(record)
