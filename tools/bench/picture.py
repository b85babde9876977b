"""How soon a change is on its way to the page."""

from __future__ import annotations

import statistics
from time import perf_counter
from typing import Any

from django.dispatch import Signal

from signal_viz.widget import SignalFlow
from tools.bench import tables
from tools.bench.tables import Table

SIZES = (1, 12, 40, 200)


def table() -> Table:
    """Return the time from ``connect`` to the message with the new picture."""
    rows = [
        [f"connect, {size} receivers before", tables.milliseconds(_connect(size))]
        for size in SIZES
    ]
    return Table("Connect to new picture, budget 15 ms", ("", "median"), rows)


class _Heard(SignalFlow):
    """A picture whose messages are only noted."""

    def send(self, content: Any, buffers: Any = None) -> None:
        del buffers
        if content["kind"] == "events":
            self.heard = content


def _connect(size: int) -> float:
    signal = Signal()
    kept = [_receiver(index) for index in range(size)]
    for receiver in kept:
        signal.connect(receiver)
    flow = _Heard(signal)
    times = []
    for index in range(15):
        extra = _receiver(size + index)
        begun = perf_counter()
        signal.connect(extra)
        flow.deliver()
        times.append(perf_counter() - begun)
        if not flow.heard["layouts"]:
            raise RuntimeError("the message holds no new picture")
        signal.disconnect(extra)
        flow.deliver()
    flow.close()
    return statistics.median(times)


def _receiver(index: int) -> Any:
    def receiver(**_: object) -> None:
        pass

    # Another width each time: a layout that is known already costs nothing.
    receiver.__qualname__ = f"receiver_{'x' * (index % 25)}_{index}"
    return receiver
