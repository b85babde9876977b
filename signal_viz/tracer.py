"""Watches chosen signals; watching changes nothing about them.

While a signal is watched its class is a subclass of its own class, with the
same layout, whose methods call the real ones and write down what they see.
After the last watcher leaves, the signal has its own class back. Nothing is
stored on the signal itself, and nothing here keeps a signal, a sender, an
instance or a receiver alive.

What remains to be seen from inside a receiver: two more frames on the call
stack (so recursion reaches its limit earlier), and ``type(signal)``.
"""

from __future__ import annotations

import functools
import itertools
import threading
import weakref
from collections import deque
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from django.dispatch import Signal

from signal_viz import compat, naming
from signal_viz.connections import ConnectionTable
from signal_viz.errors import SignalVizError
from signal_viz.record import (
    NOBODY,
    AsyncCall,
    ConnectionChange,
    DispatchRecord,
    response_texts,
    texts,
)
from signal_viz.registry import checked
from signal_viz.watched import (
    TimedReceivers,
    WatchedReceiver,
    task_id,
    this_thread,
    without_own_frame,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from signal_viz.registry import Connection

Item = DispatchRecord | ConnectionChange

_ref = weakref.ref
_hooks: dict[int, Hook] = {}
_hooks_lock = threading.RLock()
_hook_numbers = itertools.count(1)
_watchers: weakref.WeakSet[Watcher] = weakref.WeakSet()


class Feed:
    """Where the tracer puts what it sees, for one watcher.

    Args:
        wake: called, from whatever thread, when there is something new. It must
            be quick, must not lock and must not raise.
        overflow: called when ``items`` holds much; takes some out.
        senders: if given, only dispatches of these senders are recorded.
    """

    __slots__ = ("_senders", "items", "overflow", "wake", "weight")

    def __init__(
        self,
        wake: Callable[[], None] | None = None,
        overflow: Callable[[], None] | None = None,
        senders: Iterable[object] | None = None,
    ) -> None:
        self.items: deque[Item] = deque()
        self.wake = wake
        self.overflow = overflow
        self.weight = 0
        self._senders = None if senders is None else [_holder(item) for item in senders]

    def wants(self, sender: object) -> bool:
        """Whether dispatches of ``sender`` are recorded."""
        return self._senders is None or any(
            holder() is sender for holder in self._senders
        )

    def put(self, item: Item) -> None:
        """Add what was seen; called on the hot path and by the garbage collector."""
        self.items.append(item)
        if self.wake is not None:
            self.wake()


FULL = 20_000
"""Receiver calls that may wait in a feed before it is asked to shed some."""


class Hook:
    """What watches one signal, for all its watchers together."""

    def __init__(self, signal: Signal) -> None:
        self.number = next(_hook_numbers)
        self.name = naming.signal_name(signal)
        self.base = type(signal)
        self.feeds: tuple[Feed, ...] = ()
        self.table = ConnectionTable(self.number, self._announce)
        self._key = key = id(signal)
        # Without this a new signal at the same address would be taken for this one.
        self.signal = _ref(signal, lambda _: _hooks.pop(key, None))
        self.watched_class = _watched_class(self)

    def _announce(self, change: ConnectionChange) -> None:
        for feed in self.feeds:
            feed.put(change)

    def refresh(self) -> None:
        """Look for connections that came by a way that is not watched."""
        signal = self.signal()
        if signal is not None and self.feeds:
            self.table.compare(signal)

    def begin(
        self, method: str, arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> DispatchRecord | None:
        """Start the record of a send, or return ``None`` if nobody wants it."""
        sender = arguments[0] if arguments else named.get("sender")
        feeds = [feed for feed in self.feeds if feed.wants(sender)]
        if not feeds:
            return None
        record = DispatchRecord(
            self.number, method, perf_counter_ns(), threading.get_ident(), NOBODY
        )
        record.sender = naming.sender(sender)
        record.atomic = compat.in_transaction()
        if method.startswith("a"):
            record.task = task_id()
        stack = this_thread.stack
        if stack:
            record.parent, record.parent_number = stack[-1].origin()
        if named:
            record.arguments = texts(named)
            record.arguments.pop("sender", None)
        wakes = [feed.wake for feed in feeds if feed.wake is not None]
        if wakes:
            record.wake = wakes[0] if len(wakes) == 1 else _all(wakes)
        for feed in feeds:
            feed.put(record)
        return record

    def finish(self, record: DispatchRecord) -> None:
        """Close the record of a send."""
        record.ended = perf_counter_ns()
        if record.wake is not None:
            record.wake()
        weight = 1 + len(record.plan.sync) + len(record.plan.concurrent)
        for feed in self.feeds:
            feed.weight += weight
            if feed.weight > FULL and feed.overflow is not None:
                feed.overflow()

    def live(
        self,
        signal: Signal,
        sender: object,
        found: tuple[list[Any], list[Any]],
        record: DispatchRecord,
    ) -> tuple[list[Any], list[Any]]:
        """Return the receivers that Django found, with the clock between them."""
        sync, concurrent = found
        plan = record.plan = self.table.plan(signal, sender, sync, concurrent)
        if concurrent:
            record.calls = tuple(
                AsyncCall(record, number) for number in plan.concurrent
            )
            concurrent = [
                WatchedReceiver(receiver, call)
                for receiver, call in zip(concurrent, record.calls, strict=True)
            ]
        return (TimedReceivers(sync, record) if sync else sync), concurrent


class Watcher:
    """A running observation; :meth:`stop` undoes it.

    Args:
        signals: the signals to watch.
        feed: where what is seen goes.

    Raises:
        SignalVizError: one of ``signals`` is no Django signal, or cannot be
            watched.
    """

    def __init__(self, signals: tuple[object, ...], feed: Feed) -> None:
        self.hooks: list[Hook] = []
        self._finalizer = weakref.finalize(self, _detach_all, self.hooks, feed)
        self._finalizer.atexit = False
        for signal in {id(signal): signal for signal in checked(signals)}.values():
            try:
                self.hooks.append(_attach(signal, feed))
            except BaseException:
                self.stop()
                raise
        _watchers.add(self)

    @property
    def running(self) -> bool:
        """Whether the signals are still watched."""
        return self._finalizer.alive

    def stop(self) -> None:
        """Stop watching; a second call does nothing."""
        self._finalizer()

    def refresh(self) -> None:
        """Look for connections that came by a way that is not watched."""
        for hook in self.hooks:
            hook.refresh()

    def connected(self) -> list[tuple[Hook, list[tuple[int, Connection]]]]:
        """Return what is connected now: number and connection, by signal."""
        return [(hook, hook.table.current()) for hook in self.hooks]


def is_watched(signal: object) -> bool:
    """Whether somebody watches ``signal`` now."""
    hook = _hooks.get(id(signal))
    return hook is not None and hook.signal() is signal


def stop_all() -> None:
    """Stop every watcher in the process: each signal is as it was."""
    for watcher in list(_watchers):
        watcher.stop()


def refresh_all() -> None:
    """Bring every watcher in step after connections were changed behind Django."""
    for hook in list(_hooks.values()):
        hook.refresh()


def _attach(signal: Signal, feed: Feed) -> Hook:
    with _hooks_lock:
        hook = _hooks.get(id(signal))
        if hook is None:
            hook = Hook(signal)
            try:
                object.__setattr__(signal, "__class__", hook.watched_class)
            except TypeError as error:
                message = (
                    f"{naming.describe(signal)} cannot be watched: its class forbids "
                    "a subclass of the same layout."
                )
                raise SignalVizError(message) from error
            _hooks[id(signal)] = hook
        # The first look fills the table; later changes are news for the feed.
        hook.table.compare(signal)
        hook.feeds = (*hook.feeds, feed)
        return hook


def _detach_all(hooks: list[Hook], feed: Feed) -> None:
    with _hooks_lock:
        for hook in hooks:
            hook.feeds = tuple(item for item in hook.feeds if item is not feed)
            if not hook.feeds:
                _unhook(hook)


def _unhook(hook: Hook) -> None:
    signal = hook.signal()
    hook.table.forget()
    if signal is None:
        return
    if _hooks.get(id(signal)) is hook:
        del _hooks[id(signal)]
    if type(signal) is hook.watched_class:
        object.__setattr__(signal, "__class__", hook.base)


def _holder(sender: object) -> Callable[[], object]:
    try:
        return _ref(sender)
    except TypeError:  # a string, say: nobody's lifetime depends on it
        return lambda: sender


def _all(wakes: list[Callable[[], None]]) -> Callable[[], None]:
    def wake() -> None:
        for each in wakes:
            each()

    return wake


def _watched_class(hook: Hook) -> type[Signal]:
    """Return a subclass of the signal's class whose methods feed ``hook``.

    One class for each watched signal: the methods find the hook without a
    lookup, and the class goes when the watching ends.
    """
    base = hook.base
    namespace: dict[str, Any] = {
        "__slots__": (),
        "__module__": base.__module__,
        "__qualname__": base.__qualname__,
        "__doc__": base.__doc__,
    }
    makers: dict[str, Callable[[Hook, Any], Any]] = {
        "send": _make_send,
        "send_robust": _make_send,
        "asend": _make_asend,
        "asend_robust": _make_asend,
        "connect": _make_connect,
        "disconnect": _make_disconnect,
        "_live_receivers": _make_live_receivers,
        "_log_robust_failure": _make_log_robust_failure,
    }
    for name, make in makers.items():
        original = getattr(base, name)
        namespace[name] = functools.wraps(original)(make(hook, original))
    return type(base.__name__, (base,), namespace)


def _make_send(hook: Hook, original: Any) -> Any:
    method = original.__name__

    def send(self: Signal, /, *args: Any, **named: Any) -> Any:
        record = hook.begin(method, args, named) if hook.signal() is self else None
        if record is None:
            return original(self, *args, **named)
        before = this_thread.due
        this_thread.due = record
        try:
            responses = original(self, *args, **named)
        except BaseException as raised:
            _fail(hook, record, without_own_frame(raised))
            raise
        finally:
            this_thread.due = before
        _succeed(hook, record, responses)
        return responses

    return send


def _make_asend(hook: Hook, original: Any) -> Any:
    method = original.__name__

    async def asend(self: Signal, /, *args: Any, **named: Any) -> Any:
        record = hook.begin(method, args, named) if hook.signal() is self else None
        if record is None:
            return await original(self, *args, **named)
        before = this_thread.due
        this_thread.due = record
        try:
            responses = await original(self, *args, **named)
        except BaseException as raised:
            _fail(hook, record, without_own_frame(raised))
            raise
        finally:
            # Taken by _live_receivers unless Django returned before it asked.
            if this_thread.due is record:
                this_thread.due = before
        _succeed(hook, record, responses)
        return responses

    return asend


def _make_live_receivers(hook: Hook, original: Any) -> Any:
    def live_receivers(self: Signal, sender: object) -> Any:
        found = original(self, sender)
        record = this_thread.due
        # has_listeners() asks too, and so may a send of another signal.
        if record is None or record.signal != hook.number:
            return found
        this_thread.due = None
        return hook.live(self, sender, found, record)

    return live_receivers


def _make_log_robust_failure(hook: Hook, original: Any) -> Any:
    del hook

    def log_robust_failure(self: Signal, receiver: Any, err: Exception) -> None:
        if type(receiver) is WatchedReceiver:
            receiver = receiver.receiver
        elif this_thread.stack:
            record, number = this_thread.stack[-1].origin()
            if record.failures is None:
                record.failures = {}
            record.failures[number] = naming.error(err)
        try:
            original(self, receiver, err)
        except BaseException as raised:
            without_own_frame(raised)
            raise

    return log_robust_failure


def _make_connect(hook: Hook, original: Any) -> Any:
    if original is not Signal.connect:

        def connect_any(self: Signal, /, *args: Any, **kwargs: Any) -> Any:
            sender = args[1] if len(args) > 1 else kwargs.get("sender")
            try:
                result = original(self, *args, **kwargs)
            except BaseException as raised:
                without_own_frame(raised)
                raise
            _connected(hook, self, sender)
            return result

        return connect_any

    def connect(
        self: Signal,
        receiver: Any,
        sender: Any = None,
        weak: bool = True,
        dispatch_uid: Any = None,
    ) -> Any:
        # The only reference is handed over: Django 6.1 loses a temporary receiver
        # inside connect(), and the learner must see it lost.
        box = [receiver]
        del receiver
        try:
            result = original(self, box.pop(), sender, weak, dispatch_uid)
        except BaseException as raised:
            without_own_frame(raised)
            raise
        _connected(hook, self, sender)
        return result

    return connect


def _make_disconnect(hook: Hook, original: Any) -> Any:
    def disconnect(self: Signal, /, *args: Any, **kwargs: Any) -> Any:
        try:
            result = original(self, *args, **kwargs)
        except BaseException as raised:
            without_own_frame(raised)
            raise
        if hook.signal() is self:
            hook.table.compare(self)
        return result

    return disconnect


def _connected(hook: Hook, signal: Signal, sender: object) -> None:
    if hook.signal() is signal:
        hook.table.remember_sender(sender, naming.sender(sender))
        hook.table.compare(signal)


def _succeed(hook: Hook, record: DispatchRecord, responses: Any) -> None:
    """Give the caller Django's result with the async receivers themselves in it."""
    if record.calls:
        for index in range(len(record.plan.sync), len(responses)):
            receiver, value = responses[index]
            if type(receiver) is WatchedReceiver:
                responses[index] = (receiver.receiver, value)
    record.responses = response_texts(responses)
    hook.finish(record)


def _fail(hook: Hook, record: DispatchRecord, raised: BaseException) -> None:
    record.error = naming.error(raised)
    record.sync_error = record.sync_failed and compat.left_sync_loop(raised)
    hook.finish(record)
