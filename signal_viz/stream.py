"""Raw records in, numbered events out.

One stream serves one watcher. It gives connections, dispatches and threads the
numbers that this recording knows them by (``c1``, dispatch 1, ``worker 1``), so
that a recording made twice is the same twice.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from signal_viz import events, record
from signal_viz.naming import Error
from signal_viz.registry import Connection, SignalInfo, Snapshot

if TYPE_CHECKING:
    from signal_viz.record import AsyncCall, ConnectionChange, DispatchRecord
    from signal_viz.tracer import Feed, Watcher

_MOST_OPEN = 1_000
"""Dispatches that may stay open, waiting for an async receiver that never ends."""

_LOST = Error("Exception", "lost: another receiver's exception left the send first")


@dataclass(slots=True)
class _Open:
    """A dispatch that is not wholly told yet, and how far it has been told."""

    record: DispatchRecord
    number: int
    depth: int
    parent: int | None
    begun: bool = False
    planned: bool = False
    ended: bool = False
    sync_begun: int = 0
    sync_ended: int = 0
    async_begun: set[int] = field(default_factory=set)
    async_ended: set[int] = field(default_factory=set)

    def complete(self) -> bool:
        """Whether nothing can happen any more that has not been told."""
        return self.ended and all(
            index in self.async_ended or not call.requested
            for index, call in enumerate(self.record.calls)
        )


_Draft = tuple[int, type[events.Event], dict[str, Any]]


class Stream:
    """Turns what a :class:`~signal_viz.tracer.Feed` holds into events.

    Args:
        watcher: what fills the feed.
        feed: where the tracer puts what it sees.
        began: the clock when the recording began, in ns.
    """

    def __init__(self, watcher: Watcher, feed: Feed, began: int) -> None:
        self._feed = feed
        self._began = began
        self._lock = threading.RLock()
        self._sequence = 0
        self._dispatches = 0
        self._open: dict[int, _Open] = {}
        self._numbers: dict[int, str] = {}
        self._live: dict[str, list[Connection]] = {}
        self._signals: dict[int, SignalInfo] = {}
        self._threads = {threading.main_thread().ident: "main"}
        self._tasks: dict[int, str] = {}
        for hook, rows in watcher.connected():
            info = SignalInfo(f"s{len(self._signals) + 1}", hook.name)
            if hook.number in self._signals:
                continue
            self._signals[hook.number] = info
            self._live[info.id] = [
                self._numbered(number, connection, info.id)
                for number, connection in rows
            ]

    def snapshot(self) -> Snapshot:
        """Return what is connected after the events given out so far."""
        return Snapshot(
            tuple(self._signals.values()),
            tuple(item for group in self._live.values() for item in group),
        )

    def drain(self) -> list[events.Event]:
        """Return the events that happened since the last call, in order."""
        with self._lock:
            drafts = self._drafts()
            made = []
            for at, cls, values in drafts:
                event = cls(
                    sequence=self._sequence, time_ns=max(0, at - self._began), **values
                )
                self._sequence += 1
                self._follow(event)
                made.append(event)
            return made

    def shed(self) -> tuple[int, int]:
        """Throw away what waits in the feed, except what is not over yet.

        Returns:
            How many events and how many dispatches were thrown away.
        """
        with self._lock:
            dispatches = self._dispatches
            drafts = self._drafts()
            for at, cls, values in drafts:
                if cls in (events.Connected, events.Disconnected, events.Collected):
                    self._follow(cls(sequence=0, time_ns=at, **values))
            self._sequence += len(drafts)
            return len(drafts), self._dispatches - dispatches

    def _drafts(self) -> list[_Draft]:
        """Return what is new, by time, as event classes with their values."""
        drafts: list[_Draft] = []
        items = self._feed.items
        self._feed.weight = 0
        while items:
            item = items.popleft()
            if isinstance(item, record.ConnectionChange):
                self._tell_change(item, drafts)
            else:
                self._open[id(item)] = self._opened(item)
        for entry in self._open.values():
            self._tell(entry, drafts)
        self._open = {
            key: entry for key, entry in self._open.items() if not entry.complete()
        }
        while len(self._open) > _MOST_OPEN:
            del self._open[next(iter(self._open))]
        # Stable: at equal times the order of telling holds.
        drafts.sort(key=lambda draft: draft[0])
        return drafts

    def _opened(self, item: DispatchRecord) -> _Open:
        """Give a dispatch its number and find the dispatch it was sent from."""
        self._dispatches += 1
        ancestor = item.parent
        while ancestor is not None and id(ancestor) not in self._open:
            ancestor = ancestor.parent
        if ancestor is None:
            return _Open(item, self._dispatches, 0, None)
        parent = self._open[id(ancestor)]
        return _Open(item, self._dispatches, parent.depth + 1, parent.number)

    def _tell_change(self, item: ConnectionChange, drafts: list[_Draft]) -> None:
        signal = self._signals.get(item.signal)
        if signal is None:
            return
        if item.connection is not None:
            if item.number in self._numbers:
                return  # it came while the recording began
            named = self._numbered(item.number, item.connection, signal.id)
            values: dict[str, Any] = {"connection": named, "position": item.position}
            drafts.append((item.at, events.Connected, values))
            return
        values = {"connection": self._numbers.get(item.number)}
        if values["connection"] is None:
            return
        if item.kind == "collected":
            values["cause"] = item.cause
            drafts.append((item.at, events.Collected, values))
        else:
            drafts.append((item.at, events.Disconnected, values))

    def _numbered(self, number: int, connection: Connection, signal: str) -> Connection:
        if number not in self._numbers:
            self._numbers[number] = f"c{len(self._numbers) + 1}"
        return replace(connection, id=self._numbers[number], signal=signal)

    def _tell(self, entry: _Open, drafts: list[_Draft]) -> None:
        item = entry.record
        # Read first: what happens while this runs is told next time, whole.
        ended = item.ended
        started = item.sync_started()
        base = {"dispatch": entry.number}
        if not entry.begun:
            entry.begun = True
            drafts.append((item.started, events.DispatchStarted, self._start(entry)))
        if not entry.planned and (item.plan is not record.NOBODY or ended is not None):
            entry.planned = True
            for number in item.plan.skipped:
                skipped = {**base, "connection": self._numbers.get(number, "")}
                drafts.append((item.started, events.ReceiverSkipped, skipped))
        self._tell_sync(entry, started, drafts)
        for index, call in enumerate(item.calls):
            self._tell_async(entry, index, call, drafts)
        if ended is not None and not entry.ended:
            entry.ended = True
            self._tell_end(entry, ended, drafts)

    def _start(self, entry: _Open) -> dict[str, Any]:
        item = entry.record
        by = item.parent_number if entry.parent is not None else None
        return {
            "dispatch": entry.number,
            "signal": self._signals[item.signal].id,
            "sender": item.sender,
            "method": item.method,
            "parent": entry.parent,
            "parent_connection": None if by is None else self._numbers.get(by),
            "depth": entry.depth,
            "thread": self._thread(item.thread),
            "task": self._task(item.task),
            "atomic": item.atomic,
            "arguments": {
                key: record.text(value) for key, value in item.arguments.items()
            },
        }

    def _tell_sync(self, entry: _Open, started: int, drafts: list[_Draft]) -> None:
        item = entry.record
        thread = self._thread(item.sync_thread)
        for index in range(entry.sync_begun, started):
            # One stamp ends a receiver and starts the next: the end is told first.
            self._tell_sync_end(entry, index - 1, drafts)
            values = self._call(entry, item.plan.sync[index])
            values["thread"] = thread
            drafts.append((item.stamps[index], events.ReceiverStarted, values))
        entry.sync_begun = max(entry.sync_begun, started)
        if len(item.stamps) > started and (item.ended or not item.sync_failed):
            # What the last one raised is known only when the send has ended.
            self._tell_sync_end(entry, started - 1, drafts)

    def _tell_sync_end(self, entry: _Open, index: int, drafts: list[_Draft]) -> None:
        if index < entry.sync_ended:
            return
        entry.sync_ended = index + 1
        item = entry.record
        number = item.plan.sync[index]
        begun, ended = item.stamps[index : index + 2]
        error = (item.failures or {}).get(number)
        if error is None and item.sync_failed and index + 2 == len(item.stamps):
            error = item.error if item.sync_error else _LOST
        values = {**self._call(entry, number), "duration_ns": ended - begun}
        self._tell_result(ended, values, error, drafts)

    def _tell_async(
        self, entry: _Open, index: int, call: AsyncCall, drafts: list[_Draft]
    ) -> None:
        ended = call.ended
        values = self._call(entry, call.number)
        if call.started is not None and index not in entry.async_begun:
            entry.async_begun.add(index)
            where = {
                "thread": self._thread(call.thread),
                "task": self._task(call.task),
            }
            drafts.append((call.started, events.ReceiverStarted, {**values, **where}))
        if ended is not None and index not in entry.async_ended:
            entry.async_ended.add(index)
            if call.started is None:  # cancelled before its first step
                drafts.append((ended, events.ReceiverNotReached, values))
                return
            values["duration_ns"] = ended - call.started
            self._tell_result(ended, values, call.error, drafts)

    @staticmethod
    def _tell_result(
        at: int, values: dict[str, Any], error: Error | None, drafts: list[_Draft]
    ) -> None:
        if error is None:
            drafts.append((at, events.ReceiverReturned, values))
        else:
            drafts.append((at, events.ReceiverRaised, {**values, "error": error}))

    def _tell_end(self, entry: _Open, ended: int, drafts: list[_Draft]) -> None:
        item = entry.record
        plan = item.plan
        missed = list(plan.sync[item.sync_started() :])
        missed += [call.number for call in item.calls if not call.requested]
        for number in missed:
            values = self._call(entry, number)
            drafts.append((ended, events.ReceiverNotReached, values))
        called = (*plan.sync, *plan.concurrent)
        values = {
            "dispatch": entry.number,
            "duration_ns": ended - item.started,
            "error": item.error,
            "responses": {
                self._numbers.get(number, ""): record.text(value)
                for number, value in zip(called, item.responses, strict=False)
            },
        }
        drafts.append((ended, events.DispatchEnded, values))

    def _call(self, entry: _Open, number: int) -> dict[str, Any]:
        return {
            "dispatch": entry.number,
            "connection": self._numbers.get(number, ""),
        }

    def _thread(self, ident: int) -> str:
        # Thread.ident is reused: a name tells threads apart that live together.
        return self._threads.setdefault(ident, f"worker {len(self._threads)}")

    def _task(self, key: int | None) -> str | None:
        if key is None:
            return None
        return self._tasks.setdefault(key, f"task {len(self._tasks) + 1}")

    def _follow(self, event: events.Event) -> None:
        """Keep the list of living connections in step with the events given out."""
        if isinstance(event, events.Connected):
            group = self._live[event.connection.signal]
            group.insert(min(event.position, len(group)), event.connection)
        elif isinstance(event, events.Disconnected | events.Collected):
            for group in self._live.values():
                group[:] = [item for item in group if item.id != event.connection]
