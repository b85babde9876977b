"""Run a learner's exercise notebook in a fresh kernel and see how its checks end.

Nothing of the learner's file is changed: a copy runs, in memory.
"""

from __future__ import annotations

import re
import tempfile
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbclient.util import run_sync

from signal_viz.errors import SignalVizError
from signal_viz.exercise import catalogue, journal, kernel
from signal_viz.exercise.journal import Entry

CELL_SECONDS = 30
"""How long one cell may take. The slowest of the course takes a few seconds."""
PATIENCE = 5
"""Seconds that a cell has to stop after it was interrupted."""
SHOWN_ERRORS = 3
_NUMBER = re.compile(r"\d\d(?!\d)")
_CHECK = re.compile(r"""\bcheck\(\s*["'](\d{1,2})\.\d""")
_CELL_FILE = re.compile(r"\d+\.py, line ")
"""What a SyntaxError calls its cell."""


@dataclass
class Sheet:
    """How one notebook did.

    Args:
        path: the notebook.
        entries: how each of its exercises stands, in order.
        trouble: what hindered the run, one sentence each.
    """

    path: Path
    entries: list[Entry] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every exercise is solved and nothing hindered the run."""
        solved = all(entry.status == journal.PASSED for entry in self.entries)
        return solved and bool(self.entries) and not self.trouble


def run_file(path: Path, seconds: float = CELL_SECONDS) -> Sheet:
    """Run the notebook in the file ``path``.

    Args:
        path: a learner's notebook.
        seconds: how long one cell may take.

    Returns:
        How its exercises stand. A file that cannot be run is told in
        ``trouble``; nothing is raised.
    """
    try:
        book = read(path)
    except SignalVizError as error:
        return Sheet(path, trouble=[str(error)])
    return run(book, path, seconds)


def read(path: Path) -> Any:
    """Return the notebook in the file ``path``.

    Raises:
        SignalVizError: there is none; the sentence says what to do.
    """
    try:
        with warnings.catch_warnings():
            # An old notebook without cell ids is as good as any.
            warnings.simplefilter("ignore")
            book = nbformat.reads(path.read_text("utf-8"), as_version=4)
            nbformat.validate(book)
    except FileNotFoundError:
        raise SignalVizError(
            "there is no such file: look at its name, or give no name to check all."
        ) from None
    except OSError as error:
        raise SignalVizError(f"it cannot be opened: {error.strerror}.") from None
    except Exception as error:
        # Whatever else nbformat stumbles over: text, JSON that is no notebook …
        raise SignalVizError(
            "this is no notebook, or it is damaged: open it in JupyterLab and save "
            f"it, or get it again with  git checkout -- {path.name}"
        ) from error
    return book


def run(book: Any, path: Path, seconds: float = CELL_SECONDS) -> Sheet:
    """Run ``book``, which is from ``path``; its outputs are replaced."""
    trouble: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "checks.jsonl"
        client = kernel.client(book, path.parent, seconds, allow_errors=True)
        with kernel.started(client, str(notes)):
            errors = _run_cells(client, trouble)
        noted = journal.latest(notes)
    due = _due(book, path, noted)
    if missing := [number for number in due if number not in noted]:
        trouble.append(
            f"these checks have not run: {', '.join(missing)}. "
            f'Is the cell with sv.check("{missing[0]}") there?'
        )
    if not due:
        trouble.append(
            'no check has run: the cells with sv.check("…") are missing. '
            f"Get the sheet again with  git checkout -- {path.name}"
        )
    entries = [noted.get(number, Entry(number, journal.NOT_STARTED)) for number in due]
    unsolved = any(entry.status != journal.PASSED for entry in entries)
    return Sheet(path, entries, trouble + (_first(errors) if unsolved else []))


def _run_cells(client: Any, trouble: list[str]) -> list[str]:
    """Run all cells; return the errors that cells stopped with, checks excepted."""
    errors: list[str] = []
    for index, cell in enumerate(client.nb.cells):
        try:
            client.execute_cell(cell, index)
        except CellTimeoutError:
            trouble.append(
                f"{_named(cell)} did not come to an end in {client.timeout} s and was "
                "stopped: does it hold a loop that never ends?"
            )
            if not _interrupted(client):
                trouble.append("It could not be stopped: the cells below did not run.")
                break
        except DeadKernelError:
            trouble.append(f"{_named(cell)} ended Python: the cells below did not run.")
            break
        else:
            errors += [f"{_named(cell)} stopped: {text}" for text in _errors(cell)]
    return errors


def _first(errors: list[str]) -> list[str]:
    """Return the first errors: those that follow are often caused by them."""
    more = len(errors) - SHOWN_ERRORS
    return errors[:SHOWN_ERRORS] + ([f"… and {more} more cells"] if more > 0 else [])


def _interrupted(client: Any) -> bool:
    """Interrupt the running cell; return whether the kernel answers again."""
    run_sync(client.km.interrupt_kernel)()
    seconds, client.timeout = client.timeout, PATIENCE
    try:
        client.execute_cell(nbformat.v4.new_code_cell("None"), 0)
    except (CellTimeoutError, DeadKernelError):
        return False
    finally:
        client.timeout = seconds
    return True


def _errors(cell: Any) -> list[str]:
    """Return what a cell stopped with, unless a check or an author expected it."""
    if cell.cell_type != "code" or "raises-exception" in cell.metadata.get("tags", ()):
        return []
    return [
        _CELL_FILE.sub("line ", f"{output.ename}: {output.evalue}".splitlines()[0])
        for output in cell.outputs
        if output.output_type == "error"
        and output.ename not in ("NotYet", "NotStarted")
    ]


def _named(cell: Any) -> str:
    lines = [line for line in cell.source.splitlines() if line.strip()]
    return f'the cell that begins "{lines[0][:60]}"'


def _due(book: Any, path: Path, noted: dict[str, Entry]) -> list[str]:
    """Return the numbers of the exercises that a sheet should hold, in order."""
    lesson = catalogue.lesson(_lesson_of(book, path))
    numbers = [exercise.number for exercise in lesson.exercises] if lesson else []
    known = {one.number for item in catalogue.lessons() for one in item.exercises}
    # The notes are a file that the learner's code could write to as well.
    return numbers + [number for number in noted if number in known - set(numbers)]


def _lesson_of(book: Any, path: Path) -> str:
    """Return the lesson that most checks of a sheet belong to, ``"01"``.

    A copy that was handed in may have any name. Without a check, the name counts.
    """
    found = Counter(
        f"{int(number):02}"
        for cell in book.cells
        if cell.cell_type == "code"
        for number in _CHECK.findall(cell.source)
    )
    if found:
        return found.most_common(1)[0][0]
    match = _NUMBER.match(path.name)
    return match[0] if match else ""
