"""The index page in JupyterLab: its links lead to the very cell, progress to the gap."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tools.build import NOTEBOOKS

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.browser.lab import Lab, Notebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def index(notebook: Notebook, lab: Lab) -> Notebook:
    """The index page, opened in a copy of the whole folder."""
    folder = lab.folder / "notebooks"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(NOTEBOOKS, folder)
    notebook.open((folder / "index.ipynb").relative_to(lab.root).as_posix())
    return notebook


def comes_into_view(page: Page, element: Locator) -> None:
    """Wait until a link has led to ``element``."""
    element.wait_for()
    page.wait_for_function(
        "element => { const {top, bottom} = element.getBoundingClientRect();"
        " return bottom > 0 && top < window.innerHeight; }",
        arg=element.element_handle(),
    )


def test_a_section_is_one_click_away(index: Notebook) -> None:
    index.page.get_by_role("link", name="Async, or not?").last.click()

    heading = index.page.get_by_role("heading", name="See · Async, or not?")
    comes_into_view(index.page, heading)


def test_progress_leads_to_the_gap_of_an_exercise(
    index: Notebook, screenshots: Path
) -> None:
    index.run(0)
    table = index.cell(0).locator("table")
    row = table.locator("tr", has_text="02 Connecting receivers")
    row.locator("summary").click()
    for theme in ("light", "dark"):
        index.theme(theme)
        table.screenshot(path=screenshots / f"progress-{theme}.png")

    row.get_by_role("link", name="02.3").click()

    check = index.page.locator(".jp-CodeCell", has_text='sv.check("02.3")')
    comes_into_view(index.page, check.first)
