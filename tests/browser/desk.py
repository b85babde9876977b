"""A widget's page with a kernel behind it that answers as a test says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.browser.widget_page import Recorder, WidgetPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Locator

    OpenDesk = Callable[..., WidgetPage]
    """Opens a page on a recording, with answers by what is asked."""

NAMES = ("reserve_stock", "send_confirmation", "charge_card")
# What Python would answer, and when: a test says so before it asks.
_KERNEL = """() => {
  window.answers = {};
  window.asked = [];
  const answer = (question) => {
    const found = answers[question.what];
    if (found) model.message({ kind: "answer", request: question.request, ...found });
  };
  model.sent.push = (message) => {
    if (message.kind === "ask") {
      asked.push(message);
      setTimeout(() => answer(message), 10);
    }
    return 0;
  };
  window.late = () => asked.splice(0).forEach(answer);
}"""


def two_dispatches() -> Recorder:
    """Return two dispatches; in the first one the second receiver raises."""
    trace = Recorder(NAMES).start().begin(1).returned(1, 4_200_000)
    trace.begin(2).raised(2, "ValueError").not_reached(3).end(error="ValueError")
    trace.start(2)
    for number in (1, 2, 3):
        trace.begin(number, 2).returned(number, 1_000_000 * number, 2)
    return trace.end(2)


def open_with(
    browser: Browser, trace: Recorder, answers: dict[str, Any] | None, width: int
) -> WidgetPage:
    """Open a widget's page.

    Args:
        browser: the browser to open it in.
        trace: what it shows.
        answers: what the kernel answers, by what it is asked for.
        width: of the page, in pixels.
    """
    page = WidgetPage(browser, width)
    page.open(trace.recording(), lessons={"02": "../02-lesson.ipynb"})
    page.page.evaluate(_KERNEL)
    page.page.evaluate("(given) => Object.assign(answers, given)", answers or {})
    return page


def panel(page: WidgetPage) -> Locator:
    """Return the panel that tells all about a receiver."""
    return page.root.locator(".sv-panel")


def pick(page: WidgetPage, number: int) -> None:
    """Go to a dispatch; the list is made when it gets the focus."""
    picker = page.root.get_by_label("dispatch", exact=True)
    picker.focus()
    picker.select_option(str(number - 1))
