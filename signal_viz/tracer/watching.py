"""Starts and stops watching."""

from __future__ import annotations

import threading
import weakref
from collections import deque
from typing import TYPE_CHECKING

from signal_viz import naming, peek
from signal_viz.errors import SignalVizError
from signal_viz.registry import checked
from signal_viz.tracer.hook import Hook
from signal_viz.tracer.methods import watched_class

if TYPE_CHECKING:
    from django.dispatch import Signal

    from signal_viz.registry import Connection
    from signal_viz.tracer.feed import Feed

_hooks: dict[int, Hook] = {}
_watchers: weakref.WeakSet[Watcher] = weakref.WeakSet()


class Watcher:
    """A running observation; :meth:`stop` undoes it, and so does its death.

    Args:
        signals: the signals to watch.
        feed: where what is seen goes.

    Raises:
        SignalVizError: one of ``signals`` is no Django signal, or cannot be
            watched.
    """

    def __init__(self, signals: tuple[object, ...], feed: Feed) -> None:
        self.hooks: list[Hook] = []
        self._feed = feed
        self._finalizer = weakref.finalize(self, _desk.collected, self.hooks, feed)
        self._finalizer.atexit = False
        for signal in {id(signal): signal for signal in checked(signals)}.values():
            try:
                self.hooks.append(_desk.attach(signal, feed))
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
        if self._finalizer.detach() is not None:
            _desk.detach(self.hooks, self._feed)

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


class _Desk:
    """Where watchers come and go, one after the other.

    The garbage collector may take a watcher while this or another thread stands at
    the desk. It must not wait then: it leaves a note, and who stands there sees to it.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._busy = False
        self._leaving: deque[tuple[list[Hook], Feed]] = deque()

    def attach(self, signal: Signal, feed: Feed) -> Hook:
        with self._lock:
            self._busy = True
            try:
                hook = _hooks.get(id(signal)) or _hook(signal)
                # The first look fills the table; later changes are news for the feed.
                hook.table.compare(signal)
                hook.serve((*hook.feeds, feed))
            finally:
                self._busy = False
                self._see_off()
        self._look_again()
        return hook

    def detach(self, hooks: list[Hook], feed: Feed) -> None:
        self._leaving.append((hooks, feed))
        with self._lock:
            self._see_off()
        self._look_again()

    def collected(self, hooks: list[Hook], feed: Feed) -> None:
        self._leaving.append((hooks, feed))
        self._look_again()

    def _look_again(self) -> None:
        """See off who came while the desk was taken, unless it is taken again."""
        while self._leaving and not self._busy and self._lock.acquire(blocking=False):
            try:
                self._see_off()
            finally:
                self._lock.release()

    def _see_off(self) -> None:
        while self._leaving and not self._busy:
            hooks, feed = self._leaving.popleft()
            for hook in hooks:
                hook.serve(tuple(item for item in hook.feeds if item is not feed))
                if not hook.feeds:
                    _unhook(hook)


_desk = _Desk()


def _hook(signal: Signal) -> Hook:
    """Start to watch a signal that nobody watches yet."""
    key = id(signal)

    def gone() -> None:
        # Else a new signal at the same address would be taken for this one.
        _hooks.pop(key, None)
        hook.let_go()

    hook = Hook(signal, gone)
    try:
        hook.watched = watched_class(hook)
        peek.set_class(signal, hook.watched)
    except TypeError as error:
        message = (
            f"{naming.describe(signal)} cannot be watched: its class forbids "
            "a subclass of the same layout."
        )
        raise SignalVizError(message) from error
    _hooks[key] = hook
    return hook


def _unhook(hook: Hook) -> None:
    signal = hook.signal()
    hook.let_go()
    if signal is None:
        return
    if _hooks.get(id(signal)) is hook:
        del _hooks[id(signal)]
    # Somebody else may have given it yet another class meanwhile.
    if type(signal) is hook.watched:
        peek.set_class(signal, hook.base)
