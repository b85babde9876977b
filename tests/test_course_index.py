"""The index page lists every lesson, every sheet and every section there is."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import nbformat
import pytest

from signal_viz.exercise import catalogue
from signal_viz.lessons import LESSONS
from tools import build
from tools.contents import filled
from tools.notebook import notebook
from tools.source import LABELS, Cell, Source, SourceError, headings, label_of, read

BOOK: Any = nbformat.read(build.NOTEBOOKS / "index.ipynb", as_version=4)
TEXTS = [cell.source for cell in BOOK.cells if cell.cell_type == "markdown"]


def test_every_lesson_is_in_the_table_with_its_exercises() -> None:
    (table,) = [text for text in TEXTS if "## All lessons" in text]
    counts = {one.number: len(one.exercises) for one in catalogue.lessons()}

    for number, name in LESSONS.items():
        (row,) = [line for line in table.splitlines() if line.startswith(f"| {number}")]
        assert f"]({name})" in row
        if (build.NOTEBOOKS / "exercises" / name).exists():
            assert f"[{counts[number]} exercises](exercises/{name})" in row
            assert f"[solutions](solutions/{name})" in row


@pytest.mark.parametrize("label", LABELS)
def test_a_label_leads_through_every_section_that_has_it(label: str) -> None:
    (text,) = [text for text in TEXTS if text.startswith(f"### {label}\n")]
    sections = [
        title.partition(" · ")[2]
        for path in [
            *build.NOTEBOOKS.glob("[0-9]*"),
            *build.NOTEBOOKS.glob("e*/[0-9]*"),
        ]
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "markdown"
        for _, title in headings(cell.source)
        if label_of(title) == label
    ]

    assert sections
    assert [title for title in sections if f"[{title}](" not in text] == []
    assert text.count("#cell-id=") == len(sections)


def test_progress_is_a_table_in_which_nothing_is_solved_yet() -> None:
    (output,) = [out for cell in BOOK.cells for out in cell.get("outputs", ())]
    shown = output.data["text/html"]

    assert "<caption>0 of " in shown
    assert "✓" not in shown
    for lesson in catalogue.lessons():
        for exercise in lesson.exercises:
            assert html.escape(f"{exercise.number} {exercise.title}") in shown
            assert f"{exercise.number} {exercise.title}" in output.data["text/plain"]


LESSON = '''\
# %% [markdown]
"""
# Numbers
"""

# %% [markdown]
"""
## One | two
"""

# %% [markdown]
"""
### See · It adds
"""
'''
SHEET = '''\
# %% [markdown]
"""
# Exercises
"""

# %% [markdown]
"""
## See · 09.1 Add
"""

# %% gap="09.1"
three = ...

# %% solution="09.1"
three = 3
'''
LISTS = '# %% [markdown] insert="{}"\n"""\n{}\n"""\n'


def made(folder: Path, asked: str, words: str = "# Index") -> str:
    """Return the text of an index that asks for one list."""
    sources = []
    for name, text in (("09-n", LESSON), ("index", LISTS.format(asked, words))):
        path = folder / f"{name}.py"
        path.write_text(text, "utf-8")
        sources.append(read(path))
    path = folder / "09-n.py"
    path.write_text(SHEET, "utf-8")
    sources.append(read(path, sheet=True))
    (cell,) = filled(sources)[-1].cells
    return cell.text


def test_a_table_has_a_row_for_each_lesson_that_exists(tmp_path: Path) -> None:
    rows = made(tmp_path, "lessons 07 09").splitlines()[4:]

    (row,) = rows
    assert row.startswith("| 09 | **[Numbers](09-n.ipynb)** | [One &#124; two](")
    assert row.endswith(
        "| [1 exercise](exercises/09-n.ipynb), [solutions](solutions/09-n.ipynb) |"
    )


def test_a_list_of_sections_goes_through_lesson_and_sheet(tmp_path: Path) -> None:
    (line,) = made(tmp_path, "sections See").splitlines()[2:]

    assert line.startswith("* **09 Numbers**: [It adds](09-n.ipynb#cell-id=markdown-")
    assert " · [09.1 Add](exercises/09-n.ipynb#cell-id=markdown-" in line
    assert made(tmp_path, "sections Recall") == "# Index\n"


def test_a_heading_can_be_named_in_the_text(tmp_path: Path) -> None:
    first, *_ = made(tmp_path, "lessons", "[it](<09#See · It adds>)").splitlines()

    assert first.startswith("[it](09-n.ipynb#cell-id=markdown-")


@pytest.mark.parametrize("place", ["09#See · It subtracts", "08#See · It adds"])
def test_a_heading_that_there_is_not_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(SourceError, match="There is no heading"):
        made(tmp_path, "lessons", f"[it](<{place}>)")


@pytest.mark.parametrize(
    "asked", ["lesson", "lessons all", "sections", "sections Look", "sections See Try"]
)
def test_a_list_that_there_is_not_is_refused(tmp_path: Path, asked: str) -> None:
    with pytest.raises(SourceError, match=f'no list "{asked}"'):
        made(tmp_path, asked)


def test_a_list_keeps_its_id_whatever_is_in_it() -> None:
    def identity(text: str) -> str:
        cell = Cell("markdown", text, insert="sections See")
        (made,) = notebook(Source("index", sheet=False, cells=(cell,))).cells
        return str(made.id)

    assert identity("one") == identity("two") == "list-sections-see"


def test_the_index_is_made_again_with_any_lesson(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, "lessons")
    lessons = [read(path) for path in sorted(tmp_path.glob("*.py"))]
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(build, "sources", lambda: lessons)

    assert build.main(["09"]) == 0

    written = {path.name for path in tmp_path.rglob("*.ipynb")}
    assert written == {"09-n.ipynb", "index.ipynb"}
