"""``python -m signal_viz.exercise [FILES]``: check a learner's own notebooks.

With ``--csv``: check the copies of a class, and write a table for a spreadsheet.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import sys
from pathlib import Path

from signal_viz.exercise import catalogue, classroom, journal
from signal_viz.exercise.runner import Sheet, run_file
from signal_viz.progress import MARKS

EXERCISES = Path("notebooks/exercises")


def main(arguments: list[str]) -> int:
    """Run the notebooks, print a table by exercise; return 0 if all are solved.

    Args:
        arguments: notebooks, or folders of them; all exercises if empty. With
            ``--csv FILE``, folders of learners' copies.
    """
    # After a cell that had to be stopped, nbclient leaves a task behind, and
    # asyncio would tell the learner about it.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    options = _options(arguments)
    paths: list[Path] = options.paths or [EXERCISES]
    if options.csv:
        return check_class(paths, options.csv)
    found = notebooks(paths)
    if not found:
        return _nothing_in(paths)
    sheets = []
    for path in found:
        sheet = _checked(path)
        for entry in sheet.entries:
            journal.record(entry)
        sheets.append(sheet)
    return _summary(sheets)


def check_class(paths: list[Path], target: Path) -> int:
    """Check the copies of a class, and write the CSV file ``target``.

    The work of others never counts as progress of whoever checks it.

    Args:
        paths: folders of copies, see :func:`signal_viz.exercise.classroom.copies`.
        target: the file to write; what was in it is lost.
    """
    copies = classroom.copies(paths)
    if not copies:
        return _nothing_in(paths)
    sheets = []
    with contextlib.ExitStack() as stack:
        try:
            add = stack.enter_context(classroom.table(target))
        except OSError as error:
            print(f"{target} cannot be written: {error.strerror}.")
            return 1
        for copy in copies:
            print(f"{copy.learner}: ", end="")
            sheet = _checked(copy.path)
            add(copy, sheet)
            sheets.append(sheet)
    status = _summary(sheets)
    print(f"The table is in {target}.")
    return status


def notebooks(paths: list[Path]) -> list[Path]:
    """Return the notebooks that ``paths`` name, folders opened."""
    found: list[Path] = []
    for path in paths:
        found += sorted(path.glob("*.ipynb")) if path.is_dir() else [path]
    return found


def table(sheet: Sheet) -> list[str]:
    """Return the lines that say how a notebook did."""
    lines: list[str] = []
    for entry in sheet.entries:
        title = catalogue.find(entry.exercise).title
        lines.append(f"  {MARKS[entry.status]} {entry.exercise} {title}")
        if entry.status == journal.NOT_YET:
            # The check's own words; their first line is the one above.
            lines += [f"    {line}" for line in entry.message.splitlines()[1:]]
    lines += [f"  ! {text}" for text in sheet.trouble]
    return lines


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 course.py check", description="Check exercises."
    )
    parser.add_argument(
        "paths",
        metavar="FILE",
        nargs="*",
        type=Path,
        help="a notebook, or a folder of them; default: all exercises",
    )
    parser.add_argument(
        "--csv",
        metavar="TABLE",
        type=Path,
        help="check folders of learners' copies, and write a table of all",
    )
    options = parser.parse_args(arguments)
    if options.csv and not options.paths:
        parser.error("--csv needs a folder of learners' copies")
    return options


def _checked(path: Path) -> Sheet:
    print(f"{path} …", flush=True)
    sheet = run_file(path)
    print("\n".join(table(sheet)), flush=True)
    return sheet


def _summary(sheets: list[Sheet]) -> int:
    entries = [entry for sheet in sheets for entry in sheet.entries]
    done = sum(entry.status == journal.PASSED for entry in entries)
    print(f"{done} of {len(entries)} solved.")
    return 0 if all(sheet.passed for sheet in sheets) else 1


def _nothing_in(paths: list[Path]) -> int:
    print(f"There are no notebooks in {paths[0]}.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
