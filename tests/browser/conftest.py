"""A real Chromium, and a real JupyterLab started as the README says."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.chromium import NoBrowserError, chromium_path, launched
from tests.browser.desk import NAMES, open_with, two_dispatches
from tests.browser.lab import Lab, Notebook
from tests.browser.widget_page import Recorder, WidgetPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

    from tests.browser.desk import OpenDesk
    from tests.browser.widget_page import Open

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SCREENSHOTS = ROOT / "screenshots"
ON_BOTH_ENDS = {"test_jupyterlab.py"}
"""What tries each version of Python and Django with a real JupyterLab and a browser."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what looks at the page alone: it is the same for all versions."""
    for item in items:
        if HERE in item.path.parents and item.path.name not in ON_BOTH_ENDS:
            item.add_marker(pytest.mark.one_end)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a browser without a window.

    One for each file: Playwright keeps an event loop running in this thread, and
    other tests could not run their own.
    """
    with contextlib.ExitStack() as stack:
        try:
            opened = stack.enter_context(launched())
        except NoBrowserError as error:
            pytest.skip(str(error))
        yield opened


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Return a function that opens the widget on a recording."""
    opened: list[WidgetPage] = []

    def open_one(recording: object, width: int = 900, **options: Any) -> WidgetPage:
        traits = {
            name: options.pop(name) for name in ("version", "closed") if name in options
        }
        opened.append(WidgetPage(browser, width, **options))
        return opened[-1].open(recording, **traits)

    yield open_one
    for page in opened:
        page.close()


@pytest.fixture
def raised() -> Recorder:
    """Return a dispatch whose second receiver raises."""
    trace = Recorder(NAMES).start().begin(1).returned(1, 4_200_000)
    trace.begin(2).raised(2, "ValueError").not_reached(3)
    return trace.end(error="ValueError")


@pytest.fixture
def finished() -> Recorder:
    """Return a dispatch whose three receivers return."""
    trace = Recorder(NAMES).start()
    for number in (1, 2, 3):
        trace.begin(number).returned(number, 1_000_000 * number)
    return trace.end()


@pytest.fixture
def shop() -> Recorder:
    """Return two dispatches; in the first one the second receiver raises."""
    return two_dispatches()


@pytest.fixture
def open_desk(browser: Browser) -> Iterator[OpenDesk]:
    """Return a function that opens a page; each must end without complaint."""
    pages: list[WidgetPage] = []

    def open_one(
        trace: Recorder, answers: dict[str, Any] | None = None, width: int = 700
    ) -> WidgetPage:
        pages.append(open_with(browser, trace, answers, width))
        return pages[-1]

    yield open_one
    for page in pages:
        page.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start JupyterLab with ``course.py``, and stop it at the end."""
    try:
        chromium_path()
    except NoBrowserError as error:
        pytest.skip(str(error))
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
