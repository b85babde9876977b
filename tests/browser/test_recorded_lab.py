"""A recording in a real JupyterLab: shown as the last line of a cell, played again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.lab import Lab, Notebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RECORD = """\
import signal_viz as sv
from django.dispatch import Signal

sv.configure(debug=False)
order_paid = Signal()

def reserve_stock(sender, **kwargs): pass
def charge_card(sender, **kwargs): raise ValueError("card refused")

for receiver in (reserve_stock, charge_card):
    order_paid.connect(receiver)
with sv.trace(order_paid) as trace:
    order_paid.send_robust(sender=None)
trace"""
SAVE = """\
trace.save("run.json")
sv.load("run.json").show()"""
DONE = {"reserve_stock": "returned", "charge_card": "raised"}


def test_a_recording_plays_where_it_is_displayed(
    notebook: Notebook, lab: Lab, screenshots: Path
) -> None:
    notebook.open(lab.write("recorded.ipynb", [RECORD, SAVE]))
    for index in range(2):
        notebook.run(index)
        picture = notebook.picture(index).wait()
        picture.wait_for(DONE)
        assert picture.element.locator(".sv-badge").inner_text() == "recording"
        picture.element.get_by_role("button", name="Play (Space)").click()
        picture.element.locator(".sv-card[data-state=running]").first.wait_for()
        picture.wait_for(DONE)
    notebook.page.screenshot(path=screenshots / "lab-recorded.png")
