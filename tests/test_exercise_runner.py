"""``course.py check``: a learner's own notebooks, run and judged, never changed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import nbformat
import pytest

from signal_viz.exercise import __main__ as command
from signal_viz.exercise import journal, runner
from tools.notebook import empty, notebook, solved, to_text
from tools.source import COURSE, read

SHEET = read(COURSE / "exercises" / "01-the-big-picture.py", sheet=True)
FIRST = "import signal_viz as sv\nsv.configure(debug=False)"
PRACTICE = (
    "from django.dispatch import Signal\n"
    "order_paid = Signal()\n"
    "def reserve_stock(**kwargs): pass\n"
    "order_paid.connect(reserve_stock)"
)
CHECK = 'sv.check("00.1")'


@pytest.fixture(autouse=True)
def own_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal of its own, so that no test counts as somebody's progress."""
    path = tmp_path / "journal" / "progress.jsonl"
    monkeypatch.setenv("SIGNAL_VIZ_PROGRESS", str(path))
    return path


def save(path: Path, *cells: str) -> Path:
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
    )
    path.write_text(nbformat.writes(book), "utf-8")
    return path


def run(arguments: list[Path], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    capsys.readouterr()
    code = command.main([str(path) for path in arguments])
    return code, capsys.readouterr().out


def test_solved_exercises_pass_and_count(
    tmp_path: Path, own_journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "01-the-big-picture.ipynb"
    path.write_text(to_text(notebook(SHEET, solved)), "utf-8")
    before = path.read_bytes()

    code, said = run([path], capsys)

    assert code == 0, said
    assert said.splitlines()[1:] == [
        "  ✓ 01.1 Write a receiver",
        "  ✓ 01.2 Who is called?",
        "  ✓ 01.3 The silent audit log",
        "  ✓ 01.4 Explain a picture",
        "4 of 4 solved.",
    ]
    assert path.read_bytes() == before
    assert set(journal.standing(own_journal)) == {"01.1", "01.2", "01.3", "01.4"}


def test_a_mix_shows_a_mark_and_a_hint_for_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {
        "01.1": SHEET.gaps[0].solutions[0],
        "01.2": SHEET.gaps[1].wrongs[0].answer,
        "01.3": "def mark_paid(order_id) pass",
    }
    book = notebook(SHEET, lambda gap: answers.get(gap.number, gap.empty))
    path = tmp_path / "01-the-big-picture.ipynb"
    path.write_text(to_text(book), "utf-8")

    code, said = run([path], capsys)

    assert code == 1
    assert "  ✓ 01.1 Write a receiver\n" in said
    assert "  ✕ 01.2 Who is called?\n" in said
    assert "    Hint:   One of them raises. What does send() do then?\n" in said
    assert "  – 01.4 Explain a picture\n" in said
    assert 'begins "def mark_paid(order_id) pass" stopped: SyntaxError: ' in said
    assert "(line 1)" in said
    assert said.endswith("1 of 4 solved.\n")


def test_an_untouched_sheet_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "01-the-big-picture.ipynb"
    path.write_text(to_text(notebook(SHEET, empty)), "utf-8")

    code, said = run([path], capsys)

    assert code == 1
    assert [line[:4] for line in said.splitlines()[1:]] == ["  – "] * 4 + ["0 of"]


BROKEN = {
    "no notebook at all": (b"", "this is no notebook, or it is damaged"),
    "cut off": (b'{"cells": [{"cell_type": "co', "this is no notebook"),
    "JSON of something else": (b"[1, 2]", "this is no notebook"),
    "an unknown kind of cell": (
        b'{"cells": [{"cell_type": "tea"}], "metadata": {}, "nbformat": 4}',
        "this is no notebook",
    ),
    "not text": (b"\xff\xfe\x00\x01", "this is no notebook"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_one_sentence_and_the_others_go_on(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, sentence = BROKEN[what]
    broken = tmp_path / "00-broken.ipynb"
    broken.write_bytes(content)
    good = save(tmp_path / "good.ipynb", FIRST, PRACTICE, "receivers = 1", CHECK)

    code, said = run([broken, good], capsys)

    assert code == 1
    assert f"  ! {sentence}" in said
    assert "  ✓ 00.1 Read the picture" in said
    assert broken.read_bytes() == content


def test_a_file_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run([tmp_path / "gone.ipynb"], capsys)

    assert code == 1
    assert "there is no such file" in said


def test_an_empty_folder_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run([tmp_path], capsys)

    assert code == 1
    assert said == f"There are no notebooks in {tmp_path}.\n"


def test_a_missing_check_cell_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = notebook(SHEET, solved)
    book.cells = [cell for cell in book.cells if cell.id != "check-01-3"]
    path = tmp_path / "01-the-big-picture.ipynb"
    path.write_text(to_text(book), "utf-8")

    code, said = run([path], capsys)

    assert code == 1
    assert "  – 01.3 The silent audit log" in said
    assert 'have not run: 01.3. Is the cell with sv.check("01.3") there?' in said


def test_a_notebook_without_any_check_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run([save(tmp_path / "notes.ipynb", "1 + 1")], capsys)

    assert code == 1
    assert "no check has run" in said


SOON = 8
"""Seconds: enough for an import on a busy machine, short enough to wait for."""


def outcome(
    tmp_path: Path, *cells: str, seconds: float = runner.CELL_SECONDS
) -> runner.Sheet:
    path = save(tmp_path / "practice.ipynb", FIRST, PRACTICE, *cells)
    return runner.run_file(path, seconds)


def statuses(sheet: runner.Sheet) -> list[str]:
    return [entry.status for entry in sheet.entries]


def test_a_cell_that_never_ends_is_stopped_and_the_others_go_on(
    tmp_path: Path,
) -> None:
    sheet = outcome(tmp_path, "while True: pass", "receivers = 1", CHECK, seconds=SOON)

    assert statuses(sheet) == [journal.PASSED]
    (trouble,) = sheet.trouble
    assert trouble.startswith(
        'the cell that begins "while True: pass" did not come to an end in 8 s'
    )
    assert not sheet.passed


def test_a_cell_that_cannot_be_stopped_ends_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "PATIENCE", 1)
    stubborn = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile 1: 0"
    began = time.monotonic()

    sheet = outcome(tmp_path, "receivers = 1", CHECK, stubborn, CHECK, seconds=SOON)

    assert statuses(sheet) == [journal.PASSED]
    assert sheet.trouble[-1] == (
        "It could not be stopped: the cells below did not run."
    )
    assert time.monotonic() - began < 60


def test_a_cell_that_ends_python_is_told(tmp_path: Path) -> None:
    sheet = outcome(tmp_path, "receivers = 1", CHECK, "import os; os._exit(1)", CHECK)

    assert statuses(sheet) == [journal.PASSED]
    (trouble,) = sheet.trouble
    assert trouble == (
        'the cell that begins "import os; os._exit(1)" ended Python: '
        "the cells below did not run."
    )


def test_a_cell_that_asks_for_input_does_not_hang(tmp_path: Path) -> None:
    sheet = outcome(tmp_path, "receivers = input()", CHECK)

    assert statuses(sheet) == [journal.NOT_STARTED]
    assert "stopped: StdinNotImplementedError" in sheet.trouble[0]


def test_only_the_first_errors_are_told(tmp_path: Path) -> None:
    sheet = outcome(tmp_path, *[f"1 / 0  # {number}" for number in range(5)], CHECK)

    assert sheet.trouble[:3] == [
        f'the cell that begins "1 / 0  # {number}" stopped: '
        "ZeroDivisionError: division by zero"
        for number in range(3)
    ]
    assert sheet.trouble[3:] == ["… and 2 more cells"]


def test_cells_run_in_the_folder_of_their_notebook(tmp_path: Path) -> None:
    (tmp_path / "shop.txt").write_text("1", "utf-8")

    sheet = outcome(tmp_path, "receivers = int(open('shop.txt').read())", CHECK)

    assert sheet.passed


def test_the_learners_progress_is_not_read_by_the_run(
    tmp_path: Path, own_journal: Path
) -> None:
    journal.record(journal.Entry("00.1", journal.PASSED))

    sheet = outcome(tmp_path, CHECK)

    assert statuses(sheet) == [journal.NOT_STARTED]
    assert journal.standing(own_journal)["00.1"].status == journal.PASSED


def test_an_old_notebook_without_cell_ids_is_run(tmp_path: Path) -> None:
    path = save(tmp_path / "old.ipynb", FIRST, PRACTICE, "receivers = 1", CHECK)
    book: Any = nbformat.read(path, as_version=4)
    book.nbformat_minor = 4
    for cell in book.cells:
        del cell["id"]
    path.write_text(nbformat.writes(book), "utf-8")

    assert runner.run_file(path).passed
