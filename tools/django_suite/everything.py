"""Watch every signal of a process: those that exist, and those made later."""

from __future__ import annotations

import functools
import gc
import itertools
import weakref
from typing import Any

from django.dispatch import Signal

from signal_viz import events
from signal_viz.trace import Trace

# Bound here: Django's own tests replace weakref.ref to prove that it is not used.
_ref = weakref.ref


class Everything:
    """Traces every signal, each by a :class:`~signal_viz.trace.Trace` of its own.

    A trace goes with its signal, as it would with the notebook's variable.
    """

    def __init__(self) -> None:
        self._dispatches = 0
        self._over: list[int] = []
        self._numbers = itertools.count()
        self._traces: dict[int, tuple[weakref.ref[Signal], Trace]] = {}
        init = Signal.__init__

        @functools.wraps(init)
        def watched_init(signal: Signal, *args: Any, **kwargs: Any) -> None:
            init(signal, *args, **kwargs)
            self._watch(signal)

        for existing in gc.get_objects():
            if issubclass(type(existing), Signal):
                self._watch(existing)
        Signal.__init__ = watched_init  # type: ignore[assignment]

    def _watch(self, signal: Signal) -> None:
        number = next(self._numbers)
        reference = _ref(signal, lambda _: self._over.append(number))
        self._traces[number] = reference, Trace(signal)
        self._sort_out()

    def _sort_out(self) -> None:
        """Count and forget the traces whose signals are gone.

        Not at once: a signal can go while its own lock, or any other, is held.
        """
        while self._over:
            self._end(self._over.pop())

    def _end(self, number: int) -> None:
        _, trace = self._traces.pop(number)
        trace.stop()
        for event in trace.events:
            if isinstance(event, events.DispatchStarted):
                self._dispatches += 1
            elif isinstance(event, events.Dropped):
                self._dispatches += event.dispatches

    def close(self) -> dict[str, int]:
        """Stop watching; return how many signals and dispatches were seen."""
        for number in list(self._traces):
            self._end(number)
        return {"signals": next(self._numbers), "dispatches": self._dispatches}
