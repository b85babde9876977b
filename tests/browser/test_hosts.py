"""The picture in other hosts than JupyterLab: each one the real program."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.browser import hosts
from tests.browser.document import notebook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.hosts]

QUIET = ["connected", "connected", "connected"]
RUNNING = ["running", "connected", "connected"]
CAUGHT = ["returned", "raised", "returned"]
PATIENCE = 60
"""Seconds to wait for anything in a page."""
BUTTON = """\
import ipywidgets
button = ipywidgets.Button(description="pay")
button.on_click(lambda _: order_paid.send_robust(sender=Checkout))
button"""
MARIMO = f"""\
# /// script
# [tool.marimo.display]
# theme = "dark"
# ///
import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo
{"".join(f"    {line}".rstrip() + chr(10) for line in hosts.SHOP.splitlines())}
    pay = mo.ui.button(
        label="pay", on_click=lambda _: order_paid.send_robust(sender=Checkout)
    )
    mo.vstack([flow, pay])
    return


if __name__ == "__main__":
    app.run()
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page that cannot leave this machine."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    hosts.keep_inside(context)
    opened = context.new_page()
    opened.set_default_timeout(1000 * PATIENCE)
    yield opened
    context.close()


def need(*packages: str) -> None:
    gone = hosts.missing(*packages)
    if gone:
        pytest.skip(f"no {' and '.join(gone)}: use `course.py test --hosts`")


def wait_for(page: Page, states: list[str]) -> None:
    """Wait until the cards of the picture are in these states."""
    until = time.monotonic() + PATIENCE
    seen: list[str | None] = []
    while seen != states:
        assert time.monotonic() < until, f"{seen} instead of {states}"
        # Locators look into shadow roots, in which marimo keeps its widgets.
        cards = page.locator(".sv-card")
        seen = cards.evaluate_all("cards => cards.map(card => card.dataset.state)")
        page.wait_for_timeout(30)


def run_cell(page: Page, index: int) -> None:
    """Run a cell of Notebook 7 with Shift and Enter, till it begins."""
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(index)
    prompt = cell.locator(".jp-InputPrompt").first
    for _ in range(10):
        cell.locator(".cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        # A page that has just opened may not hear the first keys.
        until = time.monotonic() + 3
        while time.monotonic() < until:
            if prompt.inner_text().strip() != "[ ]:":
                return
            page.wait_for_timeout(30)
    pytest.fail(f"cell {index} did not begin")


def test_notebook_7(page: Page, tmp_path: Path, screenshots: Path) -> None:
    need("notebook")
    send = "order_paid.send_robust(sender=Checkout)\nNone"
    notebook(tmp_path / "shop.ipynb", [hosts.SHOP + "flow", send])
    port = hosts.free_port()
    command = ["notebook", "--allow-root", "--no-browser", f"--port={port}"]
    command += ["--IdentityProvider.token=t", f"--ServerApp.root_dir={tmp_path}"]

    with hosts.serving(tmp_path, port, *command) as address:
        page.goto(f"{address}/notebooks/shop.ipynb?token=t")
        run_cell(page, 0)
        wait_for(page, QUIET)
        run_cell(page, 1)
        wait_for(page, RUNNING)
        wait_for(page, CAUGHT)
        page.screenshot(path=screenshots / "host-notebook.png")


def test_voila(page: Page, tmp_path: Path, screenshots: Path) -> None:
    need("voila")
    notebook(tmp_path / "shop.ipynb", [hosts.SHOP + "flow", BUTTON])
    port = hosts.free_port()
    command = ["voila", "--no-browser", f"--port={port}", "shop.ipynb"]

    with hosts.serving(tmp_path, port, *command) as address:
        page.goto(address)
        wait_for(page, QUIET)
        page.get_by_role("button", name="pay").click()
        wait_for(page, RUNNING)
        wait_for(page, CAUGHT)
        page.screenshot(path=screenshots / "host-voila.png")


def test_marimo(page: Page, tmp_path: Path, screenshots: Path) -> None:
    need("marimo")
    (tmp_path / "shop.py").write_text(MARIMO, "utf-8")
    port = hosts.free_port()
    command = ["marimo", "run", "shop.py", "--headless", "--no-token"]

    with hosts.serving(tmp_path, port, *command, f"--port={port}") as address:
        page.goto(address)
        wait_for(page, QUIET)
        # As dark as marimo is, whatever the system says.
        assert not page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        assert page.locator(".sv").get_attribute("data-dark") == ""
        page.get_by_role("button", name="pay").click()
        wait_for(page, RUNNING)
        wait_for(page, CAUGHT)
        page.screenshot(path=screenshots / "host-marimo.png")


def test_nbconvert_without_any_network(
    page: Page, tmp_path: Path, screenshots: Path
) -> None:
    need("nbconvert")
    send = "order_paid.send_robust(sender=Checkout)\nflow"
    notebook(tmp_path / "shop.ipynb", [hosts.SHOP, send])
    command = ["nbconvert", "--to", "html", "--execute"]
    command += ["--ExecutePreprocessor.timeout=60", "shop.ipynb"]
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=tmp_path,
        env=hosts.environ(tmp_path, SIGNAL_VIZ_STATIC="1"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr

    page.goto((tmp_path / "shop.html").as_uri(), wait_until="domcontentloaded")

    image = page.locator("img[alt*=order_paid]")
    assert (
        image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    )
    words = image.get_attribute("alt") or ""
    assert "2 ✕ charge_card" in words
    assert "3 receivers ran, 1 raised: send_robust() caught it" in words
    image.scroll_into_view_if_needed()
    page.screenshot(path=screenshots / "host-nbconvert.png")
