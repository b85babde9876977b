"""The work that every tool watches: one signal and its receivers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

from django.dispatch import Signal

if TYPE_CHECKING:
    from collections.abc import Callable


class Work(NamedTuple):
    """One way to dispatch."""

    kind: str
    """``"idle"``, ``"busy"`` or ``"async"``: see :data:`RECEIVERS`."""
    size: int
    """Receivers that the signal has."""

    @property
    def title(self) -> str:
        """What the head of the table calls it."""
        method = "asend" if self.kind == "async" else "send"
        busy = " busy" if self.kind == "busy" else ""
        return f"{method} {self.size}{busy}"


WORKS = (
    *(Work("idle", size) for size in (1, 10, 100, 1000)),
    Work("busy", 10),
    *(Work("async", size) for size in (10, 100)),
)


class Case:
    """A signal with receivers that is ready to be sent.

    Args:
        work: how it is sent, and to how many receivers.
        make: returns a new receiver at each call.
    """

    def __init__(self, work: Work, make: Callable[[], Any]) -> None:
        self.work = work
        self.signal = Signal()
        self.receivers = [make() for _ in range(work.size)]
        for receiver in self.receivers:
            self.signal.connect(receiver)

    def send(self, times: int, runner: asyncio.Runner) -> None:
        """Send ``times`` dispatches, in ``runner`` if the receivers are async."""
        signal = self.signal
        if self.work.kind != "async":
            for _ in range(times):
                signal.send(sender=None)
            return

        async def send_all() -> None:
            for _ in range(times):
                await signal.asend(sender=None)

        runner.run(send_all())


def price(line: int) -> int:
    """Return the price of one order line: something for a receiver to call."""
    return line * 3 + 1


def total() -> int:
    """Work for some 50 us: the usual mix of plain Python and small calls."""
    amount = 0
    for line in range(1_200):
        amount += price(line) if line % 4 == 0 else line
    return amount


def _idle() -> Callable[..., None]:
    def receiver(**_: object) -> None:
        pass

    return receiver


def _busy() -> Callable[..., None]:
    def receiver(**_: object) -> None:
        total()

    return receiver


def _async() -> Callable[..., Any]:
    async def receiver(**_: object) -> None:
        pass

    return receiver


RECEIVERS: dict[str, Callable[[], Any]] = {
    "idle": _idle,
    "busy": _busy,
    "async": _async,
}
"""Makers of receivers: one that does nothing, one that works, an async one."""
