"""Write what the benchmark found into the README, between two marks.

There is a block for each end of the supported versions. A run replaces the one of
the Python and the Django that it runs on, and leaves the others as they are.
"""

from __future__ import annotations

import platform
import re
from pathlib import Path
from typing import TYPE_CHECKING

import django

from tools.bench import dispatch, sends, tables
from tools.bench.instead import comparison

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.bench.case import Work
    from tools.bench.instead.comparison import Answer
    from tools.bench.loop import Answer as Loop
    from tools.bench.paired import Paired

README = Path(__file__).parents[2] / "README.md"
END = "<!-- bench: end -->"
MANY = 1_000_000
"""Sends of the loop that is told of."""


class NoBlockError(Exception):
    """The README has no place for what was found."""


def write(path: Path = README) -> None:
    """Measure, and replace the block of these versions in the file at ``path``.

    Raises:
        NoBlockError: there is none; the sentence says which there are.
    """
    # Asked before a measurement of minutes, not after it.
    replaced(path.read_text("utf-8"), "")
    found = block(dispatch.measured(), comparison.asked(), sends.asked([MANY])[MANY])
    text = replaced(path.read_text("utf-8"), found)
    path.write_text(text, "utf-8", newline="\n")


def versions() -> str:
    """Return what tells the ends apart, as ``"Python 3.11, Django 5.2"``."""
    python = ".".join(platform.python_version_tuple()[:2])
    return f"Python {python}, Django {django.VERSION[0]}.{django.VERSION[1]}"


def replaced(text: str, found: str) -> str:
    """Return the README ``text`` with ``found`` in the block of these versions."""
    begin = mark(versions())
    before, is_there, rest = text.partition(begin)
    _, is_closed, after = rest.partition(END)
    if not (is_there and is_closed):
        there = re.findall(r"<!-- bench: (Python .*?) -->", text)
        raise NoBlockError(
            f"README.md has no block for {versions()}; it has: {'; '.join(there)}."
        )
    return f"{before}{begin}\n{found}\n{END}{after}"


def mark(of: str) -> str:
    """Return the line that begins the block of these versions."""
    return f"<!-- bench: {of} -->"


def block(
    costs: Mapping[Work, Paired], answers: Mapping[str, Answer], loop: Loop
) -> str:
    """Return what stands in a block.

    Args:
        costs: what a trace costs, by the work.
        answers: what other tools cost, by the name of the tool.
        loop: what a loop of :data:`MANY` sends found.
    """
    compared = comparison.formatted(answers)
    parts = [
        f"**Python {platform.python_version()}, Django {django.__version__}**",
        dispatch.summary(costs).markdown(),
        compared.markdown(),
        *compared.notes,
        _told(loop),
    ]
    return "\n\n".join(parts)


def _told(loop: Loop) -> str:
    if "missing" in loop:
        return f"A loop of {MANY:,} sends: not measured: {loop['missing']}"
    memory = loop["memory"]
    grew = (
        f"{loop['blocks']:,} blocks of Python's memory"
        if memory is None
        else tables.megabytes(memory)
    )
    return (
        f"A loop of {MANY:,} sends to one receiver took {grew} at most, kept "
        f"{loop['kept']:,} events, the first and the latest, and left out "
        f"{loop['dropped']:,}."
    )
