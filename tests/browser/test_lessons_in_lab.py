"""Every lesson in a real JupyterLab, from its first cell to its last."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from tools.build import NOTEBOOKS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.lab import Lab, Notebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

lessons = pytest.mark.parametrize(
    "path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem
)
COMPLAINTS = """() =>
    [...document.querySelectorAll(".jp-Notebook .jp-CodeCell")].map((cell) =>
        ["stderr", "error"].flatMap((kind) => {
            const type = `[data-mime-type="application/vnd.jupyter.${kind}"]`;
            return [...cell.querySelectorAll(type)].map((output) => output.innerText);
        }))
"""
"""What each cell wrote to the error stream, and its exceptions."""
COMMIT = """(places) => {
    const cells = document.querySelectorAll(".jp-Notebook .jp-CodeCell");
    const click = (element) => element?.click();
    for (const place of places) {
        const question = cells[place].querySelector(".jp-OutputArea-output");
        const seen = (what) =>
            [...question.querySelectorAll(what)].filter((item) => item.checkVisibility());
        seen("input[type=checkbox]:not(:checked)").forEach(click);
        click(seen("input[type=radio]")[0]);
        seen("button").find((button) => button.innerText === "Commit").click();
    }
}"""
"""Picks all options or the first one, and how it ends, where that is asked.

In the page: to look for each box with the mouse takes as long as the lesson itself.
"""


def code_cells(path: Path) -> list[Any]:
    """Return the code cells of a lesson, with their stored outputs."""
    book = nbformat.read(path, as_version=4)
    return [cell for cell in book.cells if cell.cell_type == "code"]


def last_line(cell: Any) -> str:
    return str(cell.source.rstrip().rpartition("\n")[2])


def fails(cell: Any) -> bool:
    """Whether it is the point of a cell to end in an error."""
    return any(output.output_type == "error" for output in cell.outputs)


def pictures(cells: list[Any]) -> list[int]:
    """Return the places of the cells whose stored output is a picture."""
    return [
        index
        for index, cell in enumerate(cells)
        if any("image/svg+xml" in output.get("data", {}) for output in cell.outputs)
    ]


def look_at_stored(notebook: Notebook, shown: list[int]) -> None:
    """Check that a picture stands in each output before anything has run."""
    for index in shown:
        image = notebook.cell(index).locator(".jp-OutputArea-output img[alt]").first
        image.scroll_into_view_if_needed()
        assert image.evaluate("image => image.complete && image.naturalWidth > 200")
        assert image.get_attribute("alt")


@lessons
def test_a_lesson_shows_its_pictures_and_then_runs_from_top_to_bottom(
    path: Path, notebook: Notebook, lab: Lab, screenshots: Path
) -> None:
    cells = code_cells(path)
    notebook.open(lab.copy(f"notebooks/{path.name}"))
    shown = pictures(cells)
    look_at_stored(notebook, shown)
    notebook.run_all()
    for cell, complaints in zip(cells, notebook.page.evaluate(COMPLAINTS), strict=True):
        assert bool(complaints) == fails(cell), (cell.source, complaints)
    questions = [
        index for index, cell in enumerate(cells) if last_line(cell) == "guess"
    ]
    for index in questions:
        notebook.cell(index).get_by_role("button", name="Commit").wait_for()
    notebook.page.evaluate(COMMIT, questions)
    for index in questions:
        notebook.cell(index).locator(".sv-verdict li").first.wait_for()
    for index in shown:
        notebook.picture(index).wait()
    if os.environ.get("SIGNAL_VIZ_LOOK"):
        look_at_all(notebook, shown, screenshots / f"lesson-{path.stem[:2]}")


def look_at_all(notebook: Notebook, shown: list[int], name: Path) -> None:
    """Leave a screenshot of each live picture, in both themes, for somebody to see."""
    for theme in ("light", "dark"):
        notebook.theme(theme)
        for index in shown:
            picture = notebook.picture(index).element
            picture.scroll_into_view_if_needed()
            picture.screenshot(path=f"{name}-{theme}-{index:02}.png")
