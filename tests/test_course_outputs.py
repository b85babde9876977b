"""The stored outputs are what the cells give: again, from the middle, on any version."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from tests.strict import compare
from tools.build import NOTEBOOKS
from tools.source import headings, label_of

if TYPE_CHECKING:
    from pathlib import Path

PATHS = sorted([*NOTEBOOKS.glob("[0-9]*.ipynb"), *NOTEBOOKS.glob("solutions/*.ipynb")])

IGNORE = "nbval-ignore-output"

parametrize = pytest.mark.parametrize(
    "path", PATHS, ids=lambda path: str(path.relative_to(NOTEBOOKS))
)


def joined(*runs: list[Any]) -> Any:
    """Return a notebook that runs the given cells one after the other."""
    book = nbformat.v4.new_notebook()
    for cell in (cell for run in runs for cell in run):
        again = copy.deepcopy(cell)
        again.id = f"cell-{len(book.cells)}"
        if ".judge(" in cell.source:
            # Live, a question tells nothing before somebody has committed.
            again.metadata.tags = [*again.metadata.get("tags", []), IGNORE]
        book.cells.append(again)
    return book


def code(cells: list[Any]) -> list[Any]:
    return [cell for cell in cells if cell.cell_type == "code"]


def parts(path: Path) -> list[list[Any]]:
    """Return the code of the parts that stand alone after the first code cell.

    In a lesson a part begins at each second-level heading without a label, and
    a lesson without such headings is one part. In a sheet each exercise is one.
    """
    cells = nbformat.read(path, as_version=4).cells
    sheet = path.parent != NOTEBOOKS
    found: list[list[Any]] = [[]]
    for cell in cells[cells.index(code(cells)[0]) + 1 :]:
        if cell.cell_type == "code":
            found[-1].append(cell)
            continue
        tops = [text for level, text in headings(cell.source) if level == 2]
        if any(sheet or label_of(text) is None for text in tops):
            found.append([])
    return [part for part in found if part]


def forget() -> Any:
    """Return a cell that forgets every name, as a restart does."""
    cell = nbformat.v4.new_code_cell("%reset -f")
    cell.execution_count = 1
    return cell


@pytest.mark.slow
@pytest.mark.one_end
@parametrize
def test_outputs_are_the_same_again_and_from_the_middle_and_a_wrong_one_is_found(
    path: Path, tmp_path: Path
) -> None:
    """One kernel does it all, for a start takes as long as many a lesson."""
    cells = code(nbformat.read(path, as_version=4).cells)
    from_the_middle = [[forget(), cells[0], *part] for part in reversed(parts(path))]
    picture = next(cell for cell in cells if cell.outputs and "flow" in cell.source)
    until_a_picture = cells[: cells.index(picture) + 1]
    book = joined(cells, cells, *from_the_middle, until_a_picture)
    spoil(book.cells[-1].outputs[-1])

    nbformat.write(book, tmp_path / "book.ipynb")
    # Unlike in the whole suite, the pictures are live: the words and the picture in
    # an output must be the same with the widget beside them.
    done = compare(tmp_path / "book.ipynb", SIGNAL_VIZ_PROGRESS="off")

    assert done.returncode == 1, done.stdout
    assert f"1 failed, {len(book.cells) - 1} passed" in done.stdout, done.stdout
    assert f"Cell {len(book.cells) - 1}" in done.stdout.rpartition("short test")[2], (
        done.stdout
    )


def spoil(output: Any) -> None:
    """Change one letter of what a picture says in words."""
    words = output.data["text/plain"]
    output.data["text/plain"] = words.replace("receiver", "deceiver", 1)
    assert output.data["text/plain"] != words


def test_the_lessons_have_parts() -> None:
    assert len(parts(NOTEBOOKS / "00-start-here.ipynb")) == 1
    assert len(parts(NOTEBOOKS / "01-the-big-picture.ipynb")) == 7
    assert len(parts(NOTEBOOKS / "02-connecting-receivers.ipynb")) == 9
    assert len(parts(NOTEBOOKS / "03-the-dispatch-flow.ipynb")) == 8
    assert len(parts(NOTEBOOKS / "04-custom-signals.ipynb")) == 7
    assert len(parts(NOTEBOOKS / "05-model-signals-in-practice.ipynb")) == 8
    assert len(parts(NOTEBOOKS / "06-transactions.ipynb")) == 7
    assert len(parts(NOTEBOOKS / "07-pitfalls.ipynb")) == 7
    assert len(parts(NOTEBOOKS / "08-under-the-hood.ipynb")) == 8
    assert len(parts(NOTEBOOKS / "09-async.ipynb")) == 8
    assert len(parts(NOTEBOOKS / "10-performance.ipynb")) == 7
    assert len(parts(NOTEBOOKS / "11-myth-busters.ipynb")) == 8
    assert len(parts(NOTEBOOKS / "12-patterns.ipynb")) == 7
    assert len(parts(NOTEBOOKS / "13-connections.ipynb")) == 6
    assert len(parts(NOTEBOOKS / "14-the-bookshop.ipynb")) == 1
    assert len(parts(NOTEBOOKS / "solutions" / "01-the-big-picture.ipynb")) == 4
    assert len(parts(NOTEBOOKS / "solutions" / "02-connecting-receivers.ipynb")) == 4
    assert len(parts(NOTEBOOKS / "solutions" / "03-the-dispatch-flow.ipynb")) == 4
    assert len(parts(NOTEBOOKS / "solutions" / "04-custom-signals.ipynb")) == 4
    practice = NOTEBOOKS / "solutions" / "05-model-signals-in-practice.ipynb"
    assert len(parts(practice)) == 4
    assert len(parts(NOTEBOOKS / "solutions" / "06-transactions.ipynb")) == 4
    assert len(parts(NOTEBOOKS / "solutions" / "07-pitfalls.ipynb")) == 4
    assert len(parts(NOTEBOOKS / "solutions" / "08-under-the-hood.ipynb")) == 4
    assert len(parts(NOTEBOOKS / "solutions" / "09-async.ipynb")) == 4
    assert len(parts(NOTEBOOKS / "solutions" / "10-performance.ipynb")) == 4
    assert len(parts(NOTEBOOKS / "solutions" / "11-myth-busters.ipynb")) == 4
    assert len(parts(NOTEBOOKS / "solutions" / "12-patterns.ipynb")) == 4
    assert len(parts(NOTEBOOKS / "solutions" / "13-connections.ipynb")) == 4
    assert len(parts(NOTEBOOKS / "solutions" / "14-the-bookshop.ipynb")) == 6
