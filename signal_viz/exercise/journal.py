"""Where the learner's progress is kept.

A journal, one JSON object a line, in the user's own data folder: not in the
checkout, so that git stays clean, and only ever added to, so that two
notebooks that check at the same moment lose nothing. A line that cannot be
read is passed over. Where the folder cannot be written to, the progress lives
as long as the kernel.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

PASSED = "passed"
NOT_YET = "not yet"
NOT_STARTED = "not started"
STATUSES = (PASSED, NOT_YET, NOT_STARTED)
_NOWHERE = Path(os.devnull)
"""A folder that does not exist and cannot be made."""


@dataclass(frozen=True, slots=True)
class Entry:
    """How one check of one exercise ended.

    Args:
        exercise: number of the exercise.
        status: one of ``STATUSES``.
        message: what the check said, if it did not pass.
    """

    exercise: str
    status: str
    message: str = ""


_unsaved: list[Entry] = []
"""Entries that could not be written."""


def place() -> Path | None:
    """Return the path of the journal; ``None`` where no progress is to be kept.

    The variable ``SIGNAL_VIZ_PROGRESS`` names another file, or is ``off``.
    """
    chosen = os.environ.get("SIGNAL_VIZ_PROGRESS")
    if chosen == "off":
        return None
    if chosen:
        return Path(chosen)
    return _data_folder() / "signal-viz" / "progress.jsonl"


def record(entry: Entry) -> None:
    """Add ``entry`` to the journal, unless it says nothing new. Never fails."""
    path = place()
    if path is None or _in_solutions() or latest(path).get(entry.exercise) == entry:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # One write of one line to the end of the file cannot tear another's.
        with path.open("ab", buffering=0) as journal:
            journal.write(json.dumps(asdict(entry)).encode() + b"\n")
    except OSError:
        _unsaved.append(entry)


def saved() -> bool:
    """Whether everything that was recorded here is on disk."""
    return not _unsaved


def latest(path: Path | None) -> dict[str, Entry]:
    """Return the last entry of each exercise in the journal at ``path``."""
    return {entry.exercise: entry for entry in _entries(path)}


def standing(path: Path | None) -> dict[str, Entry]:
    """Return where each exercise stands: once solved, it stays solved."""
    entries = _entries(path)
    solved = {entry.exercise: entry for entry in entries if entry.status == PASSED}
    return {entry.exercise: entry for entry in entries} | solved


def _entries(path: Path | None) -> list[Entry]:
    if path is None:
        return []
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError:
        text = ""
    parsed = [_parsed(line) for line in text.splitlines()]
    return [entry for entry in parsed if entry is not None] + _unsaved


def _parsed(line: str) -> Entry | None:
    try:
        data: Any = json.loads(line)
        entry = Entry(str(data["exercise"]), data["status"], str(data["message"]))
    except (ValueError, TypeError, KeyError):
        return None
    return entry if entry.status in STATUSES else None


def _data_folder() -> Path:
    try:
        home = Path.home()
    except RuntimeError:  # a user without a home, as in some containers
        return _NOWHERE
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home)
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    chosen = os.environ.get("XDG_DATA_HOME", "")
    # The XDG specification asks to ignore a relative path.
    return Path(chosen) if chosen.startswith("/") else home / ".local" / "share"


def _in_solutions() -> bool:
    """Whether this kernel runs a solution: looking one up is no progress.

    Jupyter's server tells a kernel the path of its notebook in this variable.
    """
    notebook = os.environ.get("JPY_SESSION_NAME", "")
    return "solutions" in Path(notebook).parts
