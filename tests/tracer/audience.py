"""The watchers of a generated program: they come and go. A bare run has none."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.dispatch import Signal

from signal_viz.trace import Trace
from signal_viz.tracer import is_watched
from tests.tracer.agreement import assert_agrees
from tests.tracer.steps import LetGo, Stop, Watch
from tests.tracer.threads import elsewhere
from tests.tracer.wellformed import assert_well_formed

if TYPE_CHECKING:
    from tests.tracer.listing import Item
    from tests.tracer.stage import Stage

Moment = tuple[int, int]
"""The length of the journal before something was done, and after it."""


@dataclass
class Watching:
    """A watcher, and the part of the journal that it can know.

    Args:
        trace: the watcher.
        signals: numbers of its signals.
        sender: the name of the only sender whose dispatches it records.
        listed: the connections in its snapshot.
        since: when it began.
        until: when it was stopped.
        hasty: whether it was stopped while other threads were sending.
    """

    trace: Trace
    signals: tuple[int, ...]
    sender: str | None
    listed: list[tuple[int, Item]]
    since: Moment
    until: Moment | None = None
    hasty: bool = False


class Audience:
    """Starts watchers, stops them, and compares what they saw with the journal.

    Args:
        stage: what they look at.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._running: list[Watching] = []
        self._stopped: list[Watching] = []

    def do(self, step: Watch | Stop | LetGo, *, inside: bool) -> None:
        """Start, stop or let go of a watcher.

        Args:
            step: what to do.
            inside: whether a dispatch is under way.
        """
        if not self._stage.world.watchers:
            return
        if isinstance(step, Watch):
            if step.elsewhere:
                elsewhere(lambda: self.start(step))
            else:
                self.start(step)
            return
        if not self._running:
            return
        watching = self._running.pop(step.which % len(self._running))
        if isinstance(step, LetGo):
            self._let_go(watching, inside=inside)
        elif step.elsewhere:
            elsewhere(lambda: self.stop(watching))
        else:
            self.stop(watching)

    def start(self, step: Watch) -> Watching:
        """Start a watcher."""
        stage = self._stage
        signals = [stage.signals[number] for number in step.signals]
        only = step.sender
        before = len(stage.journal)
        trace = Trace(*signals, senders=None if only is None else [stage.senders[only]])
        watching = Watching(
            trace,
            step.signals,
            None if only is None else stage.sender_name(only) or "None",
            [
                (number, item)
                for number in step.signals
                for item in stage.listing.of(number)
            ],
            (before, len(stage.journal)),
        )
        self._running.append(watching)
        return watching

    def stop(self, watching: Watching) -> None:
        """Stop a watcher."""
        before = len(self._stage.journal)
        watching.trace.stop()
        watching.until = before, len(self._stage.journal)
        self._stopped.append(watching)

    def _let_go(self, watching: Watching, *, inside: bool) -> None:
        if not inside:
            self._check(watching)
        # Nobody else holds it, and nothing in it holds itself: it goes at once.
        del watching

    def beside(self) -> None:
        """Start and stop watchers while several threads send."""
        if not self._stage.world.watchers:
            return
        for _ in range(3):
            watching = self.start(Watch((0, 1)))
            watching.hasty = True
            time.sleep(0.0003)
            self._running.remove(watching)
            self.stop(watching)

    def attends(self, signal: int) -> bool:
        """Whether somebody watches a signal now."""
        return any(signal in watching.signals for watching in self._running)

    def look(self) -> None:
        """Assert that just what somebody watches is watched."""
        for watching in self._running if self._stage.play.looking else ():
            assert watching.trace.events is not None
        for number, signal in enumerate(self._stage.signals):
            watched = self.attends(number)
            assert is_watched(signal) == watched
            assert (type(signal) is Signal) != watched

    def leave(self) -> None:
        """Stop every watcher and compare what they saw with what happened."""
        while self._running:
            self.stop(self._running.pop())
        self.look()
        for watching in self._stopped:
            self._check(watching)
        self._stopped.clear()

    def _check(self, watching: Watching) -> None:
        if not watching.hasty:
            assert_well_formed(watching.trace.events)
        assert_agrees(watching, self._stage)
