"""VizTracer, with the settings that it has by itself."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from viztracer import VizTracer

from tools.bench.instead.tool import Watched, Watching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.bench.case import Case


def make() -> Watching:
    """Return what logs every call of the thread, those of receivers among them."""
    tracer = VizTracer(verbose=0)

    def recorded() -> int:
        tracer.stop()
        tracer.parse()
        return len(tracer.data["traceEvents"])

    @contextmanager
    def watching(case: Case) -> Iterator[Watched]:
        tracer.start()
        try:
            yield Watched(case, recorded)
        finally:
            tracer.stop()
            tracer.clear()

    return watching
