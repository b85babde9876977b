"""Whatever happens to the page or the kernel: the right picture, or what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.lab import Picture

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Route

    from tests.browser.lab import Lab, Notebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOP = """\
import signal_viz as sv
from django.dispatch import Signal

order_paid = Signal()
def reserve_stock(**kwargs): pass
def charge_card(**kwargs): pass
for receiver in (reserve_stock, charge_card):
    order_paid.connect(receiver)
flow = sv.watch(order_paid)
flow"""
BREAK = """\
first, second = flow.recording["snapshot"]["connections"]
broken = {"connections": [first | {"receiver": None}, second]}
flow.recording = flow.recording | {"snapshot": flow.recording["snapshot"] | broken}"""
SEND = "_ = order_paid.send(sender=None)"
DONE = {"reserve_stock": "returned", "charge_card": "returned"}
IDLE = dict.fromkeys(DONE, "connected")


def open_and_run(
    notebook: Notebook, lab: Lab, name: str, *cells: str, until: int | None = None
) -> None:
    """Open a notebook that has the shop in its first cell, and run its cells.

    Args:
        notebook: the page to open it in.
        lab: where it is.
        name: its name, without a suffix.
        cells: further cells.
        until: how many cells to run; all of them if it is not given.
    """
    source = [SHOP, *cells]
    notebook.open(lab.write(f"{name}.ipynb", source))
    for index in range(len(source[:until])):
        notebook.run(index)


def stored(notebook: Notebook, index: int) -> str:
    """Wait for the stored picture of a cell, and return what it says of itself."""
    output = notebook.cell(index).locator(".jp-OutputArea-output")
    picture = output.get_by_role("img")
    picture.wait_for()
    assert output.inner_text().strip() == (
        "This is the picture as it was saved. Run the cell again to bring it to life."
    )
    return picture.get_attribute("alt") or ""


def refuse_to_start(route: Route) -> None:
    """Answer as a server that can start no kernel; let everything else through."""
    if route.request.method == "POST":
        route.fulfill(status=500, body='{"message": "no kernel can be started"}')
    else:
        route.fallback()


def test_a_page_that_is_reloaded_has_the_picture_and_goes_on(
    notebook: Notebook, lab: Lab
) -> None:
    open_and_run(notebook, lab, "reload", SEND)
    notebook.picture(0).wait_for(DONE)
    notebook.save()

    notebook.reload()

    picture = notebook.picture(0)
    picture.wait_for(DONE)
    notebook.run(1)
    picture.wait_for_dispatch(2)
    picture.wait_for(DONE)


def test_a_picture_stays_when_the_kernel_restarts(notebook: Notebook, lab: Lab) -> None:
    open_and_run(notebook, lab, "restart", SEND, until=1)
    # Once more: so that no cell has the same number after the restart.
    for index in range(2):
        notebook.run(index)
    picture = notebook.picture(0)
    picture.wait_for(DONE)

    notebook.restart()

    picture.wait_for(DONE)
    # What was recorded can still be gone through.
    picture.element.get_by_role("button", name="First step").click()
    picture.wait_for(IDLE)
    for index in range(2):
        notebook.run(index)
    picture.wait_for_dispatch(1)
    picture.wait_for(DONE)


def test_a_picture_is_shown_twice_and_docked_beside_the_notebook(
    notebook: Notebook, lab: Lab
) -> None:
    open_and_run(notebook, lab, "twice", "flow", SEND, until=2)
    notebook.cell(0).locator(".jp-OutputArea-output").click(button="right")
    notebook.page.get_by_text("Create New View for Cell Output").click()
    docked = Picture(notebook.page.locator(".jp-LinkedOutputView .sv"))
    pictures = [notebook.picture(0), notebook.picture(1), docked]
    for picture in pictures:
        picture.wait_for(IDLE)

    notebook.run(2)

    for picture in pictures:
        picture.wait_for(DONE)
    # Each view is gone through on its own.
    docked.element.get_by_role("button", name="First step").click()
    docked.wait_for(IDLE)
    assert pictures[0].states() == pictures[1].states() == DONE


def test_what_is_sent_before_there_is_a_view_is_not_lost(
    notebook: Notebook, lab: Lab
) -> None:
    open_and_run(
        notebook,
        lab,
        "early",
        f"{SEND}\ndisplay(flow)\nfor _ in range(3):\n    {SEND}",
    )

    picture = notebook.picture(1)
    picture.wait_for(DONE)
    picture.wait_for_dispatch(4)


def test_what_the_page_cannot_draw_is_a_card_and_the_next_run_is_a_picture(
    notebook: Notebook, lab: Lab
) -> None:
    open_and_run(notebook, lab, "broken", BREAK)
    card = notebook.cell(0).get_by_role("alert")
    card.wait_for()
    assert "Signal Viz could not draw this picture." in card.inner_text()
    assert "run the cell again" in card.inner_text()
    card.get_by_role("button", name="Try again").click()
    card.wait_for()  # it is still broken, and still says so
    notebook.expect("could not draw")

    notebook.run(0)

    notebook.picture(0).wait_for(IDLE)


def test_another_version_in_the_kernel_than_in_the_page_is_a_card(
    notebook: Notebook, lab: Lab
) -> None:
    open_and_run(notebook, lab, "version", "flow.version = '9.9.9'\nflow")

    card = notebook.cell(1).get_by_role("alert")
    card.wait_for()
    assert "9.9.9" in card.inner_text()
    assert "Restart the kernel" in card.inner_text()


def test_a_page_that_cannot_unpack_the_front_end_says_what_to_do(
    context: BrowserContext, notebook: Notebook, lab: Lab
) -> None:
    context.add_init_script("delete globalThis.DecompressionStream")

    open_and_run(notebook, lab, "old-browser", "print(repr(flow))")

    card = notebook.cell(0).get_by_role("alert")
    card.wait_for()
    assert "Reload the page" in card.inner_text()
    assert "print(repr(flow))" in card.inner_text()
    # What it advises works.
    assert "reserve_stock" in notebook.cell(1).locator(".jp-OutputArea").inner_text()


def test_a_notebook_that_is_opened_again_without_its_kernel_has_its_pictures(
    notebook: Notebook, lab: Lab
) -> None:
    others = "import ipywidgets\nipywidgets.IntSlider()"
    open_and_run(notebook, lab, "again", SEND, "flow", others)
    notebook.picture(2).wait_for(DONE)
    notebook.save()
    notebook.shut_down()

    notebook.reload()

    for index, words in ((0, "1 · reserve_stock"), (2, "1 ✓ reserve_stock")):
        assert words in stored(notebook, index)
    # The widgets of others are as JupyterLab shows them.
    notebook.cell(3).get_by_text("model not found").wait_for()
    notebook.expect("widget model not found")
    notebook.run(0)
    notebook.picture(0).wait_for(IDLE)


def test_where_no_kernel_can_be_started_the_pictures_are_there_all_the_same(
    context: BrowserContext, notebook: Notebook, lab: Lab, screenshots: Path
) -> None:
    open_and_run(notebook, lab, "no-kernel", SEND, "flow")
    notebook.picture(2).wait_for(DONE)
    notebook.save()
    notebook.shut_down()
    context.route("**/api/sessions*", refuse_to_start)

    notebook.page.reload()

    for choice in ("Ok", "No Kernel"):  # one dialog after the other
        notebook.page.locator(".jp-Dialog-button", has_text=choice).click()
    for index, words in ((0, "1 · reserve_stock"), (2, "1 ✓ reserve_stock")):
        assert words in stored(notebook, index)
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.page.screenshot(path=screenshots / f"lab-no-kernel-{theme}.png")
    notebook.expect("500 (Internal Server Error)")
    notebook.complaints.clear()  # JupyterLab's own, of having no kernel


def test_a_kernel_that_was_restarted_and_a_page_that_was_reloaded(
    notebook: Notebook, lab: Lab
) -> None:
    open_and_run(notebook, lab, "both", SEND, "flow")
    notebook.picture(2).wait_for(DONE)
    notebook.save()
    notebook.restart()

    notebook.reload()

    assert "1 ✓ reserve_stock" in stored(notebook, 2)
    notebook.expect("widget model not found")
    # What is docked beside the notebook is no blank either.
    notebook.cell(2).locator(".jp-OutputArea-output").click(button="right")
    notebook.page.get_by_text("Create New View for Cell Output").click()
    docked = notebook.page.locator(".jp-LinkedOutputView").get_by_role("img")
    docked.wait_for()
