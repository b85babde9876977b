"""Tables of results, as aligned text and as Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Table:
    """What one part of the benchmark found.

    Args:
        title: what is measured, and how to read it; may have several lines.
        head: the names of the columns.
        rows: a cell for each column. The first column is text, the others are
            numbers or one word.
        notes: what else the reader must know, a line each.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()

    def text(self) -> str:
        """Return it for a terminal: the first column to the left, the rest right."""
        lines = [list(self.head), *map(list, self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        texts = [
            "  ".join(
                cell.ljust(width) if index == 0 else cell.rjust(width)
                for index, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            for line in lines
        ]
        rule = "  ".join("-" * width for width in widths)
        return "\n".join([self.title, texts[0], rule, *texts[1:], *self.notes])

    def markdown(self) -> str:
        """Return head and rows as a Markdown table; title and notes are left out."""
        lines = [
            list(self.head),
            ["---", *("--:" for _ in self.head[1:])],
            *map(list, self.rows),
        ]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def milliseconds(seconds: float) -> str:
    """Return seconds as ``"12.3 ms"``."""
    return f"{seconds * 1e3:.1f} ms"


def microseconds(seconds: float) -> str:
    """Return seconds as ``"12.34 us"``."""
    return f"{seconds * 1e6:.2f} us"


def multiple(ratio: float) -> str:
    """Return a ratio as ``"1.50x"``."""
    return f"{ratio:.2f}x"


def percent(share: float) -> str:
    """Return a share of 1 as ``"12%"``."""
    return f"{share:.0%}"


def megabytes(size: int) -> str:
    """Return bytes as ``"1.2 MB"``."""
    return f"{size / 1e6:.1f} MB"


def word(*, yes: bool) -> str:
    """Return ``"yes"`` or ``"no"``."""
    return "yes" if yes else "no"
