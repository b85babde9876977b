"""``course.py check FOLDER --csv TABLE``: a whole class, one row an exercise."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from signal_viz.exercise import __main__ as command
from signal_viz.exercise import classroom, journal, runner
from signal_viz.exercise.classroom import Copy, copies, rows, safe
from signal_viz.exercise.journal import Entry
from signal_viz.exercise.runner import Sheet
from tests.test_exercise_runner import CHECK, FIRST, PRACTICE, save
from tools.notebook import empty, notebook, solved, to_text
from tools.source import COURSE, read

SHEET = read(COURSE / "exercises" / "01-the-big-picture.py", sheet=True)
SOLVED = to_text(notebook(SHEET, solved))


@pytest.fixture(autouse=True)
def own_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The teacher's own journal."""
    path = tmp_path / "journal" / "progress.jsonl"
    monkeypatch.setenv("SIGNAL_VIZ_PROGRESS", str(path))
    return path


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """The folder with the copies of a class."""
    path = tmp_path / "class"
    path.mkdir()
    return path


def put(path: Path, text: str = SOLVED) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def check(room: Path) -> tuple[int, list[dict[str, str]]]:
    """Check a class; return the exit status and the rows of the table."""
    target = room.parent / "table.csv"
    status = command.main([str(room), "--csv", str(target)])
    with target.open(encoding="utf-8-sig", newline="") as file:
        return status, list(csv.DictReader(file))


def test_a_folder_has_the_name_of_its_learner(room: Path) -> None:
    put(room / "emma" / "01-the-big-picture.ipynb")
    put(room / "jane" / "week 1" / "mine.ipynb")
    put(room / "jane" / "solutions" / "01-the-big-picture.ipynb")
    put(room / "jane" / ".ipynb_checkpoints" / "mine-checkpoint.ipynb")
    put(room / ".git" / "x.ipynb")
    put(room / "emma" / "._01-the-big-picture.ipynb")

    assert [(one.learner, one.shown) for one in copies([room])] == [
        ("emma", "01-the-big-picture.ipynb"),
        ("jane", "week 1/mine.ipynb"),
    ]


def test_without_sub_folders_a_file_has_the_name_of_its_learner(room: Path) -> None:
    put(room / "emma.ipynb")
    put(room / "12345-jane.ipynb")
    (room / "notes.txt").touch()

    assert [one.learner for one in copies([room])] == ["12345-jane", "emma"]
    assert copies([room / "emma.ipynb"])[0].learner == "emma"


def test_there_is_a_row_for_each_exercise(
    room: Path, own_journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(room / "emma.ipynb")
    answers = {"01.2": SHEET.gaps[1].wrongs[0].answer}
    mixed = notebook(SHEET, lambda gap: answers.get(gap.number, gap.empty))
    put(room / "12345-jane.ipynb", to_text(mixed))

    status, table = check(room)

    assert status == 1
    assert list(table[0]) == list(classroom.HEAD)
    assert [
        (row["learner"], row["exercise"], row["title"], row["status"]) for row in table
    ] == [
        ("12345-jane", "01.1", "Write a receiver", "not started"),
        ("12345-jane", "01.2", "Who is called?", "not yet"),
        ("12345-jane", "01.3", "The silent audit log", "not started"),
        ("12345-jane", "01.4", "Explain a picture", "not started"),
        ("emma", "01.1", "Write a receiver", "passed"),
        ("emma", "01.2", "Who is called?", "passed"),
        ("emma", "01.3", "The silent audit log", "passed"),
        ("emma", "01.4", "Explain a picture", "passed"),
    ]
    assert table[1]["said"].startswith("Saw: ")
    assert "\n" not in table[1]["said"]
    assert table[4]["said"] == ""
    assert capsys.readouterr().out.endswith(
        f"4 of 8 solved.\nThe table is in {room.parent / 'table.csv'}.\n"
    )
    assert not own_journal.exists()


def test_all_solved_is_a_good_end(room: Path) -> None:
    put(room / "emma" / "01-the-big-picture.ipynb")

    status, table = check(room)

    assert status == 0
    assert {row["status"] for row in table} == {"passed"}


def test_what_cannot_be_judged_has_one_row_and_the_others_go_on(room: Path) -> None:
    put(room / "a.ipynb", "{")
    save(room / "b.ipynb", "1 + 1")
    save(room / "c.ipynb", FIRST, PRACTICE, "receivers = 1", CHECK)

    status, table = check(room)

    assert status == 1
    assert [(row["learner"], row["exercise"], row["status"]) for row in table] == [
        ("a", "", "not checked"),
        ("b", "", "not checked"),
        ("c", "00.1", "passed"),
    ]
    assert table[0]["said"].startswith("this is no notebook, or it is damaged")
    assert table[1]["said"].startswith("no check has run")


def test_a_loop_without_end_is_told(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def soon(path: Path) -> Sheet:
        return runner.run_file(path, seconds=8)

    monkeypatch.setattr(command, "run_file", soon)
    monkeypatch.setattr(runner, "PATIENCE", 1)
    stubborn = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile 1: 0"
    save(room / "emma.ipynb", FIRST, PRACTICE, stubborn, CHECK)

    _, (row,) = check(room)

    assert row["status"] == "not started"
    assert "did not come to an end in 8 s" in row["said"]


def test_a_note_about_an_exercise_that_there_is_not_is_passed_over(room: Path) -> None:
    forged = (
        "import os, pathlib\n"
        "notes = pathlib.Path(os.environ['SIGNAL_VIZ_PROGRESS'])\n"
        'line = \'{"exercise": "99.1", "status": "passed", "message": ""}\'\n'
        "_ = notes.write_text(line + chr(10))"
    )
    save(room / "emma.ipynb", FIRST, PRACTICE, forged, "receivers = 1", CHECK)

    _, table = check(room)

    assert [row["exercise"] for row in table] == ["00.1"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1"]
)
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"

    copy = Copy(text, Path("x.ipynb"), text)
    sheet = Sheet(copy.path, trouble=[text])
    for row in [
        *rows(copy, sheet),
        *rows(copy, Sheet(copy.path, [Entry("01.1", "x")])),
    ]:
        assert not any(cell.startswith(text) for cell in row)


@pytest.mark.parametrize("text", ["emma", "", "01.1", "– not started", "a=b"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert safe(text) == text


def test_names_and_words_with_commas_and_lines_stay_in_their_cells(
    tmp_path: Path,
) -> None:
    target = tmp_path / "table.csv"
    entry = Entry("01.1", journal.NOT_YET, '✕ 01.1\n  Saw:  "a",\tb; é\n  Hint: c')
    with classroom.table(target) as add:
        add(Copy('Woodhouse, "Emma"', tmp_path, "a\nb"), Sheet(tmp_path, [entry]))

    assert target.read_bytes().startswith(b"\xef\xbb\xbflearner,")
    with target.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["learner"] == 'Woodhouse, "Emma"'
    assert row["notebook"] == "a\nb"
    assert row["said"] == 'Saw: "a", b; é'


def test_a_table_that_cannot_be_written_is_told_before_anything_runs(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(room / "emma.ipynb")

    assert command.main([str(room), "--csv", str(room)]) == 1

    assert capsys.readouterr().out == f"{room} cannot be written: Is a directory.\n"


def test_an_empty_folder_is_told(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = room.parent / "table.csv"

    assert command.main([str(room), "--csv", str(target)]) == 1

    assert capsys.readouterr().out == f"There are no notebooks in {room}.\n"
    assert not target.exists()


def test_a_table_needs_a_class(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(["--csv", "table.csv"])

    assert "--csv needs a folder of learners' copies" in capsys.readouterr().err


def test_an_untouched_copy_under_any_name_lists_all_its_exercises(room: Path) -> None:
    put(room / "2026-final.ipynb", to_text(notebook(SHEET, empty)))

    _, table = check(room)

    assert [row["exercise"] for row in table] == ["01.1", "01.2", "01.3", "01.4"]
