"""The inventory of a project as a table for a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from signal_viz.measure import cells, shorten
from signal_viz.project.collecting import NAMELESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signal_viz.project.inventory import FoundSignal, Inventory, Receiver

_LEAST = 16
"""Characters that a column keeps, however narrow the terminal is."""
_GAP = "  "


class Style(Protocol):
    """The colours of Django's commands: each takes a text and returns one."""

    def MIGRATE_HEADING(self, text: str) -> str:  # noqa: N802 (Django's name)
        """Colour a heading."""

    def WARNING(self, text: str) -> str:  # noqa: N802 (Django's name)
        """Colour what needs a look."""


def table(found: Inventory, style: Style, width: int | None) -> Iterator[str]:
    """Yield the lines: a heading for each signal, and a line for each receiver.

    Args:
        found: what to tell.
        style: colours.
        width: characters of a line; ``None``: as many as it needs.
    """
    heard = [signal for signal in found.signals if signal.receivers]
    rows = [row for signal in heard for row in _rows(signal)]
    widths = _fit(rows, width)
    for signal in heard:
        many = len(signal.receivers)
        count = "1 receiver" if many == 1 else f"{many} receivers"
        yield f"{style.MIGRATE_HEADING(signal.name)} · {count}"
        for receiver, row in zip(signal.receivers, _rows(signal), strict=True):
            parts = [
                shorten(text, wide).ljust(wide)
                for text, wide in zip(row, widths, strict=True)
            ]
            line = _GAP.join(["", *parts]).rstrip()
            gone = receiver.waiting or not receiver.alive
            yield style.WARNING(line) if gone else line
        yield ""
    silent = [signal.name for signal in found.signals if not signal.receivers]
    if silent:
        named = sorted(name for name in silent if name != NAMELESS)
        nameless = len(silent) - len(named)
        yield style.MIGRATE_HEADING(f"Without a receiver: {len(silent)}")
        yield from (f"{_GAP}{name}" for name in named)
        if nameless:
            yield f"{_GAP}{nameless} that no module has a name for"


def _rows(signal: FoundSignal) -> list[tuple[str, ...]]:
    return [
        (
            str(number) if item.alive and not item.waiting else "-",
            item.name,
            place(item.file, item.line),
            _hears(item),
            _how(item),
        )
        for number, item in enumerate(signal.receivers, 1)
    ]


def _hears(receiver: Receiver) -> str:
    return "any sender" if receiver.sender is None else f"only {receiver.sender}"


def _how(receiver: Receiver) -> str:
    parts = ["weak" if receiver.weak else "strong"]
    if receiver.is_async:
        parts.append("async")
    if receiver.dispatch_uid is not None:
        parts.append(f"uid={receiver.dispatch_uid}")
    if receiver.waiting:
        parts.append("waits for its sender")
    elif not receiver.alive:
        parts.append("collected")
    return ", ".join(parts)


def place(file: str, line: int | None) -> str:
    """Return file and line as short as it can be found by: ``"shop/receivers.py:12"``.

    Args:
        file: the file's path; ``""`` if unknown.
        line: number of the line, if known.
    """
    if not file:
        return "-"
    path = Path(file)
    homes = [Path.cwd(), *(Path(item) for item in sys.path if item)]
    inside = [path.relative_to(home) for home in homes if path.is_relative_to(home)]
    short = min(inside, key=lambda item: len(item.parts), default=path)
    return str(short) if line is None else f"{short}:{line}"


def _fit(rows: list[tuple[str, ...]], width: int | None) -> list[int]:
    """Return the widths of the columns, the widest made narrower until they fit."""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    if width is None or not widths:
        return widths
    over = sum(widths) + len(_GAP) * len(widths) - width
    while over > 0:
        widest = max(widths)
        if widest <= _LEAST:
            break
        widths[widths.index(widest)] -= 1
        over -= 1
    return widths
