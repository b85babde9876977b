"""A recorder with ``sys.settrace`` that keeps what is about the receivers."""

from __future__ import annotations

import sys
from collections import deque
from contextlib import contextmanager
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from tools.bench.instead.tool import Watched, Watching

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, FrameType

    from tools.bench.case import Case

LATEST = 20_000
"""Events that it keeps, as many as a trace of Signal Viz."""


def make() -> Watching:
    """Return what records call and return of the receivers."""
    events: deque[tuple[str, str, int]] = deque(maxlen=LATEST)
    codes: set[CodeType] = set()

    def called(frame: FrameType, _event: str, _value: object) -> Any:
        if frame.f_code not in codes:
            return None
        frame.f_trace_lines = False
        events.append(("call", frame.f_code.co_qualname, perf_counter_ns()))
        return inside

    def inside(frame: FrameType, event: str, _value: object) -> Any:
        if event == "return":
            events.append(("return", frame.f_code.co_qualname, perf_counter_ns()))
        return inside

    @contextmanager
    def watching(case: Case) -> Iterator[Watched]:
        events.clear()
        codes.update(receiver.__code__ for receiver in case.receivers)
        before = sys.gettrace()
        sys.settrace(called)
        try:
            yield Watched(case, lambda: len(events))
        finally:
            sys.settrace(before)
            codes.clear()

    return watching
