"""The learner's progress as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signal_viz.exercise import catalogue, journal

if TYPE_CHECKING:
    from signal_viz.exercise.journal import Entry

MARKS = {journal.PASSED: "✓", journal.NOT_YET: "✕", journal.NOT_STARTED: "–"}


@dataclass(frozen=True)
class Progress:
    """Which exercises have been solved.

    Args:
        entries: where each exercise stands, by number; one that nobody has
            checked is not in it.
        saved: whether it is on disk.
    """

    entries: dict[str, Entry]
    saved: bool = True

    def status(self, number: str) -> str:
        """Return ``"passed"``, ``"not yet"`` or ``"not started"``."""
        entry = self.entries.get(number)
        return journal.NOT_STARTED if entry is None else entry.status

    def __repr__(self) -> str:
        """Return a table in words."""
        rows: list[str] = []
        for lesson in catalogue.lessons():
            states = [self.status(exercise.number) for exercise in lesson.exercises]
            done = states.count(journal.PASSED)
            rows.append(f"{lesson.number} {lesson.title}: {done} of {len(states)}")
            rows += [
                f"  {MARKS[state]} {exercise.number} {exercise.title}"
                for exercise, state in zip(lesson.exercises, states, strict=True)
            ]
        if not self.saved:
            rows.append(
                "This progress is not on disk, it lasts until the kernel stops: "
                "name a file that can be written in SIGNAL_VIZ_PROGRESS."
            )
        return "\n".join(rows)


def progress() -> Progress:
    """Return the learner's progress; as the last line of a cell it shows a table."""
    return Progress(journal.standing(journal.place()), saved=journal.saved())
