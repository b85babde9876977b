"""Tells one dispatch as events, as far as it has come."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from signal_viz import events, record
from signal_viz.naming import Error, clip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signal_viz.record import AsyncCall, DispatchRecord

Draft = tuple[int, type[events.Event], dict[str, Any]]
"""The clock, the class of an event and its values; threads and tasks are numbers."""

_LOST = Error("Exception", "lost: another receiver's exception left the send first")


class Telling:
    """A dispatch that is not wholly told yet, and how far it has been told.

    Args:
        item: what the tracer wrote down.
        number: number of the dispatch in this recording.
        signal: id of its signal.
        names: ids of the connections by their numbers.
        above: the dispatch in which it was sent, if that is told as well.
        sent_by: number of the connection whose receiver sent it.
    """

    def __init__(
        self,
        item: DispatchRecord,
        number: int,
        signal: str,
        names: dict[int, str],
        *,
        above: Telling | None,
        sent_by: int | None,
    ) -> None:
        self.item = item
        self.number = number
        self.above = above
        self.sent_by = None if above is None else sent_by
        self.depth: int = 0 if above is None else above.depth + 1
        self._inside: dict[int | None, list[Telling]] = {}
        self._fresh: list[Draft | Telling] = []
        self._signal = signal
        self._names = names
        if above is not None:
            above.hold(self)
        self._begun = self._planned = self._ended = self._missed = False
        self._sync_begun = self._sync_ended = 0
        self._async_begun: set[int] = set()
        self._async_ended: set[int] = set()

    def done(self) -> bool:
        """Whether all that can happen has been told."""
        return (
            self._ended
            and self._missed
            and all(
                place in self._async_ended or not call.requested
                for place, call in enumerate(self.item.calls)
            )
        )

    def hold(self, nested: Telling) -> None:
        """Keep a dispatch that one of the receivers sent, to be told inside it."""
        self._inside.setdefault(nested.sent_by, []).append(nested)

    def tell(self, now: int) -> None:
        """Get ready what happened since the last time; :func:`in_order` takes it.

        Args:
            now: the clock; what happened later is left for the next time.
        """
        item = self.item
        if item.started > now:
            return
        # Read first: what happens while this runs is told next time, whole.
        ended = item.ended
        if ended is not None and ended > now:
            ended = None
        if not self._begun:
            self._begun = True
            self._fresh.append((item.started, events.DispatchStarted, self._start()))
        if not self._planned and (item.plan is not record.NOBODY or ended is not None):
            self._planned = True
            for number in item.plan.skipped:
                self._add(item.started, events.ReceiverSkipped, number)
        self._tell_sync(now)
        for place, call in enumerate(item.calls):
            self._tell_async(place, call, now)
        for sent_by, group in list(self._inside.items()):
            self._fresh += group
            self._inside[sent_by] = [nested for nested in group if not nested.done()]
        if ended is not None:
            self._tell_end(ended)

    def take(self) -> list[Draft | Telling]:
        """Return what is ready, and where among it the nested dispatches belong."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def _start(self) -> dict[str, Any]:
        item, above = self.item, self.above
        by = self.sent_by
        return {
            "dispatch": self.number,
            "signal": self._signal,
            "sender": item.sender,
            "method": item.method,
            "parent": None if above is None else above.number,
            "parent_connection": None if by is None else self._names.get(by),
            "depth": self.depth,
            "thread": item.thread,
            "task": item.task,
            "atomic": item.atomic,
            "arguments": {
                clip(name): record.text(value) for name, value in item.arguments.items()
            },
        }

    def _tell_sync(self, now: int) -> None:
        item = self.item
        # The end is read first: once it is there, no more stamps come.
        ended = item.sync_ended
        if ended is not None and ended > now:
            ended = None
        stamps = item.stamps[:]
        for place in range(self._sync_begun, bisect_right(stamps, now)):
            # One stamp ends a receiver and starts the next: the end is told first.
            self._tell_sync_end(place - 1, stamps, stamps[place])
            self._add(
                stamps[place],
                events.ReceiverStarted,
                item.plan.sync[place],
                thread=item.sync_thread,
                task=None,
            )
            self._sync_begun = place + 1
        # What the last one raised is known only when the send has ended.
        if ended is not None and (item.failed is None or item.ended is not None):
            self._tell_sync_end(self._sync_begun - 1, stamps, ended)

    def _tell_sync_end(self, place: int, stamps: Sequence[int], ended: int) -> None:
        if place < self._sync_ended:
            return
        self._sync_ended = place + 1
        item = self.item
        number = item.plan.sync[place]
        self._fresh += self._inside.pop(number, ())
        # What it raised itself comes first: where Django fails to log that, another
        # exception leaves the send.
        error, at = (item.failures or {}).get(number, (None, None))
        if place == item.failed and error is None:
            error = item.sync_error or _LOST
        elif at is not None:
            ended = min(at, ended)  # what Django's log took is not the receiver's
        self._tell_result(number, stamps[place], ended, error)

    def _tell_async(self, place: int, call: AsyncCall, now: int) -> None:
        started, ended = call.started, call.ended
        if started is not None and started <= now and place not in self._async_begun:
            self._async_begun.add(place)
            self._add(
                started,
                events.ReceiverStarted,
                call.number,
                thread=call.thread,
                task=call.task,
            )
        if ended is None or ended > now or place in self._async_ended:
            return
        self._async_ended.add(place)
        self._fresh += self._inside.pop(call.number, ())
        if started is None:  # cancelled before its first step
            self._add(ended, events.ReceiverNotReached, call.number)
        else:
            self._tell_result(call.number, started, ended, call.error)

    def _tell_result(
        self, number: int, started: int, ended: int, error: Error | None
    ) -> None:
        duration = ended - started
        if error is None:
            kind: type[events.Event] = events.ReceiverReturned
            self._add(ended, kind, number, duration_ns=duration)
        else:
            kind = events.ReceiverRaised
            self._add(ended, kind, number, error=error, duration_ns=duration)

    def _tell_end(self, ended: int) -> None:
        item = self.item
        if not self._missed and not item.sync_running():
            self._missed = True
            self._tell_missed(max(ended, item.sync_ended or 0))
        if self._ended:
            return
        self._ended = True
        called = (*item.plan.sync, *item.plan.concurrent)
        values = {
            "dispatch": self.number,
            "duration_ns": ended - item.started,
            "error": item.error,
            "responses": {
                self._names.get(number, ""): record.text(value)
                for number, value in zip(called, item.responses, strict=False)
            },
        }
        self._fresh.append((ended, events.DispatchEnded, values))

    def _tell_missed(self, at: int) -> None:
        """Tell who was due and not called.

        Where an ``asend`` was cancelled, its sync receivers may run on in their
        thread; then it is known only later.
        """
        item = self.item
        missed = list(item.plan.sync[len(item.stamps) :])
        missed += [call.number for call in item.calls if not call.requested]
        for number in missed:
            self._add(at, events.ReceiverNotReached, number)

    def _add(
        self, at: int, kind: type[events.Event], number: int, **values: Any
    ) -> None:
        values["dispatch"] = self.number
        values["connection"] = self._names.get(number, "")
        self._fresh.append((at, kind, values))


def in_order(telling: Telling) -> Iterator[Draft]:
    """Yield what a dispatch and those nested in it have ready.

    What happened inside a receiver stands between its start and its end, even where
    the clock is so coarse that they carry one time. Recursion makes dispatches
    hundreds deep, so this does not recurse.
    """
    waiting = [iter(telling.take())]
    while waiting:
        for item in waiting[-1]:
            if isinstance(item, Telling):
                waiting.append(iter(item.take()))
                break
            yield item
        else:
            waiting.pop()
