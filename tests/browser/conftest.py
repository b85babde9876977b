"""A real Chromium, and a real JupyterLab started as the README says."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.lab import Lab, Notebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "screenshots"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# A closed network must be left alone: a browser of its own accord asks much.
_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def chromium_path() -> str | None:
    """Return the path of an installed Chromium, ``SIGNAL_VIZ_CHROMIUM`` first."""
    named = os.environ.get("SIGNAL_VIZ_CHROMIUM")
    return named or next(filter(None, map(shutil.which, _NAMES)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a browser without a window.

    One for each file: Playwright keeps an event loop running in this thread, and
    other tests could not run their own.
    """
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium found: `apt install chromium` to run browser tests")
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is missing: use `course.py test`"
    )
    as_root = hasattr(os, "getuid") and os.getuid() == 0
    flags = [*_FLAGS, *(["--no-sandbox"] if as_root else [])]
    with contextlib.ExitStack() as stack:
        try:
            running = stack.enter_context(playwright.sync_playwright())
            opened = running.chromium.launch(executable_path=path, args=flags)
        except Exception as error:  # noqa: BLE001 (Playwright's driver fails in many ways)
            said = (str(error).splitlines() or [type(error).__name__])[0]
            pytest.skip(
                f"the browser does not start ({said}): on Debian, "
                "`apt install chromium libatomic1` gives what it needs"
            )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start JupyterLab with ``course.py``, and stop it at the end."""
    if chromium_path() is None:
        pytest.skip("no Chromium found: `apt install chromium` to run browser tests")
    running = Lab(ROOT, tmp_path_factory.mktemp("lab"), sys.executable)
    yield running
    running.stop()


@pytest.fixture
def context(browser: Browser, lab: Lab) -> Iterator[BrowserContext]:
    """Return a fresh browser profile that may only reach the JupyterLab."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 900})
    lab.guard(fresh)
    yield fresh
    fresh.close()


@pytest.fixture
def notebook(
    context: BrowserContext,
    lab: Lab,
    screenshots: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Notebook]:
    """Return an empty notebook in a JupyterLab page; it fails on page errors."""
    opened = Notebook(lab, context.new_page())
    yield opened
    opened.page.screenshot(path=screenshots / f"end-{request.node.name}.png")
    opened.close()
    assert opened.complaints == []
    assert lab.foreign == []


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Return the ignored folder in which screenshots are left to be looked at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    return SCREENSHOTS
