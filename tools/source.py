"""Read the text sources of the notebooks.

A source is a Python file in Jupytext's percent format: ``# %%`` begins a cell of
code, ``# %% [markdown]`` one of text between triple quotes. In an exercise
sheet a cell can play a part in an exercise:

* ``# %% gap="01.1"``: what the learner gets.
* ``# %% solution="01.1"``: a right answer, for the solved copy.
* ``# %% alternative="01.1"``: another right answer, for the tests.
* ``# %% wrong="01.1" hint="…"``: a plausible wrong answer, and a piece of the
  hint that it must get.
* ``# %% check="01.1"``: the cell that checks the answer.

Each of the first four is a full replacement of the learner's cell.

On the index page a cell of text can end in a list that nobody writes by hand:
``# %% [markdown] insert="lessons 00 01"``; ``tools/contents.py`` makes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jupytext

ROOT = Path(__file__).resolve().parent.parent
COURSE = ROOT / "course"
LABELS = (
    "Read",
    "See",
    "Predict",
    "Try",
    "Exercise",
    "Fix",
    "Measure",
    "Recall",
    "Build",
)
_HEADING = re.compile(r"(#{1,6}) (.+)")
_PARTS = ("solution", "alternative", "wrong")


class SourceError(Exception):
    """A source that cannot become a notebook; says which file and what to do."""


@dataclass(frozen=True)
class Wrong:
    """A wrong answer and a piece of the hint that it must get."""

    answer: str
    hint: str


@dataclass
class Gap:
    """One exercise of a sheet: the learner's cell, and what may stand in it."""

    number: str
    empty: str
    solutions: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    wrongs: list[Wrong] = field(default_factory=list)


@dataclass(frozen=True)
class Cell:
    """One cell.

    Args:
        kind: ``"code"`` or ``"markdown"``.
        text: what it holds.
        tags: label of its section, and Jupyter's own tags.
        gap: for the learner's cell of an exercise, what may stand in it.
        check: for the cell that checks an exercise, its number.
        insert: which list follows its text, ``"lessons 00 01"``.
    """

    kind: str
    text: str
    tags: tuple[str, ...] = ()
    gap: Gap | None = None
    check: str = ""
    insert: str = ""


@dataclass(frozen=True)
class Source:
    """One lesson or one exercise sheet.

    Args:
        name: ``"01-the-big-picture"``.
        sheet: whether it is an exercise sheet.
        cells: its cells, in order.
    """

    name: str
    sheet: bool
    cells: tuple[Cell, ...]

    @property
    def gaps(self) -> list[Gap]:
        """The exercises of a sheet."""
        return [cell.gap for cell in self.cells if cell.gap is not None]

    @property
    def lists(self) -> bool:
        """Whether it holds a list of the other sources."""
        return any(cell.insert for cell in self.cells)


def sources(course: Path = COURSE) -> list[Source]:
    """Return every lesson and every sheet of ``course``, in order."""
    lessons = [read(path) for path in sorted(course.glob("*.py"))]
    sheets = [
        read(path, sheet=True) for path in sorted((course / "exercises").glob("*.py"))
    ]
    return lessons + sheets


def read(path: Path, *, sheet: bool = False) -> Source:
    """Return the source in the file ``path``.

    Raises:
        SourceError: a cell plays a part that does not fit.
    """
    notebook = jupytext.reads(path.read_text("utf-8"), fmt="py:percent")
    cells: list[Cell] = []
    gaps: dict[str, Gap] = {}
    label: tuple[str, ...] = ()
    for raw in notebook.cells:
        label = _label(raw, label)
        roles = raw.metadata
        if number := next((roles[part] for part in _PARTS if part in roles), None):
            if number not in gaps:
                raise SourceError(
                    f"{path.name}: {number} has an answer before its gap."
                )
            _add_answer(gaps[number], roles, raw.source, path)
            continue
        gap = None
        if "gap" in roles:
            gap = gaps[roles["gap"]] = Gap(roles["gap"], raw.source)
        cells.append(
            Cell(
                kind=raw.cell_type,
                text=raw.source,
                tags=label + tuple(roles.get("tags", ())),
                gap=gap,
                check=roles.get("check", ""),
                insert=roles.get("insert", ""),
            )
        )
    for gap in gaps.values():
        if len(gap.solutions) != 1:
            raise SourceError(f"{path.name}: {gap.number} needs exactly one solution.")
    return Source(path.stem, sheet, tuple(cells))


def headings(text: str) -> list[tuple[int, str]]:
    """Return level and text of each heading in a cell's markdown, in order."""
    found: list[tuple[int, str]] = []
    fenced = False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        match = _HEADING.fullmatch(line)
        if match and not fenced:
            found.append((len(match[1]), match[2]))
    return found


def label_of(heading: str) -> str | None:
    """Return the label of a section's heading, ``"See"`` for ``"See · It moves"``."""
    first = heading.partition(" · ")[0]
    return first if first in LABELS else None


def _label(raw: Any, current: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tag of the section that a cell belongs to."""
    if raw.cell_type == "markdown":
        for _, text in headings(raw.source):
            label = label_of(text)
            current = (label.lower(),) if label else ()
    return current


def _add_answer(gap: Gap, roles: dict[str, Any], text: str, path: Path) -> None:
    if "solution" in roles:
        gap.solutions.append(text)
    elif "alternative" in roles:
        gap.alternatives.append(text)
    elif "hint" in roles:
        gap.wrongs.append(Wrong(text, roles["hint"]))
    else:
        raise SourceError(f"{path.name}: a wrong answer to {gap.number} has no hint.")
