"""What a person sees: measured in a real browser, most of it in a real JupyterLab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.chromium import NoBrowserError
from tools.bench import tables
from tools.bench.seen import lab, plain
from tools.bench.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.bench.seen.lab import Room

TITLE = "In the browser"
HEAD = ("", "found", "budget", "holds")
SLOWER = 0.1
"""By which share a cell may take longer with a picture."""
FRAME = 50
"""Milliseconds of a task from which on a page feels slow."""


def table() -> Table:
    """Return what was found, or in one line why there was no browser."""
    try:
        with lab.room() as place:
            rows = [row for part in PARTS for row in part(place)]
    except NoBrowserError as error:
        return Table(TITLE, HEAD, [], (f"Not measured: {error}.",))
    return Table(TITLE, HEAD, rows)


def latency(place: Room) -> Iterator[list[str]]:
    """From a receiver's start to its painted highlight, and what a bare widget takes."""
    for doing, kernel in (("rest", "sleeps"), ("work", "is busy")):
        found = lab.latencies(place, doing)
        for name, budget, share in (("median", 16, 0.5), ("95 of 100", 33, 0.95)):
            shown, bare = (_at(share, times) for times in found)
            words = f"{shown:.0f} ms, a bare widget {bare:.0f} ms"
            yield [
                f"start to highlight, the kernel {kernel}, {name}",
                f"{words}: {tables.multiple(shown / bare)}",
                f"{budget} ms",
                _says(shown <= budget),
            ]


def _at(share: float, times: Sequence[float]) -> float:
    """Return the time that this share of sorted ``times`` does not exceed."""
    return times[int(share * (len(times) - 1))]


def crowd(place: Room) -> Iterator[list[str]]:
    """10,000 events in one cell."""
    for work, receivers in (("nothing", "idle"), ("lambda: work(5e-5)", "50 us each")):
        found = lab.crowd(place, work)
        name = f"10,000 events, receivers {receivers}"
        yield _longest(f"{name}: longest task", found.longest)
        yield _row(f"{name}: lost", found.lost, 0)
        hidden, shown = (
            tables.milliseconds(seconds) for seconds in (found.hidden, found.shown)
        )
        more = found.shown / found.hidden - 1
        words = f"{hidden} and {shown}, {more:+.0%}"
        yield [
            f"{name}: cell without and with picture",
            words,
            f"+{SLOWER:.0%}",
            _says(more <= SLOWER),
        ]


def sizes(place: Room) -> Iterator[list[str]]:
    """More and more receivers."""
    for size in plain.SIZES:
        found = plain.drawn(place.browser, size)
        yield _row(f"{size:,} receivers: first paint", found.painted, None, "ms")
        yield _longest(f"{size:,} receivers: longest task", found.longest)


def pages(place: Room) -> Iterator[list[str]]:
    """Many pictures on one page, and in one file."""
    found = lab.many(place)
    yield ["50 pictures on one page", f"{found.seconds:.1f} s", "-", "-"]
    yield ["their memory in the page", f"{found.megabytes:.1f} MB", "-", "-"]
    yield _row("a saved notebook with ten", lab.saved(place) / 1000, 300, "kB")


PARTS = (latency, crowd, sizes, pages)


def _row(name: str, found: float, budget: int | None, unit: str = "") -> list[str]:
    shown = f"{found:.0f} {unit}".strip()
    if budget is None:
        return [name, shown, "-", "-"]
    return [name, shown, f"{budget} {unit}".strip(), _says(found <= budget)]


def _longest(name: str, found: float) -> list[str]:
    """Return the row of a longest task; a browser tells of none under 50 ms."""
    shown = f"{found:.0f} ms" if found else f"under {FRAME} ms"
    return [name, shown, f"{FRAME} ms", _says(found <= FRAME)]


def _says(holds: bool) -> str:  # noqa: FBT001  # a word for a flag
    return tables.word(yes=holds)
