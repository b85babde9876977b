"""Lesson 03 in a real JupyterLab: commit to each prediction, run, and look."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.lab import Lab, Notebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LESSON = "notebooks/03-the-dispatch-flow.ipynb"


def last_lines(lab: Lab) -> list[str]:
    """Return the last line of each of the lesson's code cells."""
    content: dict[str, Any] = json.loads((lab.root / LESSON).read_text("utf-8"))
    cells = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    return ["".join(cell["source"]).rstrip().splitlines()[-1] for cell in cells]


def commit(question: Locator) -> None:
    """Pick all options or the first one, and how it ends, where that is asked."""
    button = question.get_by_role("button", name="Commit")
    button.wait_for()
    for box in question.locator("input[type=checkbox]:visible").all():
        box.check()
    for choice in question.locator("input[type=radio]:visible").all()[:1]:
        choice.check()
    button.click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_prediction_is_compared_with_what_ran(
    notebook: Notebook, lab: Lab, theme: str, screenshots: Path
) -> None:
    notebook.open(lab.copy(LESSON), theme)
    questions: list[int] = []
    for index, line in enumerate(last_lines(lab)):
        notebook.run(index)
        output = notebook.cell(index).locator(".jp-OutputArea-output")
        if line == "guess":
            questions.append(index)
            commit(output.first)
        elif line == "flow":
            picture = notebook.picture(index).wait()
            picture.element.scroll_into_view_if_needed()
            notebook.page.wait_for_timeout(600)  # let the motion end
            name = f"lesson-03-{theme}-{index:02}.png"
            picture.element.screenshot(path=screenshots / name)
    assert len(questions) == 11
    for index in questions:
        output = notebook.cell(index).locator(".jp-OutputArea-output").first
        output.locator(".sv-verdict li").first.wait_for()
        name = f"lesson-03-{theme}-{index:02}-predicted.png"
        notebook.cell(index).screenshot(path=screenshots / name)
    errors = notebook.page.locator(
        '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]'
    )
    assert errors.count() == 0
    assert notebook.page.locator(".jp-mod-error").count() == 0
