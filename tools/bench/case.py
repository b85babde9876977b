"""The work that is watched: one signal and its receivers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

from django.dispatch import Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.bench.paired import Loop

ROOM = 15_000
"""Receiver calls and dispatches of one turn, at most: a trace holds as many without
throwing any away, so no row pays for that and no row goes without."""


_KINDS = {"idle": "", "busy": " busy", "named": " as post_save"}


class Work(NamedTuple):
    """One way to dispatch."""

    method: str
    """One of the four sends."""
    size: int
    """Receivers that the signal has: async ones for ``asend``."""
    kind: str = "idle"
    """``"idle"``: the receivers do nothing. ``"busy"``: they work. ``"named"``: they
    do nothing, and are sent what ``post_save`` sends."""

    @property
    def title(self) -> str:
        """What a table calls it."""
        return f"{self.method} {self.size}{_KINDS[self.kind]}"

    @property
    def way(self) -> str:
        """How it is sent, to however many receivers."""
        return f"{self.method}{_KINDS[self.kind]}"

    @property
    def is_async(self) -> bool:
        """Whether the receivers are async."""
        return self.method.startswith("a")

    @property
    def most(self) -> int:
        """Dispatches that fit into :data:`ROOM`."""
        return max(1, ROOM // (self.size + 1))


class Order:
    """Stands for a model; the sender."""


NAMED = {
    "instance": Order(),
    "created": True,
    "update_fields": None,
    "raw": False,
    "using": "default",
}
"""The names that ``post_save`` sends, with such values."""


class Case:
    """A signal with receivers that is ready to be sent.

    Args:
        work: how it is sent, and to how many receivers.
        make: returns a new receiver at each call; by default one as ``work`` says.
        signal: the signal, by default a new one.
    """

    def __init__(
        self,
        work: Work,
        make: Callable[[], Any] | None = None,
        signal: Signal | None = None,
    ) -> None:
        self.work = work
        self.signal = signal or Signal()
        self.named = NAMED if work.kind == "named" else {}
        make = make or _maker(work)
        self.receivers = [make() for _ in range(work.size)]
        for receiver in self.receivers:
            self.signal.connect(receiver)

    def loop(self, runner: asyncio.Runner) -> Loop:
        """Return what sends it so many times, in ``runner`` if it is async."""

        def send(times: int) -> None:
            method = getattr(self.signal, self.work.method)
            named = self.named
            for _ in range(times):
                method(sender=Order, **named)

        async def asend(times: int) -> None:
            method = getattr(self.signal, self.work.method)
            named = self.named
            for _ in range(times):
                await method(sender=Order, **named)

        if self.work.is_async:
            return lambda times: runner.run(asend(times))
        return send


def price(line: int) -> int:
    """Return the price of one order line: something for a receiver to call."""
    return line * 3 + 1


def total() -> int:
    """Work for some 50 us: the usual mix of plain Python and small calls."""
    amount = 0
    for line in range(1_200):
        amount += price(line) if line % 4 == 0 else line
    return amount


def _maker(work: Work) -> Callable[[], Any]:
    if work.is_async:
        return _async
    return _busy if work.kind == "busy" else idle


def idle() -> Callable[..., None]:
    """Return a new receiver that does nothing."""

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
