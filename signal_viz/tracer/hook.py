"""What watches one signal, for all its watchers together."""

from __future__ import annotations

import itertools
import weakref
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from signal_viz import compat, naming, record
from signal_viz.again import remember
from signal_viz.connections import ConnectionTable
from signal_viz.record import AsyncCall, DispatchRecord, Failure
from signal_viz.watched import (
    TimedReceivers,
    WatchedReceiver,
    task_number,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.dispatch import Signal

    from signal_viz.record import ConnectionChange, Plan
    from signal_viz.tracer.feed import Feed
    from signal_viz.watched import Thread

# Bound here: Django's own tests replace weakref.ref to prove that it is not used.
_ref = weakref.ref
_numbers = itertools.count(1)

_CLASSES = 256
"""Most names of senders kept for one signal."""
_TOO_DEEP = naming.Error("RecursionError", "maximum recursion depth exceeded")


class Hook:
    """What watches one signal, for all its watchers together.

    Args:
        signal: the signal, or a dispatcher of one's own; it is held weakly.
        gone: called when the signal has been collected.
    """

    def __init__(self, signal: Signal, gone: Callable[[], None]) -> None:
        self.number = next(_numbers)
        self.name = naming.signal_name(signal)
        self.base = self.watched = type(signal)
        self.root = compat.dispatching_class(signal)
        self._own = compat.is_own_dispatcher(signal)
        self.feeds: tuple[Feed, ...] = ()
        self._choosy = False
        self._wake: Callable[[], None] | None = None
        self.table = ConnectionTable(self.number, self._announce)
        self._classes: dict[int, tuple[Callable[[], object], naming.Sender]] = {}
        self.signal: Callable[[], Signal | None] = _ref(signal, lambda _: gone())

    def serve(self, feeds: tuple[Feed, ...]) -> None:
        """Put what is seen into ``feeds`` from now on."""
        self._choosy = any(feed.choosy for feed in feeds)
        self._wake = _together(feeds)
        self.feeds = feeds

    def let_go(self) -> None:
        """Leave the signal without a reference to it; nothing is seen any more."""
        self.table.forget()
        self._classes = {}
        self.signal = _nothing

    def _announce(self, change: ConnectionChange) -> None:
        for feed in self.feeds:
            feed.put(change)

    def refresh(self) -> None:
        """Look for connections that came by a way that is not watched."""
        signal = self.signal()
        if signal is not None and self.feeds:
            self.table.compare(signal)

    def changed(self, signal: Signal, sender: object = None) -> None:
        """Take in that a receiver was connected or disconnected.

        Args:
            signal: the signal whose method was called.
            sender: whom a receiver was connected to.
        """
        if self.signal() is signal and self.feeds:
            if compat.newest_is_dead(signal):
                # Django 6.1 has lost a temporary receiver in connect(). The next one
                # gets its address, and is taken for it, if nothing else comes first.
                return
            self.table.compare(signal, sender)
            for feed in self.feeds:
                feed.relieve()

    def begin(
        self, method: str, sender: object, named: dict[str, Any], thread: Thread
    ) -> DispatchRecord:
        """Start the record of a send.

        It is started too where no watcher wants this sender: the records on a
        thread's stack tell which receiver is running.
        """
        dispatch = DispatchRecord(self.number, method, perf_counter_ns(), thread.number)
        if thread.stack:
            dispatch.parent, dispatch.parent_number = thread.stack[-1].origin()
        feeds, wake = self.feeds, self._wake
        if self._choosy:
            feeds = tuple(feed for feed in feeds if feed.wants(sender))
            wake = _together(feeds)
        if not feeds:
            return dispatch
        if sender is not None:
            dispatch.sender = self._named(sender)
        dispatch.atomic = compat.in_transaction()
        if method[0] == "a":
            dispatch.task = task_number()
        if named:
            dispatch.arguments = record.arguments(named)
        if wake is not None:
            dispatch.wake = wake
            # Who looks at it live may want to send it again.
            dispatch.again = remember(sender, named)
        dispatch.feeds = feeds
        for feed in feeds:
            feed.put(dispatch)
        return dispatch

    def _named(self, sender: object) -> naming.Sender:
        """Return the name of a sender, that of a class from its last dispatch."""
        if type(sender) is not type and not compat.is_model(sender):
            return naming.sender(sender)
        known = self._classes.get(id(sender))
        if known is not None and known[0]() is sender:
            return known[1]
        if len(self._classes) >= _CLASSES:
            self._classes.clear()
        named = naming.sender(sender)
        self._classes[id(sender)] = _ref(sender), named
        return named

    def live(
        self,
        signal: Signal,
        sender: object,
        found: Any,
        dispatch: DispatchRecord,
        plan: Plan | None,
    ) -> Any:
        """Return the receivers that Django found, with the clock between them.

        Args:
            signal: the signal.
            sender: who sends.
            found: what ``_live_receivers`` returned.
            dispatch: the record of the send.
            plan: whom Django calls, where that is known already.
        """
        # One's own dispatcher knows one kind of receivers, Django's knows two.
        flat = self._own and type(found) is list
        if flat:
            sync, concurrent = found, []
        elif plan is None and not compat.are_live_receivers(found):
            return found  # a Signal subclass has a way of its own
        else:
            sync, concurrent = found
        if (
            plan is None
            or len(plan.sync) != len(sync)
            or len(plan.concurrent) != len(concurrent)
        ):
            plan = self.table.plan(signal, sender, sync, concurrent)
        dispatch.plan = plan
        if concurrent:
            dispatch.calls = tuple(map(AsyncCall, plan.concurrent))
            concurrent = [
                WatchedReceiver(receiver, call, dispatch)
                for receiver, call in zip(concurrent, dispatch.calls, strict=True)
            ]
        if sync:
            sync = TimedReceivers(sync)
            sync.record = dispatch
        return sync if flat else (sync, concurrent)

    def pass_over(
        self, signal: Signal, sender: object, dispatch: DispatchRecord
    ) -> None:
        """Note who hears another sender, where Django did not look for receivers.

        Its cache told it that there is nobody to call.
        """
        dispatch.plan = self.table.plan(signal, sender, [], [])

    def succeed(self, dispatch: DispatchRecord, answers: Any) -> None:
        """Close the record of a send that returned.

        The caller gets Django's own list, with the async receivers themselves in it.
        """
        if self._own:
            # It may leave its loop early, and return whatever it likes.
            dispatch.failed = None
            if not _are_pairs(answers):
                answers = None
        if type(answers) is list:
            if dispatch.calls:
                self._unwrap(dispatch, answers)
            if not self.feeds and dispatch.method.endswith("_robust"):
                self._find_failures(dispatch, answers)
            dispatch.responses = record.responses(answers)
        self._finish(dispatch)

    def _find_failures(self, dispatch: DispatchRecord, answers: list[Any]) -> None:
        """Note what receivers raised that ran after the last watcher had stopped.

        Django's log of it was not seen any more.
        """
        failures = dispatch.failures = dispatch.failures or {}
        for number, (_, value) in zip(dispatch.plan.sync, answers, strict=False):
            if number not in failures and compat.was_caught(value):
                failures[number] = Failure(naming.error(value))

    def _unwrap(self, dispatch: DispatchRecord, answers: list[Any]) -> None:
        for place in range(len(dispatch.plan.sync), len(answers)):
            receiver, value = answers[place]
            if type(receiver) is WatchedReceiver:
                answers[place] = (receiver.receiver, value)

    def fail(self, dispatch: DispatchRecord, raised: BaseException) -> None:
        """Close the record of a send that an exception left."""
        dispatch.error = naming.error(raised)
        # Before Django 6.1 a sync and an async receiver can both fail in one asend,
        # and only the first exception leaves it.
        if not any(call.raised == id(raised) for call in dispatch.calls):
            dispatch.sync_error = dispatch.error
        self._finish(dispatch)

    def fail_deep(self, dispatch: DispatchRecord) -> None:
        """Close the record of a send where the stack is too full for more."""
        dispatch.error = dispatch.sync_error = _TOO_DEEP
        dispatch.feeds = ()
        dispatch.ended = perf_counter_ns()

    def _finish(self, dispatch: DispatchRecord) -> None:
        dispatch.ended = perf_counter_ns()
        if dispatch.wake is not None:
            dispatch.wake()
        feeds, dispatch.feeds = dispatch.feeds, ()
        due = dispatch.plan.due
        for feed in feeds:
            feed.weight += due
            feed.relieve()


def _nothing() -> None:
    return None


def _are_pairs(answers: object) -> bool:
    """Whether somebody's own send returned what Django's does: receiver and answer."""
    return type(answers) is list and all(
        type(pair) is tuple and len(pair) == len(("receiver", "answer"))
        for pair in answers
    )


def _together(feeds: Iterable[Feed]) -> Callable[[], None] | None:
    """Return what wakes all of ``feeds`` that want to be woken."""
    wakes = [feed.wake for feed in feeds if feed.wake is not None]
    if len(wakes) <= 1:
        return wakes[0] if wakes else None

    def wake() -> None:
        for each in wakes:
            each()

    return wake
