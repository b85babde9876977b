"""The copies of a whole class, as rows for a spreadsheet."""

from __future__ import annotations

import csv
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signal_viz.exercise import catalogue, journal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from signal_viz.exercise.journal import Entry
    from signal_viz.exercise.runner import Sheet

HEAD = ("learner", "notebook", "exercise", "title", "status", "said")
NOT_CHECKED = "not checked"
"""The status of a notebook that could not be judged: one row, without an exercise."""
_FORMULA = tuple("=+-@\t\r\n")
"""A cell that begins like this is a formula to one spreadsheet or another."""


@dataclass(frozen=True)
class Copy:
    """One notebook that somebody handed in.

    Args:
        learner: whose it is.
        path: where it is.
        shown: its name in the table, seen from the folder of the learner.
    """

    learner: str
    path: Path
    shown: str


def copies(paths: list[Path]) -> list[Copy]:
    """Return the copies of a class, learner by learner.

    Args:
        paths: folders of copies. In a folder, each sub-folder holds the notebooks
            of the learner whose name it has, at any depth; a notebook beside the
            sub-folders has the learner's name itself. Solutions and what is
            hidden do not count.
    """
    found: list[Copy] = []
    for path in paths:
        if not path.is_dir():
            found.append(Copy(path.stem, path, path.name))
            continue
        for item in sorted(path.iterdir()):
            if item.is_dir():
                found += [
                    Copy(item.name, one, one.relative_to(item).as_posix())
                    for one in sorted(item.rglob("*.ipynb"))
                    if _counts(one, path)
                ]
            elif item.suffix == ".ipynb" and _counts(item, path):
                found.append(Copy(item.stem, item, item.name))
    return found


@contextmanager
def table(path: Path) -> Iterator[Callable[[Copy, Sheet], None]]:
    """Write a CSV file; what is in it so far stays when the run is stopped.

    Yields:
        A function that adds the rows of one copy.

    Raises:
        OSError: the file cannot be written.
    """
    # The mark at its begin tells a spreadsheet that this is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)

        def add(copy: Copy, sheet: Sheet) -> None:
            writer.writerows(rows(copy, sheet))
            file.flush()

        yield add


def rows(copy: Copy, sheet: Sheet) -> list[tuple[str, ...]]:
    """Return a row for each exercise of a copy, or one that says what is wrong."""
    trouble = sheet.trouble[0] if sheet.trouble else ""
    found = [
        (
            entry.exercise,
            catalogue.find(entry.exercise).title,
            entry.status,
            _said(entry, trouble),
        )
        for entry in sheet.entries
    ] or [("", "", NOT_CHECKED, trouble)]
    return [tuple(map(safe, (copy.learner, copy.shown, *row))) for row in found]


def safe(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula."""
    # Full-width signs begin a formula too, where people write with them.
    plain = unicodedata.normalize("NFKC", text).lstrip(" ")
    return f"'{text}" if plain.startswith(_FORMULA) else text


def _said(entry: Entry, trouble: str) -> str:
    """Return what a check saw; where it could not look, why not."""
    if entry.status == journal.PASSED:
        return ""
    # The first line is number and title, which the row has already.
    seen = entry.message.splitlines()[1:2]
    return " ".join(seen[0].split()) if seen else trouble


def _counts(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    hidden = any(part.startswith(".") for part in parts)
    # To look a solution up is no work of the learner's.
    return not hidden and "solutions" not in parts[1:-1]
