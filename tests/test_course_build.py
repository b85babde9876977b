"""One text source makes each notebook, the same on every machine."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from tools import build, notebook
from tools.contents import filled
from tools.source import ROOT, Source, SourceError, read, sources

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = filled(sources())
SHEETS = [source for source in SOURCES if source.sheet]
TARGETS = {path: book for item in SOURCES for path, book in build.targets(item).items()}

SHEET = '''\
# %% [markdown]
"""
## Exercise · 09.1 Add
"""

# %% gap="09.1"
three = ...

# %% solution="09.1"
three = 3

# %% alternative="09.1"
three = 1 + 2

# %% wrong="09.1" hint="one more"
three = 2

# %% check="09.1"
print(three)
'''


def written(folder: Path, text: str) -> Path:
    path = folder / "09-numbers.py"
    path.write_text(text, "utf-8")
    return path


def code(book: Any) -> list[str]:
    return [cell.source for cell in book.cells if cell.cell_type == "code"]


def without_outputs(book: Any) -> list[dict[str, Any]]:
    return [
        {key: cell[key] for key in ("cell_type", "id", "source", "metadata")}
        for cell in book.cells
    ]


def committed(path: Path) -> str:
    """Return the file as git knows it: a learner writes into the one on disk."""
    if not shutil.which("git") or git("rev-parse").returncode:
        pytest.skip("not a git checkout: notebooks may hold your own answers")
    shown = git("show", f":{path.relative_to(ROOT).as_posix()}")
    assert shown.returncode == 0, f"{path.name} is not in git yet"
    return shown.stdout.decode("utf-8")


def git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, check=False
    )


@pytest.mark.parametrize("path", TARGETS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_notebook_has_the_cells_of_its_source(path: Path) -> None:
    book = nbformat.reads(committed(path), as_version=4)

    assert without_outputs(book) == without_outputs(TARGETS[path])
    assert book.metadata == notebook.METADATA


@pytest.mark.parametrize("source", SHEETS, ids=lambda source: source.name)
def test_an_exercise_sheet_is_exactly_what_its_source_makes(source: Source) -> None:
    path = build.NOTEBOOKS / "exercises" / f"{source.name}.ipynb"

    assert committed(path) == notebook.to_text(TARGETS[path])


def test_every_notebook_has_a_source() -> None:
    assert build.orphans(set(TARGETS)) == []


def test_the_learner_gets_the_gap_and_the_solved_copy_the_solution(
    tmp_path: Path,
) -> None:
    source = read(written(tmp_path, SHEET), sheet=True)

    learners = notebook.notebook(source, notebook.empty)
    solved = notebook.notebook(source, notebook.solved)

    assert code(learners) == ["three = ...", "print(three)"]
    assert code(solved) == ["three = 3", "print(three)"]
    assert [cell.id for cell in learners.cells] == [cell.id for cell in solved.cells]


def test_other_answers_are_kept_for_the_tests(tmp_path: Path) -> None:
    (gap,) = read(written(tmp_path, SHEET), sheet=True).gaps

    assert gap.alternatives == ["three = 1 + 2"]
    assert [(wrong.answer, wrong.hint) for wrong in gap.wrongs] == [
        ("three = 2", "one more")
    ]


def test_a_cell_keeps_its_id_when_another_is_put_before_it(tmp_path: Path) -> None:
    before = notebook.notebook(read(written(tmp_path, SHEET)))
    after = notebook.notebook(read(written(tmp_path, "# %%\n0\n\n" + SHEET)))

    assert [cell.id for cell in after.cells[1:]] == [cell.id for cell in before.cells]


def test_two_equal_cells_have_two_ids(tmp_path: Path) -> None:
    book = notebook.notebook(read(written(tmp_path, "# %%\n0\n\n# %%\n0\n")))

    assert len({cell.id for cell in book.cells}) == 2
    nbformat.validate(book)


def test_the_label_in_a_heading_is_the_tag_of_its_section(tmp_path: Path) -> None:
    text = '# %% [markdown]\n"""\n### See · It moves\n"""\n\n# %%\n0\n'

    book = notebook.notebook(read(written(tmp_path, text)))

    assert [cell.metadata.tags for cell in book.cells] == [["see"], ["see"]]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('solution="09.1"', 'solution="09.2"', "has an answer before its gap"),
        ('solution="09.1"', 'alternative="09.1"', "needs exactly one solution"),
        (' hint="one more"', "", "has no hint"),
    ],
)
def test_a_source_that_does_not_fit_is_refused(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    with pytest.raises(SourceError, match=sentence):
        read(written(tmp_path, SHEET.replace(old, new)), sheet=True)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of its own with one lesson and one sheet."""
    (tmp_path / "course" / "exercises").mkdir(parents=True)
    lesson = tmp_path / "course" / "09-numbers.py"
    lesson.write_text("# %%\nprint('one')\n", "utf-8")
    written(tmp_path / "course" / "exercises", SHEET)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(build, "sources", lambda: sources(tmp_path / "course"))
    return tmp_path


def test_building_twice_gives_the_same_files(course: Path) -> None:
    assert build.main([]) == 0
    first = {path: path.read_bytes() for path in course.rglob("*.ipynb")}
    assert build.main([]) == 0

    assert {path: path.read_bytes() for path in course.rglob("*.ipynb")} == first
    assert len(first) == 3


def test_lessons_and_solutions_are_run_and_sheets_are_not(course: Path) -> None:
    build.main([])

    counts = {
        path.parent.name: [cell.get("execution_count") for cell in book["cells"]]
        for path in course.rglob("*.ipynb")
        if (book := json.loads(path.read_text("utf-8")))
    }

    assert counts["notebooks"] == [1]
    assert counts["solutions"][1:] == [1, 2]
    assert set(counts["exercises"]) == {None}


def test_check_says_what_differs_and_writes_nothing(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build.main([])
    path = course / "notebooks" / "09-numbers.ipynb"
    edited = path.read_text("utf-8").replace("one", "two")
    path.write_text(edited, "utf-8")
    (course / "notebooks" / "08-old.ipynb").write_text("{}", "utf-8")
    capsys.readouterr()

    assert build.main(["--check"]) == 1

    said = capsys.readouterr().out
    assert "09-numbers.ipynb differs" in said
    assert "08-old.ipynb has no source" in said
    assert path.read_text("utf-8") == edited


def test_a_cell_that_raises_stops_the_build(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "course" / "09-numbers.py").write_text("# %%\n1 / 0\n", "utf-8")

    assert build.main(["09"]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out


def test_what_depends_on_the_machine_is_not_stored(course: Path) -> None:
    path = next((course / "course").glob("*.py"))
    tagged = '# %% tags=["nbval-ignore-output"]\nprint("here")\n\n# %%\nprint("any")\n'
    path.write_text(path.read_text("utf-8") + "\n" + tagged, "utf-8")

    assert build.main([]) == 0

    book = nbformat.read(build.NOTEBOOKS / f"{path.stem}.ipynb", as_version=4)
    varies, same = book.cells[-2:]
    assert varies.execution_count
    assert (varies.outputs, same.outputs[0].text) == ([], "any\n")
