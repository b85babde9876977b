"""Details and acts in a real JupyterLab, with a real kernel behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.lab import Lab, Notebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CELLS = [
    """\
import signal_viz as sv
sv.configure(debug=False)
from django.dispatch import Signal
order_paid = Signal()

class Shop: pass""",
    """\
def mail(sender, amount, **kwargs):
    return f"{amount} paid"

order_paid.connect(mail, sender=Shop, dispatch_uid="once")
flow = sv.watch(order_paid)
flow""",
    "order_paid.send(sender=Shop, amount=3, tags=frozenset({'tea'}));",
    "import time; time.sleep(4)",
]
SHOW, SEND, SLEEP = range(1, 4)


def button(panel: Locator, name: str) -> Locator:
    return panel.get_by_role("button", name=name, exact=True)


def test_a_receiver_is_looked_at_and_acted_upon(
    notebook: Notebook, lab: Lab, screenshots: Path
) -> None:
    notebook.open(lab.write("panel.ipynb", CELLS))
    for index in range(SLEEP):
        notebook.run(index)
    picture = notebook.picture(SHOW).wait()
    picture.wait_for({"mail": "returned"})
    panel = picture.element.locator(".sv-panel")

    picture.element.locator(".sv-card").click()
    source = panel.get_by_label("source")
    source.get_by_text("return f").wait_for()
    assert source.inner_text().splitlines() == [
        "def mail(sender, amount, **kwargs):",
        '    return f"{amount} paid"',
    ]
    assert panel.get_by_text("'3 paid'").is_visible()
    line = panel.get_by_label("Disconnect in Python").inner_text()
    assert line == "order_paid.disconnect(mail, sender=Shop, dispatch_uid='once')"
    again = panel.get_by_label("Send again in Python").inner_text()
    assert again == "order_paid.send(sender=Shop, amount=3, tags=frozenset({'tea'}))"
    notebook.page.screenshot(path=screenshots / "lab-panel-open.png")

    button(panel, "Send again").click()
    panel.get_by_text("send() returned.").wait_for()
    # In the thread of the cells: the kernel has another one for messages.
    main = panel.locator(".sv-rows > div:has(summary:text-is('thread')) dd")
    assert main.inner_text() == "main"
    assert picture.element.locator(".sv-picker").inner_text() == "dispatch 2 of 2"

    button(panel, "Disconnect").click()
    panel.get_by_text("disconnect() returned True").wait_for()
    picture.wait_for({})
    button(panel, "Reconnect").click()
    picture.wait_for({"mail": "connected"})
    notebook.page.screenshot(path=screenshots / "lab-panel-acted.png")

    # While a cell runs an act waits for it, and says so.
    notebook.run(SLEEP, wait=False)
    button(panel, "Disconnect").click()
    panel.get_by_text("waits for the running cell").wait_for()
    picture.wait_for({"mail": "connected"})
    notebook.wait(SLEEP)
    picture.wait_for({})


ASYNC = [
    CELLS[0],
    """\
import asyncio

async def mail(sender, **kwargs):
    await asyncio.sleep(2)
    return "sent"

order_paid.connect(mail)
flow = sv.watch(order_paid)
flow""",
    "await order_paid.asend(sender=Shop, amount=3);",
]


def test_what_is_awaited_is_sent_again(
    notebook: Notebook, lab: Lab, screenshots: Path
) -> None:
    notebook.open(lab.write("awaited.ipynb", ASYNC))
    for index in range(len(ASYNC)):
        notebook.run(index)
    picture = notebook.picture(1).wait()
    picture.wait_for({"mail": "returned"})
    panel = picture.element.locator(".sv-panel")
    picture.element.locator(".sv-card").click()
    line = panel.get_by_label("Send again in Python")
    line.wait_for()
    assert line.inner_text() == "await order_paid.asend(sender=Shop, amount=3)"

    button(panel, "Send again").click()
    # The kernel's loop goes on: the page sees the receiver wait.
    picture.wait_for({"mail": "awaiting"})
    panel.get_by_text("awaits it").wait_for()
    panel.get_by_text("asend() returned.").wait_for()
    picture.wait_for({"mail": "returned"})
    assert picture.element.locator(".sv-picker").inner_text() == "dispatch 2 of 2"
    notebook.page.screenshot(path=screenshots / "lab-panel-awaited.png")


def test_without_a_kernel_the_panel_says_what_it_cannot_do(
    notebook: Notebook, lab: Lab, screenshots: Path
) -> None:
    notebook.open(lab.write("gone.ipynb", CELLS))
    for index in range(SLEEP):
        notebook.run(index)
    picture = notebook.picture(SHOW).wait()
    picture.wait_for({"mail": "returned"})
    panel = picture.element.locator(".sv-panel")
    with notebook.page.expect_response(lambda said: said.request.method == "DELETE"):
        notebook.page.evaluate(
            """async () => {
              const [{ id }] = await (await fetch("/api/kernels")).json();
              const token = document.cookie.match(/_xsrf=([^;]+)/)?.[1] ?? "";
              const headers = { "X-XSRFToken": token };
              await fetch(`/api/kernels/${id}`, { method: "DELETE", headers });
            }"""
        )

    picture.element.locator(".sv-card").click()

    panel.get_by_text("the kernel is gone").first.wait_for()
    notebook.page.screenshot(path=screenshots / "lab-panel-gone.png")
    assert panel.get_by_text("'3 paid'").is_visible()
