"""The picture in a real JupyterLab: it lights up while the cell is running."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.lab import Lab, Notebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOOKSHOP = [
    """\
import signal_viz as sv
sv.configure(debug=False)""",
    """\
import time
from django.db import models
from django.db.models.signals import post_save

class Order(models.Model):
    item = models.CharField(max_length=40)

sv.create_tables(Order)""",
    """\
def reserve_stock(sender, instance, **kwargs): time.sleep(1)
def send_confirmation(sender, instance, **kwargs): time.sleep(1)
def write_audit_log(sender, instance, **kwargs): time.sleep(1)

for receiver in (reserve_stock, send_confirmation, write_audit_log):
    post_save.connect(receiver, sender=Order)
flow = sv.watch(post_save, senders=[Order])
flow""",
    "Order.objects.create(item='tea')",
    """\
def notify_warehouse(sender, **kwargs): pass
post_save.connect(notify_warehouse, sender=Order)""",
    "post_save.disconnect(notify_warehouse, sender=Order)",
    """\
def charge_card(sender, **kwargs): raise ValueError("card refused")
post_save.disconnect(send_confirmation, sender=Order)
post_save.disconnect(write_audit_log, sender=Order)
post_save.connect(charge_card, sender=Order)
post_save.connect(write_audit_log, sender=Order)""",
    """\
try:
    Order.objects.create(item="broken")
except ValueError as error:
    print(error)""",
]
SHOW = 2
SAVE, CONNECT, DISCONNECT, REARRANGE, FAIL = range(3, 8)

RUNNING = {
    "reserve_stock": "returned",
    "send_confirmation": "running",
    "write_audit_log": "connected",
}
DONE = dict.fromkeys(RUNNING, "returned")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_bookshop_from_first_cell_to_exception(
    notebook: Notebook, lab: Lab, theme: str, screenshots: Path
) -> None:
    notebook.open(lab.write(f"bookshop-{theme}.ipynb", BOOKSHOP), theme)

    def shoot(name: str) -> None:
        notebook.page.wait_for_timeout(700)  # let the motion end
        picture.element.scroll_into_view_if_needed()
        notebook.page.screenshot(path=screenshots / f"lab-{theme}-{name}.png")

    picture = notebook.picture(SHOW)
    for index in range(SHOW + 1):
        notebook.run(index)
    picture.wait_for(dict.fromkeys(RUNNING, "connected"))
    shoot("1-connected")

    # The right receiver is highlighted while the kernel is busy.
    notebook.run(SAVE, wait=False)
    picture.wait_for(
        {**dict.fromkeys(RUNNING, "connected"), "reserve_stock": "running"}
    )
    assert notebook.busy(SAVE)
    picture.wait_for(RUNNING)
    assert notebook.busy(SAVE)
    notebook.page.screenshot(path=screenshots / f"lab-{theme}-2-running.png")
    notebook.wait(SAVE)
    picture.wait_for(DONE)
    shoot("3-returned")

    # Connecting in a later cell adds a card, disconnecting takes it away.
    notebook.run(CONNECT)
    picture.wait_for({**DONE, "notify_warehouse": "connected"})
    shoot("4-one-more")
    notebook.run(DISCONNECT)
    picture.wait_for(DONE)
    shoot("5-one-less")

    # An exception: who ran, who raised, who was not reached.
    notebook.run(REARRANGE)
    notebook.run(FAIL)
    picture.wait_for(
        {
            "reserve_stock": "returned",
            "charge_card": "raised",
            "write_audit_log": "not_reached",
        }
    )
    assert "ValueError" in picture.sentence()
    shoot("6-raised")


def test_the_last_dispatch_can_be_stepped_through(notebook: Notebook, lab: Lab) -> None:
    quick = [*BOOKSHOP[:3], BOOKSHOP[SAVE]]
    quick[SHOW] = quick[SHOW].replace("time.sleep(1)", "pass")
    notebook.open(lab.write("step.ipynb", quick))
    for index in range(len(quick)):
        notebook.run(index)
    picture = notebook.picture(SHOW).wait()
    picture.wait_for(DONE)
    before = notebook.page.locator(".jp-Notebook .jp-Cell").count()

    picture.element.locator("input[type=range]").focus()
    notebook.page.keyboard.press("Home")
    picture.wait_for(dict.fromkeys(DONE, "connected"))
    seen = []
    for _ in range(8):
        notebook.page.keyboard.press("ArrowRight")
        seen.append(tuple(picture.states().values()))
    assert ("running", "connected", "connected") in seen
    assert ("returned", "running", "connected") in seen
    notebook.page.keyboard.press("ArrowLeft")
    notebook.page.keyboard.press("End")
    picture.wait_for(DONE)
    # JupyterLab has heard none of these keys: no cell was made or run.
    assert notebook.page.locator(".jp-Notebook .jp-Cell").count() == before
