"""Each form of the menu "Save", taken out of a real JupyterLab and opened for real."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree as ET

import pytest

from signal_viz import load
from tests.browser import png

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator

    from tests.browser.lab import Lab, Notebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WATCH = """\
import signal_viz as sv
from django.dispatch import Signal

order_paid = Signal()
def reserve_stock(**kwargs): pass
def charge_card(**kwargs): raise ValueError("card <b>refused</b>")
evil = lambda **kwargs: None
evil.__qualname__ = "</script><img src=x onerror=alert(1)>"
for receiver in (reserve_stock, evil, charge_card):
    order_paid.connect(receiver)
flow = sv.watch(order_paid)
flow"""
SEND = "_ = order_paid.send_robust(sender=None)"
EVIL = "</script><img src=x onerror=alert(1)>"
FORMS = ("SVG", "PNG", "DOT", "Mermaid", "HTML", "JSON")


def take(picture: Locator, folder: Path) -> dict[str, Path]:
    """Save the picture in each form, and return the files by the name of the form."""
    picture.get_by_role("button", name="Save", exact=True).click()
    files = {}
    for form in FORMS:
        with picture.page.expect_download() as download:
            picture.get_by_role("button", name=f"Download {form}").click()
        files[form] = folder / download.value.suggested_filename
        download.value.save_as(files[form])
    return files


def test_each_form_can_be_used_where_it_is_taken(
    browser: Browser, notebook: Notebook, lab: Lab, tmp_path: Path, screenshots: Path
) -> None:
    notebook.open(lab.write("take-along.ipynb", [WATCH, SEND]))
    for index in range(2):
        notebook.run(index)
    picture = notebook.picture(0).wait()
    picture.wait_for_dispatch(1)

    files = take(picture.element, tmp_path)

    assert {path.name for path in files.values()} == {
        f"order_paid-dispatch-1.{end}"
        for end in ("svg", "png", "dot", "mmd", "html", "json")
    }
    drawn = ET.fromstring(files["SVG"].read_text("utf-8"))  # noqa: S314 (ours)
    assert EVIL[:10] in "".join(drawn.itertext())
    points = [float(drawn.attrib[name]) for name in ("width", "height")]
    image = png.read(files["PNG"].read_bytes())
    assert [image.width, image.height] == [2 * size for size in points]  # sharp
    assert len({tuple(block) for row in image.blocks(40) for block in row}) > 5
    assert files["Mermaid"].read_text("utf-8").startswith("flowchart LR\n")
    assert [call.state for call in load(files["JSON"]).dispatches[0].calls] == [
        "returned",
        "returned",
        "raised",
    ]
    _graphviz_accepts(files["DOT"])
    # Each reader's own colours.
    assert _ground(browser, files["SVG"], "light", screenshots) == "rgb(255, 255, 255)"
    assert _ground(browser, files["SVG"], "dark", screenshots) == "rgb(31, 33, 36)"
    _plays(browser, files["HTML"])


def _graphviz_accepts(path: Path) -> None:
    dot = shutil.which("dot")
    if dot is None:
        pytest.skip("no dot found: `apt install graphviz` to try what is saved")
    done = subprocess.run(
        [dot, "-Tsvg", path], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    labels = "".join(ET.fromstring(done.stdout).itertext())  # noqa: S314 (ours)
    assert "charge_card" in labels


def _ground(
    browser: Browser, path: Path, scheme: Literal["light", "dark"], screenshots: Path
) -> str:
    """Open the drawing as a page of its own, and return the colour of its ground."""
    page = browser.new_page(color_scheme=scheme, viewport={"width": 800, "height": 400})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.screenshot(path=screenshots / f"take-along-{scheme}.png")
    assert page.evaluate("document.documentElement.tagName") == "svg"
    assert page.locator("title").first.text_content()
    assert asked == [path.as_uri()]
    ground: str = page.evaluate(
        "getComputedStyle(document.querySelector('rect.page')).fill"
    )
    page.close()
    return ground


def _plays(browser: Browser, path: Path) -> None:
    """Open the page, with no kernel and no network, and play it."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(path.as_uri())
    page.get_by_role("button", name="Play (Space)").click()
    page.locator(".sv-card[data-state=running]").first.wait_for()
    page.locator(".sv-card[data-state=raised]", has_text="charge_card").wait_for()
    assert page.locator("img").count() == 0
    assert complaints == []
    context.close()
