"""Signal Viz beside what a user would pick instead."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, TypedDict, cast

from tools.bench import child, tables
from tools.bench.instead.measure import WORKS
from tools.bench.instead.tool import TOOLS
from tools.bench.tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLE = """\
What a user would pick instead: processor time of one dispatch, over bare Django's.
Each in a process of its own, bare and watched in turns. The numbers are receivers;
a busy one works for some 50 us, all others do nothing. A dash: not recorded."""


class Answer(TypedDict, total=False):
    """What the process of one tool said."""

    times: dict[str, tuple[float, float]]
    """Bare seconds of one dispatch, and their multiple, by the title of the work."""
    missing: str
    """Why there are none."""


def table() -> Table:
    """Measure each tool in its own process and return the comparison."""
    return formatted(asked())


def asked() -> dict[str, Answer]:
    """Return the answer of each tool's process, by the name of the tool."""
    return {
        name: cast("Answer", child.ask("tools.bench.instead", name)) for name in TOOLS
    }


def formatted(answers: Mapping[str, Answer]) -> Table:
    """Return the answers as a table.

    Args:
        answers: by the name of the tool. A work that a tool does not record is
            left out of its times, and is a dash in the table.
    """
    titles = [work.title for work in WORKS]
    head = ("watched by", *titles)
    rows = [["bare Django", *(_bare(title, answers) for title in titles)]]
    notes = []
    for name, answer in answers.items():
        times = answer.get("times", {})
        rows.append(
            [TOOLS[name].title, *(_ratio(times.get(title)) for title in titles)]
        )
        if "missing" in answer:
            notes.append(f"{TOOLS[name].title}: not measured: {answer['missing']}")
    return Table(TITLE, head, rows, notes)


def _bare(title: str, answers: Mapping[str, Answer]) -> str:
    """Return the time of bare Django, in the middle of all the processes."""
    times = [
        answer["times"][title][0]
        for answer in answers.values()
        if title in answer.get("times", {})
    ]
    return tables.microseconds(statistics.median(times)) if times else "-"


def _ratio(times: tuple[float, float] | None) -> str:
    if times is None:
        return "-"
    return tables.multiple(times[1])
