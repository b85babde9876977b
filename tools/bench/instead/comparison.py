"""Signal Viz beside what a user would pick instead."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from tools.bench import tables
from tools.bench.instead.measure import WORKS
from tools.bench.instead.tool import TOOLS
from tools.bench.tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[3]
LONGEST = 300
"""Seconds that one tool may take for everything."""
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
    return {name: _ask(name) for name in TOOLS}


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


def _ask(name: str) -> Answer:
    """Return what the process of one tool answers; trouble is an answer too."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tools.bench.instead", name],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"missing": f"no answer within {LONGEST} s"}
    return read(done.returncode, done.stdout)


def read(code: int, output: str) -> Answer:
    """Return the answer in what a process printed.

    Args:
        code: its exit status.
        output: what it printed; a tool may have printed before the answer.
    """
    lines = output.splitlines()
    if code or not lines:
        return {"missing": f"its process ended with status {code}"}
    answer: Answer = json.loads(lines[-1])
    return answer
