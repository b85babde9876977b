"""What a long loop costs: time, memory, and how long reading it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tools.bench import child, tables
from tools.bench.tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.bench.loop import Answer

SENDS = (1_000, 10_000, 100_000, 1_000_000)
TITLE = """\
A loop of sends to one receiver, recorded by one trace; each in a process of its own.
memory: the most that the process grew by in the loop; objects: blocks of Python's
memory held after it. An event: made when the recording is read. ends kept: the first
dispatch and the last one are in the recording."""
HEAD = (
    "sends",
    "a send",
    "memory",
    "objects",
    "an event",
    "events",
    "left out",
    "ends kept",
)


def table() -> Table:
    """Measure each loop and return what it cost."""
    return formatted(asked())


def asked(each: Sequence[int] = SENDS) -> dict[int, Answer]:
    """Return the answer of each loop's process, by the number of sends."""
    return {
        sends: cast("Answer", child.ask("tools.bench.loop", str(sends)))
        for sends in each
    }


def formatted(answers: Mapping[int, Answer]) -> Table:
    """Return the answers as a table."""
    notes = [
        f"{sends:,} sends: not measured: {answer['missing']}"
        for sends, answer in answers.items()
        if "missing" in answer
    ]
    return Table(TITLE, HEAD, [_row(*each) for each in answers.items()], notes)


def _row(sends: int, answer: Answer) -> list[str]:
    if "missing" in answer:
        return [f"{sends:,}", *["-"] * (len(HEAD) - 1)]
    memory = answer["memory"]
    return [
        f"{sends:,}",
        tables.microseconds(answer["sending"]),
        "-" if memory is None else tables.megabytes(memory),
        f"{answer['blocks']:,}",
        tables.microseconds(answer["reading"]),
        f"{answer['kept']:,}",
        f"{answer['dropped']:,}",
        tables.word(yes=answer["ends"]),
    ]
