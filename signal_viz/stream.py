"""Raw records in, numbered events out.

One stream serves one watcher. It gives connections, dispatches, threads and tasks
the numbers that this recording knows them by (``c1``, dispatch 1, ``worker 1``), so
that a recording made twice is the same twice.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from signal_viz import events, record
from signal_viz.registry import Connection, SignalInfo, Snapshot
from signal_viz.telling import Draft, Telling, in_order
from signal_viz.watched import MAIN_THREAD

if TYPE_CHECKING:
    from signal_viz.again import Again
    from signal_viz.record import DispatchRecord
    from signal_viz.tracer import Feed, Item, Watcher

_MOST_OPEN = 1_000
"""Dispatches that may stay open, waiting for an async receiver that never ends."""
_SPARE_NUMBERS = 1_000
"""Connections that are gone and whose numbers are not forgotten yet."""
_SENDS = 100
"""Latest dispatches of which it is remembered what they were sent with."""

_CHANGES = (events.Connected, events.Disconnected, events.Collected)


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
        self._busy = False
        self._sequence = 0
        self._latest = 0
        self._dispatches = 0
        self._open: dict[int, Telling] = {}
        self._numbers: dict[int, str] = {}
        self._numbered_so_far = 0
        self._live: dict[str, list[Connection]] = {}
        self._signals: dict[int, SignalInfo] = {}
        self._threads = {MAIN_THREAD: "main"}
        self._tasks: dict[int, str] = {}
        self._unfinished = 0
        self._sends: dict[int, Again] = {}
        for hook, rows in watcher.connected():
            info = SignalInfo(f"s{len(self._signals) + 1}", hook.name)
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

    def again(self, dispatch: int) -> Again | None:
        """Return what one of the latest dispatches was sent with, by its number."""
        return self._sends.get(dispatch)

    def connection_id(self, number: int) -> str | None:
        """Return the id by which this recording knows a connection."""
        return self._numbers.get(number)

    def drain(self, most: int | None = None) -> list[events.Event]:
        """Return the events that happened since the last call, in order.

        Args:
            most: how many receiver calls to take out of the feed; ``None``: all.
        """
        with self._lock:
            if self._busy:
                return []  # the garbage collector ran somebody's send in here
            self._busy = True
            try:
                return [self._event(draft) for draft in self._drafts(most)]
            finally:
                self._busy = False

    def shed(self, keep: int) -> tuple[int, int]:
        """Throw away the oldest of what waits in the feed.

        Args:
            keep: how many receiver calls may stay.

        Returns:
            How many events and how many dispatches were thrown away.
        """
        with self._lock:
            if self._busy:
                return 0, 0
            self._busy = True
            before = self._sequence, self._dispatches
            try:
                self._drop(keep)
            finally:
                self._busy = False
            return self._sequence - before[0], self._dispatches - before[1]

    def _drafts(self, most: int | None) -> list[Draft]:
        """Return what is new, by time, as event classes with their values."""
        # Nothing after this moment is told: so no receiver's end comes before the
        # dispatches that it sent, however busy another thread is just now.
        now = perf_counter_ns()
        drafts: list[Draft] = []
        feed = self._feed
        keep = 0 if most is None else feed.weight - most
        while feed.items and (most is None or feed.weight > keep):
            item = feed.items.popleft()
            feed.weight -= item.weight()
            if isinstance(item, record.ConnectionChange):
                self._change(item, drafts)
            else:
                self._opened(item)
        try:
            # What stays is told later: until then, nothing that came after it.
            now = min(now, _began(feed.items[0]) - 1)
        except IndexError:
            feed.weight = 0
        self._tell_open(now, drafts)
        return drafts

    def _tell_open(self, now: int, drafts: list[Draft]) -> None:
        for telling in self._open.values():
            telling.tell(now)
        for telling in self._open.values():
            # What is nested comes with the dispatch that it was sent from.
            drafts.extend(in_order(telling))
        self._open = {
            key: telling for key, telling in self._open.items() if not telling.done()
        }
        while len(self._open) > _MOST_OPEN:
            del self._open[next(iter(self._open))]
        # Stable: at equal times (a browser's clock is coarse) what belongs inside
        # stays inside.
        drafts.sort(key=lambda draft: draft[0])

    def _drop(self, keep: int) -> None:
        feed, drafts = self._feed, list[Draft]()
        while feed.items and (feed.weight > keep or _headless(feed.items[0])):
            item = feed.items.popleft()
            feed.weight -= item.weight()
            if isinstance(item, record.ConnectionChange):
                self._change(item, drafts)
            elif item.settled():
                self._dispatches += 1
                self._sequence += item.events()
            else:
                self._opened(item)
        self._tell_open(perf_counter_ns(), drafts)
        for draft in drafts:
            self._event(draft)

    def _event(self, draft: Draft) -> events.Event:
        at, cls, values = draft
        if "thread" in values:
            values["thread"] = self._thread(values["thread"])
            values["task"] = self._task(values["task"])
        self._latest = max(self._latest, at - self._began)
        event = cls(sequence=self._sequence, time_ns=self._latest, **values)
        self._sequence += 1
        self._follow(event)
        return event

    def _opened(self, item: DispatchRecord) -> None:
        """Give a dispatch its number and find the dispatch it was sent from."""
        self._dispatches += 1
        ancestor, number = item.parent, item.parent_number
        while ancestor is not None and id(ancestor) not in self._open:
            number, ancestor = ancestor.parent_number, ancestor.parent
        above = None if ancestor is None else self._open[id(ancestor)]
        if item.again is not None:
            self._sends[self._dispatches] = item.again
            if len(self._sends) > _SENDS:
                del self._sends[next(iter(self._sends))]
        signal = self._signals[item.signal].id
        self._open[id(item)] = Telling(
            item, self._dispatches, signal, self._numbers, above=above, sent_by=number
        )

    def _change(self, item: record.ConnectionChange, drafts: list[Draft]) -> None:
        signal = self._signals[item.signal]
        if item.connection is not None:
            if item.number in self._numbers:
                return  # it came while the recording began
            named = self._numbered(item.number, item.connection, signal.id)
            values: dict[str, Any] = {"connection": named, "position": item.position}
            drafts.append((item.at, events.Connected, values))
            return
        if item.number not in self._numbers:
            return  # it went while the recording began
        values = {"connection": self._numbers[item.number]}
        if item.kind == "collected":
            values["cause"] = item.cause
            drafts.append((item.at, events.Collected, values))
        else:
            drafts.append((item.at, events.Disconnected, values))

    def _numbered(self, number: int, connection: Connection, signal: str) -> Connection:
        self._numbered_so_far += 1
        name = self._numbers[number] = f"c{self._numbered_so_far}"
        return replace(connection, id=name, signal=signal)

    def _thread(self, number: int) -> str:
        return self._threads.setdefault(number, f"worker {len(self._threads)}")

    def _task(self, number: int | None) -> str | None:
        if number is None:
            return None
        return self._tasks.setdefault(number, f"task {len(self._tasks) + 1}")

    def _follow(self, event: events.Event) -> None:
        """Keep in mind what is connected and what runs after the events given out."""
        if isinstance(event, _CHANGES):
            self._follow_change(event)
        elif isinstance(event, events.DispatchStarted | events.ReceiverStarted):
            self._unfinished += 1
        elif isinstance(
            event,
            events.DispatchEnded | events.ReceiverReturned | events.ReceiverRaised,
        ):
            self._unfinished -= 1
            if self._unfinished == 0:
                self._tasks.clear()  # so that the numbers stay small
                self._forget_numbers()

    def _follow_change(self, event: events.Event) -> None:
        if isinstance(event, events.Connected):
            group = self._live[event.connection.signal]
            group.insert(min(event.position, len(group)), event.connection)
        elif isinstance(event, events.Disconnected | events.Collected):
            for group in self._live.values():
                group[:] = [item for item in group if item.id != event.connection]

    def _forget_numbers(self) -> None:
        """Forget the numbers of connections that are gone, where they are many."""
        living = sum(map(len, self._live.values()))
        if len(self._numbers) > 2 * living + _SPARE_NUMBERS and not self._open:
            known = {item.id for group in self._live.values() for item in group}
            self._numbers = {
                number: name for number, name in self._numbers.items() if name in known
            }


def _began(item: Item) -> int:
    return item.at if isinstance(item, record.ConnectionChange) else item.started


def _headless(item: Item) -> bool:
    """Whether the dispatch from which this one was sent has been thrown away."""
    if isinstance(item, record.ConnectionChange) or item.parent is None:
        return False
    return item.parent.settled()
