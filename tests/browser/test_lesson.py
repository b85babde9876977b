"""Lesson 01 in a real JupyterLab, from its first cell to its last."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.lab import Lab, Notebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LESSON = "notebooks/01-the-big-picture.ipynb"


def code_cells(lab: Lab) -> list[str]:
    """Return the sources of the lesson's code cells."""
    content: dict[str, Any] = json.loads((lab.root / LESSON).read_text("utf-8"))
    cells = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    return ["".join(cell["source"]) for cell in cells]


def test_a_stored_lesson_shows_its_pictures_before_anything_runs(
    notebook: Notebook, lab: Lab, screenshots: Path
) -> None:
    notebook.open(lab.copy(LESSON))
    shows = [
        index
        for index, source in enumerate(code_cells(lab))
        if source.rstrip().endswith("\nflow")
    ]
    assert len(shows) > 5
    for index in shows:
        image = notebook.cell(index).locator(".jp-OutputArea-output img[alt]")
        image.scroll_into_view_if_needed()
        assert image.evaluate("image => image.complete && image.naturalWidth > 300")
        assert image.get_attribute("alt")
    notebook.page.screenshot(path=screenshots / "lesson-01-stored.png")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_lesson_runs_from_top_to_bottom(
    notebook: Notebook, lab: Lab, theme: str, screenshots: Path
) -> None:
    notebook.open(lab.copy(LESSON), theme)
    cells = code_cells(lab)
    seen_running = set()
    for index, source in enumerate(cells):
        notebook.run(index, wait=False)
        shown = [
            number
            for number in range(index)
            if cells[number].rstrip().endswith("\nflow")
        ]
        while shown and notebook.prompt(index) == "[*]:":
            states = notebook.picture(shown[-1]).states()
            seen_running |= {
                name for name, state in states.items() if state == "running"
            }
            notebook.page.wait_for_timeout(20)
        notebook.wait(index)
        if source.rstrip().endswith("\nflow"):
            picture = notebook.picture(index).wait()
            picture.element.scroll_into_view_if_needed()
            notebook.page.wait_for_timeout(600)  # let the motion end
            name = f"lesson-01-{theme}-{index:02}.png"
            picture.element.screenshot(path=screenshots / name)
    assert {"reserve_stock", "send_confirmation", "write_audit_log"} <= seen_running
    last = max(
        i for i, source in enumerate(cells) if source.rstrip().endswith("\nflow")
    )
    assert notebook.picture(last).states() == {
        "reserve_stock": "returned",
        "charge_card": "raised",
        "send_confirmation": "not_reached",
    }
    errors = notebook.page.locator(
        '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]'
    )
    assert errors.count() == 0
