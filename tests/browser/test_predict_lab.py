"""Predictions in a real JupyterLab: the answer travels to Python, and first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.lab import Lab, Notebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOP = """\
import signal_viz as sv
from django.dispatch import Signal

sv.configure(debug=False)
order_paid = Signal()

def reserve_stock(sender, **kwargs): pass
def charge_card(sender, **kwargs): raise ValueError("card refused")
def update_index(sender, **kwargs): pass

receivers = [reserve_stock, charge_card, update_index]
for receiver in receivers:
    order_paid.connect(receiver)"""
SEND = """\
with sv.trace(order_paid) as trace:
    try:
        order_paid.send(sender=None)
    except ValueError:
        pass"""
ASK = 'guess = sv.predict("Which run?", receivers, pick="order", ending=True)\nguess'
JUDGE = "guess.judge(trace)"
ASK_IN_PICTURE = "flow = sv.watch(order_paid, predict=True)\nflow"


def test_a_question_is_answered_run_and_judged(
    notebook: Notebook, lab: Lab, screenshots: Path
) -> None:
    notebook.open(lab.write("predict.ipynb", [SHOP, ASK, SEND, JUDGE]))
    notebook.run(0)
    notebook.run(1)
    question = notebook.cell(1).locator(".sv-predict")
    cells = notebook.page.locator(".jp-Notebook .jp-Cell")
    before = cells.count()

    # By keyboard; none of these keys may reach the notebook.
    question.get_by_label("reserve_stock").first.focus()
    for key in ("Space", "Enter", "ArrowDown", "ArrowUp"):
        notebook.page.keyboard.press(key)
    assert cells.count() == before
    assert notebook.page.locator(".jp-mod-editMode").count() == 0
    question.get_by_label("charge_card").first.focus()
    notebook.page.keyboard.press("Space")
    question.get_by_label("an exception leaves the send").check()
    notebook.run(2)
    notebook.run(3)
    answer = notebook.cell(3).locator(".sv-predict")
    answer.get_by_text("It has run. Commit, and you see what happened.").wait_for()
    assert question.locator(".sv-verdict").count() == 0

    question.get_by_role("button", name="Commit").click()

    for view in (question, answer):
        view.get_by_text("Yes, exactly as you said.").wait_for()
    notebook.page.screenshot(path=screenshots / "lab-predict.png")

    # To run the question's cell again is to begin anew.
    notebook.run(1)
    again = notebook.cell(1).locator(".sv-predict")
    again.get_by_role("button", name="Commit: none of them").wait_for()


def test_the_picture_hides_a_dispatch_until_it_has_been_predicted(
    notebook: Notebook, lab: Lab, screenshots: Path
) -> None:
    notebook.open(lab.write("forecast.ipynb", [SHOP, ASK_IN_PICTURE, SEND]), "dark")
    for index in range(3):
        notebook.run(index)
    picture = notebook.picture(1).wait()
    names = ("reserve_stock", "charge_card", "update_index")
    notebook.page.wait_for_timeout(500)
    picture.wait_for(dict.fromkeys(names, "connected"))

    form = picture.element
    form.get_by_label("charge_card", exact=True).check()
    form.get_by_label("the send returns").check()
    form.get_by_role("button", name="Commit").click()

    form.get_by_text("2 of 4 as you said.").wait_for()
    picture.wait_for(
        dict(zip(names, ("returned", "raised", "not_reached"), strict=True))
    )
    form.scroll_into_view_if_needed()
    notebook.page.screenshot(path=screenshots / "lab-forecast.png")
