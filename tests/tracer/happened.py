"""The part of the journal that a watcher can know, in the order of its lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.tracer.acting import IN_ORDER
from tests.tracer.actors import KINDS
from tests.tracer.journal import (
    Began,
    Call,
    Came,
    Collected,
    Connected,
    Disconnected,
    Ended,
    Key,
    Sent,
)
from tests.tracer.steps import Together

if TYPE_CHECKING:
    from tests.tracer.audience import Watching
    from tests.tracer.journal import Entry, Line, Place
    from tests.tracer.stage import Stage


def mixed(stage: Stage) -> set[int]:
    """Return the steps in which several threads were at work at once."""
    return {
        entry.step
        for entry in stage.journal
        if isinstance(entry, Sent)
        and (
            isinstance(stage.play.steps[entry.step], Together)
            or (not IN_ORDER and entry.method.startswith("a"))
        )
    }


class Happened:
    """The part of the journal that a watcher can know.

    Attributes:
        surely: the dispatches that must be recorded.
        perhaps: those that may be: they began as the watcher came or went.
        lines: what happened, in order, step by step.
        collected: the connections that fell silent.
        places: threads and tasks of dispatches and calls.
        hazy: dispatches of which it is not certain where they are told to be nested.
        torn: dispatches in the middle of which another thread stopped the watcher, and
            those nested in them. How much was seen of them is a matter of luck.

    Args:
        watching: the watcher.
        stage: where it happened.
        recorded: the dispatches that were recorded.
    """

    def __init__(self, watching: Watching, stage: Stage, recorded: list[str]) -> None:
        self._actors = stage.play.actors
        self._sent = {e.dispatch: e for e in stage.journal if isinstance(e, Sent)}
        self._recorded = {*recorded}
        self._begun: Counter[tuple[str, Key]] = Counter()
        self._began = {e.call: e for e in stage.journal if isinstance(e, Began)}
        self._keys: dict[Call, Key] = {}
        self.surely: set[str] = set()
        self.perhaps: set[str] = set()
        self.lines: dict[int, list[Line]] = {}
        self.collected: list[Line] = []
        self.places: dict[tuple[str, Key | None], Place] = {}
        self.torn: set[str] = set()
        self.hazy = {name for name in self._sent if self._is_hazy(name, stage)}
        self._due: dict[str, list[Key]] = {}
        self._passed: dict[str, list[Key]] = {}
        looking: set[str] = set()
        for entry in stage.journal:
            match entry:
                case Sent(dispatch=name):
                    self._plan(entry)
                    looking.add(name)
                case Came(dispatch=name):
                    looking.discard(name)
                case Began(call=call):
                    self._begin(entry)
                    looking.discard(call.dispatch)
                case Collected():
                    self._miss(entry, looking)
        (before, since), end = watching.since, len(stage.journal)
        until, after = watching.until or (end, end)
        if watching.hasty:
            self._tear(stage.journal[:until])
        for moment, entry in enumerate(stage.journal):
            if isinstance(entry, Sent):
                self._frame(
                    entry,
                    watching,
                    surely=since <= moment < until,
                    perhaps=before <= moment < after,
                )
            self._take(entry, watching, known=since <= moment < until)

    def _plan(self, sent: Sent) -> None:
        """Take in whom a dispatch is to call, and where it is sent."""
        self._due[sent.dispatch] = list(sent.due)
        self._passed[sent.dispatch] = list(sent.passed)
        awaited = sent.method.startswith("a")
        place = sent.place if awaited else replace(sent.place, task=None)
        self.places[sent.dispatch, None] = place

    def passed(self, name: str) -> list[Key]:
        """Return the connections that a dispatch passed over."""
        return self._passed[name]

    def _miss(self, collected: Collected, looking: set[str]) -> None:
        """Take in that a receiver died before Django took hold of it.

        As it looks for the living ones, Django lets go of the dead entries, and one
        of them may have been the last to hold the receiver of another one.
        """
        for name in looking:
            for keys in (self._due[name], self._passed[name]):
                if self._sent[name].signal == collected.signal:
                    keys[:] = [key for key in keys if key != collected.key]

    def _begin(self, entry: Began) -> None:
        """Find out by which of its connections an actor was called."""
        call = entry.call
        mine = [key for key in self._due[call.dispatch] if key.actor == call.actor]
        key = self._keys[call] = mine[call.nth]
        what = call.dispatch, key
        self._begun[what] += 1
        assert self._begun[what] == 1
        kind = KINDS[self._actors[call.actor].kind]
        task = entry.place.task if kind.acts else None
        self.places[what] = replace(entry.place, task=task)

    def _is_hazy(self, name: str, stage: Stage) -> bool:
        """Whether the way back to the outermost dispatch may not be known.

        It is not where it leads through a signal that nobody watches, and through
        another thread or task: no context variable is set to find it.
        """
        step = stage.play.steps[self._sent[name].step]
        if isinstance(step, Together) and step.beside == "watches":
            return "/" in name
        call = self._sent[name].above
        while call is not None:
            sent, began = self._sent[call.dispatch], self._began[call]
            if sent.dispatch not in stage.attended and began.place != sent.place:
                return True
            call = sent.above
        return False

    def _tear(self, journal: list[Entry]) -> None:
        over = {entry.dispatch for entry in journal if isinstance(entry, Came)}
        for name in self._sent:
            outer = [name[:end] for end, sign in enumerate(name) if sign == "/"]
            if not over.issuperset([name, *outer]):
                self.torn.add(name)

    def _frame(
        self, sent: Sent, watching: Watching, *, surely: bool, perhaps: bool
    ) -> None:
        heard = watching.sender in (None, sent.sender)
        if heard and sent.signal in watching.signals:
            self.surely |= {sent.dispatch} if surely else set()
            self.perhaps |= {sent.dispatch} if perhaps else set()

    def _take(self, entry: Entry, watching: Watching, *, known: bool) -> None:
        line: Line | None = None
        match entry:
            case Sent(dispatch=name) if name in self._recorded:
                line = self._told(entry)
            case Came(dispatch=name) if name in self._recorded:
                line = self._outcome(entry)
            case Began(call=call) if call.dispatch in self._recorded:
                line = "began", call.dispatch, self._keys[call]
            case Ended(call=call) if call.dispatch in self._recorded:
                key = self._keys[call]
                line = "ended", call.dispatch, key, entry.error
            case Connected(signal=number) if known and number in watching.signals:
                about = number, entry.key, entry.position, entry.weak, entry.is_async
                line = "connected", *about
            case Disconnected(signal=number) if known and number in watching.signals:
                line = "disconnected", entry.key
            case Collected(signal=number) if known and number in watching.signals:
                self.collected.append((entry.key, entry.cause))
        if line is not None:
            self.lines.setdefault(entry.step, []).append(line)

    def _told(self, sent: Sent) -> Line:
        above, depth = self._above(sent), 0
        outer = above
        while outer is not None:
            depth += 1
            outer = self._above(self._sent[outer[0]])
        about = sent.signal, sent.method, sent.sender
        return "sent", sent.dispatch, *about, above, depth

    def _above(self, sent: Sent) -> tuple[str, Key] | None:
        """Return the call inside which it was sent, of a dispatch that is recorded."""
        call = sent.above
        while call is not None and call.dispatch not in self._recorded:
            call = self._sent[call.dispatch].above
        return None if call is None else (call.dispatch, self._keys[call])

    def _outcome(self, came: Came) -> Line:
        due = self._due[came.dispatch]
        responses: dict[Key, Any] = {}
        if came.responses is not None:
            responses = dict(zip(due, came.responses, strict=True))
        missed = {key for key in due if (came.dispatch, key) not in self._begun}
        return "came", came.dispatch, came.error, responses, sorted(missed)
