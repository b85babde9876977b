"""What watching costs: the same dispatch bare and watched, in turns."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from django.dispatch import Signal

from signal_viz.trace import trace
from tools.bench import timing

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (1, 10, 100, 1000)
ROUNDS = 11
CALLS = 20_000
"""Receiver calls in one timing, about."""


def table() -> str:
    """Return bare and watched times of ``send`` and ``asend``, and their ratio."""
    rows = [_row("send", size, _sync(size)) for size in SIZES]
    rows += [_row("asend", size, _concurrent(size)) for size in SIZES]
    head = ("dispatch", "receivers", "bare", "watched", "ratio")
    return timing.table("One dispatch, watched by one trace", head, rows)


def _row(name: str, size: int, times: list[float]) -> list[str]:
    bare, watched = times
    return [
        name,
        str(size),
        timing.microseconds(bare),
        timing.microseconds(watched),
        f"{watched / bare:.2f}x",
    ]


def _signal(size: int, make: Callable[[], Any]) -> tuple[Signal, list[Any]]:
    """Return a signal with ``size`` receivers, and the receivers, to keep them."""
    signal = Signal()
    receivers = [make() for _ in range(size)]
    for receiver in receivers:
        signal.connect(receiver)
    return signal, receivers


def _receiver() -> Callable[..., None]:
    def receiver(**_: object) -> None:
        pass

    return receiver


def _coroutine() -> Callable[..., Any]:
    async def receiver(**_: object) -> None:
        pass

    return receiver


def _sync(size: int) -> list[float]:
    bare, kept = _signal(size, _receiver)
    watched, also_kept = _signal(size, _receiver)
    loops = max(5, CALLS // size // 4)
    with trace(watched):
        times = timing.interleaved(
            (lambda: bare.send(sender=None), lambda: watched.send(sender=None)),
            ROUNDS,
            loops,
        )
    del kept, also_kept
    return times


def _concurrent(size: int) -> list[float]:
    bare, kept = _signal(size, _coroutine)
    watched, also_kept = _signal(size, _coroutine)
    loops = max(5, CALLS // size // 40)
    with asyncio.Runner() as runner, trace(watched):

        def sends(signal: Signal) -> None:
            async def run() -> None:
                for _ in range(loops):
                    await signal.asend(sender=None)

            runner.run(run())

        times = timing.interleaved(
            (lambda: sends(bare), lambda: sends(watched)), ROUNDS, 1
        )
    del kept, also_kept
    return [time / loops for time in times]
