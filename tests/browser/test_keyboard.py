"""The whole widget by keyboard alone: each control is reached, used and left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.desk import NAMES, panel
from tests.browser.widget_page import Recorder

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.desk import OpenDesk
    from tests.browser.widget_page import Open, WidgetPage

pytestmark = pytest.mark.browser

LINE = "post_save.disconnect(reserve_stock)"
ANSWERS: dict[str, Any] = {
    "source": {
        "source": {"first": 1, "lines": ["def reserve_stock(): ..."], "more": 0}
    },
    "offers": {
        "offers": [{"act": "disconnect", "code": LINE, "why": None, "whole": True}]
    },
    "act": {"said": "disconnect() returned True", "connection": None},
}
# The widget as marimo holds it: the page's own focus is on its host.
_IN_A_SHADOW = """async () => {
  const { default: widget } = await import("/widget.js");
  document.querySelector("#one").remove();
  const root = document.querySelector("#two").attachShadow({ mode: "open" });
  const styles = document.createElement("style");
  styles.textContent = await (await fetch("/widget.css")).text();
  const place = document.createElement("div");
  place.id = "one";
  root.append(styles, place);
  widget.render({ model, el: place });
}"""


def press(page: WidgetPage, *keys: str) -> None:
    for key in keys:
        page.page.keyboard.press(key)


def tab_to(page: WidgetPage, name: str, key: str = "Tab") -> None:
    """Press Tab until something of this name has the focus."""
    for _ in range(50):
        press(page, key)
        found = page.page.evaluate(
            """() => {
              const here = document.activeElement;
              return (here.ariaLabel ?? here.labels?.[0]?.textContent ?? here.textContent)
                .trim();
            }"""
        )
        if found.startswith(name):
            return
    raise AssertionError(f"Tab does not reach {name}")


def replay(page: WidgetPage) -> None:
    tab_to(page, "dispatch")
    press(page, "ArrowUp")
    assert page.text("sentence").startswith("send_confirmation raised ValueError")
    press(page, "ArrowDown")

    tab_to(page, "First step")
    press(page, "Enter")
    assert page.spoken_step().startswith("step 1 of 8")
    tab_to(page, "Play")
    press(page, "Space")
    assert page.root.get_by_role("button", name="Pause").is_visible()
    press(page, "Space")
    assert page.root.get_by_role("button", name="Play").is_visible()
    tab_to(page, "Step forward")
    before = page.spoken_step()
    press(page, "Space")
    assert page.spoken_step() != before
    tab_to(page, "Step back", "Shift+Tab")
    press(page, "Enter")
    assert page.spoken_step() == before
    tab_to(page, "Last step")
    press(page, "Enter")
    assert page.text("badge") == "live"


def scrub(page: WidgetPage) -> None:
    tab_to(page, "step of the dispatch")
    press(page, "Home", "ArrowRight", "ArrowRight", "ArrowRight")
    assert page.spoken_step() == "step 4 of 8: send_confirmation is called"
    press(page, "PageUp")
    assert page.text("sentence").startswith("send_confirmation raised")
    press(page, "End", "PageDown", "End")
    assert page.text("badge") == "live"


def details(page: WidgetPage) -> None:
    tab_to(page, "1, reserve_stock")
    press(page, "ArrowDown", "ArrowUp", "Enter")
    assert panel(page).locator("h3").inner_text() == "1 reserve_stock"

    tab_to(page, "reference")
    press(page, "Enter")
    assert panel(page).get_by_text("does not keep the receiver alive").is_visible()
    tab_to(page, "Lesson 02")
    tab_to(page, "Disconnect")
    press(page, "Enter")
    panel(page).get_by_text("disconnect() returned True").wait_for()
    tab_to(page, "Copy the line for: Disconnect")
    press(page, "Enter")
    panel(page).get_by_text("copied").wait_for()
    assert page.page.evaluate("copied") == LINE
    tab_to(page, "source")
    press(page, "Escape")
    assert not panel(page).is_visible()
    assert page.page.evaluate("document.activeElement.dataset.id") == "c1"


def options(page: WidgetPage) -> None:
    axis = page.root.locator(".sv-axis > span")
    assert axis.first.inner_text() == "not to scale"
    tab_to(page, "Table")
    press(page, "Enter")
    tab_to(page, "charge_card is called", "Shift+Tab")
    press(page, "Enter")
    assert page.spoken_step() == "step 6 of 8: charge_card is called"
    press(page, "Escape")
    tab_to(page, "Table")
    press(page, "Space")
    assert page.root.locator(".sv-scroll").is_visible()

    tab_to(page, "Save")
    press(page, "Enter")
    tab_to(page, "Download JSON")
    with page.page.expect_download() as download:
        press(page, "Enter")
    assert download.value.suggested_filename.endswith(".json")
    press(page, "Escape")
    assert not page.root.get_by_role("button", name="Download JSON").is_visible()

    tab_to(page, "time scale")
    press(page, "ArrowDown")
    assert axis.first.inner_text() == "0"
    tab_to(page, "speed")
    press(page, "ArrowDown")
    assert page.root.get_by_label("speed").input_value() == "2"


def test_each_control_is_used_by_keyboard_alone(
    open_desk: OpenDesk, shop: Recorder
) -> None:
    page = open_desk(shop, ANSWERS)
    page.page.evaluate(
        """Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.addEventListener("copy", () => (window.copied = String(
          document.activeElement.value)))"""
    )
    ways: tuple[Callable[[WidgetPage], None], ...] = (replay, scrub, details, options)
    for way in ways:
        way(page)

    press(page, "Tab")
    assert page.page.evaluate("document.activeElement === document.body")


def test_the_keys_work_where_the_widget_is_in_a_shadow_root(open_page: Open) -> None:
    page = open_page(Recorder(NAMES).recording())
    page.page.evaluate(_IN_A_SHADOW)
    page.root.locator(".sv-card").first.focus()

    press(page, "ArrowDown", "Enter")
    assert panel(page).locator("h3:focus").inner_text() == "2 send_confirmation"

    press(page, "Escape")
    assert not panel(page).is_visible()
    focused = page.root.locator(".sv-card:focus")
    assert focused.get_attribute("data-id") == "c2"
