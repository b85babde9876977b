"""``python -m signal_viz.exercise [FILES]``: check a learner's own notebooks."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from signal_viz.exercise import catalogue, journal
from signal_viz.exercise.runner import Sheet, run_file
from signal_viz.progress import MARKS

EXERCISES = Path("notebooks/exercises")


def main(arguments: list[str]) -> int:
    """Run the notebooks, print a table by exercise; return 0 if all are solved.

    Args:
        arguments: notebooks, or folders of them; all exercises if empty.
    """
    # After a cell that had to be stopped, nbclient leaves a task behind, and
    # asyncio would tell the learner about it.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    paths = notebooks([Path(item) for item in arguments] or [EXERCISES])
    if not paths:
        print(f"There are no notebooks in {arguments[0] if arguments else EXERCISES}.")
        return 1
    sheets: list[Sheet] = []
    for path in paths:
        print(f"{path} …", flush=True)
        sheet = run_file(path)
        print("\n".join(table(sheet)), flush=True)
        for entry in sheet.entries:
            journal.record(entry)
        sheets.append(sheet)
    entries = [entry for sheet in sheets for entry in sheet.entries]
    done = sum(entry.status == journal.PASSED for entry in entries)
    print(f"{done} of {len(entries)} solved.")
    return 0 if all(sheet.passed for sheet in sheets) else 1


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
