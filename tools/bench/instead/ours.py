"""Signal Viz: a trace of the signal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from signal_viz.trace import trace
from tools.bench.instead.tool import Watched, Watching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.bench.case import Case


def make() -> Watching:
    """Return what traces a case."""

    @contextmanager
    def watching(case: Case) -> Iterator[Watched]:
        with trace(case.signal) as recording:
            yield Watched(case, lambda: len(recording.dispatches))

    return watching
