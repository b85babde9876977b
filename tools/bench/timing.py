"""Medians of interleaved runs, and a table to print them in."""

from __future__ import annotations

import statistics
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def interleaved(
    works: Sequence[Callable[[], object]], rounds: int, loops: int
) -> list[float]:
    """Return the median seconds that each of ``works`` takes.

    Args:
        works: what to time.
        rounds: how often each is timed; they take turns, so that a machine that
            changes its speed changes it for all.
        loops: calls in one timing.
    """
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for kept, work in zip(times, works, strict=True):
            begun = perf_counter()
            for _ in range(loops):
                work()
            kept.append((perf_counter() - begun) / loops)
    return [statistics.median(kept) for kept in times]


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as aligned text; the first column is left-aligned."""
    lines = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    texts = [
        "  ".join(
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    ]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([title, texts[0], rule, *texts[1:]])


def milliseconds(seconds: float) -> str:
    """Return seconds as ``"12.3 ms"``."""
    return f"{seconds * 1e3:.1f} ms"


def microseconds(seconds: float) -> str:
    """Return seconds as ``"12.34 us"``."""
    return f"{seconds * 1e6:.2f} us"
