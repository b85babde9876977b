"""A recorder with ``sys.monitoring``, told to look at the receivers alone."""

from __future__ import annotations

import sys
from collections import deque
from contextlib import contextmanager
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from tools.bench.instead.tool import Watched, Watching

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

    from tools.bench.case import Case

LATEST = 20_000
"""Events that it keeps, as many as a trace of Signal Viz."""


def make() -> Watching:
    """Return what records start and return of the receivers.

    Raises:
        ImportError: this Python has no ``sys.monitoring``.
    """
    monitoring: Any = getattr(sys, "monitoring", None)
    if monitoring is None:
        raise ImportError("sys.monitoring needs Python 3.12")
    tool = monitoring.PROFILER_ID
    start, end = monitoring.events.PY_START, monitoring.events.PY_RETURN
    events: deque[tuple[str, str, int]] = deque(maxlen=LATEST)

    def started(code: CodeType, _offset: int) -> None:
        events.append(("call", code.co_qualname, perf_counter_ns()))

    def returned(code: CodeType, _offset: int, _value: object) -> None:
        events.append(("return", code.co_qualname, perf_counter_ns()))

    @contextmanager
    def watching(case: Case) -> Iterator[Watched]:
        events.clear()
        codes = {receiver.__code__ for receiver in case.receivers}
        monitoring.use_tool_id(tool, "recorder")
        monitoring.register_callback(tool, start, started)
        monitoring.register_callback(tool, end, returned)
        try:
            for code in codes:
                monitoring.set_local_events(tool, code, start | end)
            yield Watched(case, lambda: len(events))
        finally:
            for code in codes:
                monitoring.set_local_events(tool, code, 0)
            monitoring.register_callback(tool, start, None)
            monitoring.register_callback(tool, end, None)
            monitoring.free_tool_id(tool)

    return watching
