"""The learner's progress as a table."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from signal_viz import lessons as at_hand
from signal_viz.exercise import catalogue, journal

if TYPE_CHECKING:
    from signal_viz.exercise.catalogue import Lesson
    from signal_viz.exercise.journal import Entry

MARKS = {journal.PASSED: "✓", journal.NOT_YET: "✕", journal.NOT_STARTED: "–"}
_NOT_SAVED = (
    "This progress is not on disk, it lasts until the kernel stops: "
    "name a file that can be written in SIGNAL_VIZ_PROGRESS."
)
# JupyterLab aligns the cells of a table to the right: fine for numbers only.
_LEFT = 'style="text-align: left"'
_PLAIN = 'style="list-style: none; margin: 0; padding: 0"'
_HEAD = "".join(
    f'<th scope="col" {_LEFT}>{name}</th>' for name in ("Lesson", "Solved", "Exercises")
)


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
            rows.append(_NOT_SAVED)
        return "\n".join(rows)

    def _repr_html_(self) -> str:
        """Return a table for a notebook, in the colours of its page.

        Each lesson and exercise is a link where its notebook is at hand.
        """
        taught = catalogue.lessons()
        here, sheets = at_hand.lessons(), at_hand.sheets()
        states = [
            self.status(exercise.number) for one in taught for exercise in one.exercises
        ]
        rows = "\n".join(
            self._row(one, here.get(one.number), sheets.get(one.number))
            for one in taught
        )
        done = f"{states.count(journal.PASSED)} of {len(states)} exercises solved"
        note = "" if self.saved else f"<p>{escape(_NOT_SAVED)}</p>"
        return (
            f"<table>\n<caption>{done}</caption>\n"
            f"<thead><tr>{_HEAD}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n"
            f"</table>{note}"
        )

    def _row(self, lesson: Lesson, page: str | None, sheet: str | None) -> str:
        states = [self.status(exercise.number) for exercise in lesson.exercises]
        items = "".join(
            f"<li>{MARKS[state]} {state}: {_link(f'{one.number} {one.title}', place)}"
            "</li>"
            for one, state in zip(lesson.exercises, states, strict=True)
            # The learner's cell in the sheet, by its id.
            for place in [sheet and f"{sheet}#cell-id=answer-{_dashed(one.number)}"]
        )
        done = states.count(journal.PASSED)
        # What somebody is in the middle of lies open.
        state = " open" if 0 < done < len(states) else ""
        return (
            f'<tr><th scope="row" {_LEFT}>'
            f"{_link(f'{lesson.number} {lesson.title}', page)}</th>"
            f"<td {_LEFT}>{done} of {len(states)}</td><td {_LEFT}>"
            f"<details{state}><summary>one by one</summary><ul {_PLAIN}>{items}</ul>"
            "</details></td></tr>"
        )


def _link(text: str, address: str | None) -> str:
    words = escape(text)
    return f'<a href="{escape(address)}">{words}</a>' if address else words


def _dashed(number: str) -> str:
    return number.replace(".", "-")


def progress() -> Progress:
    """Return the learner's progress; as the last line of a cell it shows a table."""
    return Progress(journal.standing(journal.place()), saved=journal.saved())
