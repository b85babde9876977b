"""The benchmark of the course runs notebooks, and says which is too slow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nbformat
import pytest

from tools.bench import course
from tools.bench.course import Run

if TYPE_CHECKING:
    from pathlib import Path


def save(path: Path, *cells: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
    )
    nbformat.write(book, path)
    return path


def test_every_notebook_is_run_and_none_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = save(tmp_path / "01-a.ipynb", "import time; time.sleep(0.2)", "1 + 1")
    save(tmp_path / "solutions" / "01-a.ipynb", "raise ValueError('no')")
    save(tmp_path / "exercises" / "01-a.ipynb", "...")
    before = lesson.read_bytes()
    monkeypatch.setattr(course, "NOTEBOOKS", tmp_path)

    table = course.table()

    assert [row[0] for row in table.rows] == [
        "01-a",
        "solutions/01-a",
        "all, 2 at a time",
    ]
    assert list(table.rows[1][1:]) == ["-", "-", "-"]
    assert list(table.notes) == ["solutions/01-a: not measured: ValueError: no"]
    assert lesson.read_bytes() == before


def test_a_notebook_takes_as_long_as_its_cells(tmp_path: Path) -> None:
    run = course.measured(save(tmp_path / "a.ipynb", "import time; time.sleep(0.2)"))

    assert run.missing == ""
    assert 0.2 <= run.slowest <= run.seconds


@pytest.mark.parametrize(("seconds", "holds"), [(10, "yes"), (10.1, "no")])
def test_a_row_says_whether_its_budget_holds(seconds: float, holds: str) -> None:
    (row, _) = course.formatted(["01-a"], [Run(seconds, 1)], 20).rows

    assert row[1:] == [f"{seconds:.1f} s", "1.0 s", holds]


@pytest.mark.parametrize(("whole", "holds"), [(180, "yes"), (181, "no")])
def test_the_last_row_says_whether_all_hold(whole: float, holds: str) -> None:
    (row,) = course.formatted([], [], whole).rows

    assert row == ["all, 2 at a time", f"{whole} s", "-", holds]
