"""Everyone can use it: by keyboard alone, by ear, in large print, in a small window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.axe import complaints
from tests.browser.widget_page import Recorder, WidgetPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    Open = Callable[..., WidgetPage]

pytestmark = pytest.mark.browser

NAMES = ("reserve_stock", "send_confirmation", "charge_card")
KEYS = (
    *("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"),
    *("PageUp", "PageDown", "Space", "Enter"),
)
# What has the focus: its name, whether it is seen, and whether it is the widget's.
_FOCUS = """() => {
  const here = document.activeElement;
  const { x, y, width, height } = here.getBoundingClientRect();
  const name = here.ariaLabel ?? here.labels?.[0]?.textContent ?? here.textContent;
  return {
    tag: here.tagName,
    name: name.trim(),
    inside: Boolean(here.closest(".sv")),
    seen: width > 0 && height > 0 && x + width > 0 && x < innerWidth,
  };
}"""


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Return a function that opens a widget between two buttons of its page."""
    pages: list[WidgetPage] = []

    def open_one(recording: object, width: int = 700, **options: object) -> WidgetPage:
        pages.append(WidgetPage(browser, width, **options))
        opened = pages[-1].open(recording)
        opened.page.evaluate(
            """() => {
              for (const [id, place] of [["before", "afterbegin"], ["after", "beforeend"]]) {
                const button = document.createElement("button");
                button.id = button.textContent = id;
                document.body.insertAdjacentElement(place, button);
              }
            }"""
        )
        return opened

    yield open_one
    for page in pages:
        page.close()


def shop() -> Recorder:
    """Return two dispatches; in the second one a receiver raises."""
    trace = Recorder(NAMES).start()
    for number in (1, 2, 3):
        trace.begin(number).returned(number, 1_000_000 * number)
    trace.end().start(2).begin(1, 2).returned(1, 4_200_000, 2)
    return trace.begin(2, 2).raised(2, "ValueError", 2).not_reached(3, 2).end(2)


def at_rest() -> object:
    return Recorder(NAMES).recording()


def in_a_dispatch() -> object:
    return Recorder(NAMES).start().begin(1).returned(1).begin(2).recording()


def raised() -> object:
    return shop().recording()


def unreadable() -> object:
    return shop().recording() | {"schema": 99}


def crowded() -> object:
    trace = Recorder([f"receiver_{number}" for number in range(1, 61)]).start()
    for number in range(1, 61):
        trace.begin(number).returned(number)
    return trace.end().recording()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "situation", [at_rest, in_a_dispatch, raised, unreadable, crowded]
)
def test_axe_finds_nothing(
    open_page: Open, situation: Callable[[], object], scheme: str
) -> None:
    page = open_page(situation(), color_scheme=scheme, reduced_motion="reduce")

    assert complaints(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_can_be_opened(open_page: Open, scheme: str) -> None:
    page = open_page(raised(), color_scheme=scheme, reduced_motion="reduce")
    page.root.get_by_role("listitem").nth(1).press("Enter")
    assert complaints(page) == []

    page.root.get_by_role("button", name="Table").click()
    assert complaints(page) == []

    page.root.get_by_role("button", name="Save", exact=True).click()
    assert complaints(page) == []


def walk(
    page: WidgetPage,
    key: str = "Tab",
    begin: str = "#before",
    end: str = "#after",
    look: Callable[[WidgetPage], bool] = lambda _: True,
) -> list[dict[str, Any]]:
    """Go from one button of the page to the other, and return what had the focus.

    Args:
        page: where to go.
        key: what goes on.
        begin: the button to start from.
        end: the button to arrive at.
        look: says of each stop whether the focus is shown.
    """
    page.page.locator(begin).focus()
    stops: list[dict[str, Any]] = []
    for _ in range(60):
        page.page.keyboard.press(key)
        stop = page.page.evaluate(_FOCUS)
        if not stop["inside"]:
            assert f"#{stop['name']}" == end
            return stops
        stops.append(stop | {"shown": look(page)})
    raise AssertionError("the focus does not leave the widget")


def focus_is_shown(page: WidgetPage) -> bool:
    """Return whether the widget looks another way without the focus."""
    with_focus = page.root.screenshot(animations="disabled", caret="hide")
    # An outline that is not painted changes nothing else.
    style = page.page.evaluate_handle(
        """() => {
          const style = document.createElement("style");
          style.textContent = "*:focus-visible, *:focus-visible * { outline: none !important }"
            + " *:has(:focus-visible) { outline: none !important }"
            + " input:focus-visible ~ * * { outline: none !important }";
          document.head.append(style);
          return style;
        }"""
    )
    without = page.root.screenshot(animations="disabled", caret="hide")
    style.evaluate("style => style.remove()")
    return with_focus != without


def test_the_keyboard_goes_through_everything_and_out_again(open_page: Open) -> None:
    page = open_page(raised(), reduced_motion="reduce")

    page.page.locator("#before").focus()
    assert not focus_is_shown(page)

    there = walk(page, look=focus_is_shown)
    back = walk(page, "Shift+Tab", "#after", "#before")

    names = [stop["name"] for stop in there]
    assert [stop["name"] for stop in reversed(back)] == names
    for words in ("Play", "reserve_stock", "step of the dispatch", "speed"):
        assert any(words in name for name in names), words
    for stop in there:
        assert stop["name"], stop
        assert stop["seen"], stop
        assert stop["shown"], stop


def test_the_details_are_reached_and_left_by_keyboard(open_page: Open) -> None:
    page = open_page(raised(), reduced_motion="reduce")
    card = page.root.get_by_role("listitem").nth(1)
    card.focus()
    before = len(walk(page))
    card.focus()

    page.page.keyboard.press("Enter")

    inside = walk(page, look=focus_is_shown)
    assert len(inside) > before
    assert all(stop["name"] and stop["seen"] and stop["shown"] for stop in inside)
    card.focus()
    page.page.keyboard.press("Escape")
    assert len(walk(page)) == before


def test_no_key_that_the_widget_uses_reaches_the_notebook(open_page: Open) -> None:
    page = open_page(raised(), reduced_motion="reduce")
    stops = len(walk(page))
    page.page.evaluate(
        """() => {
          window.reached = [];
          const note = ({ key, target }) => {
            if (!target.closest(".sv")) return;
            const name = target.ariaLabel ?? target.textContent;
            reached.push(`${key} in ${target.tagName} ${name}`);
          };
          document.addEventListener("keydown", note);
          // JupyterLab's shortcuts listen first, and look for this attribute.
          document.addEventListener("keydown", (event) => {
            if (!event.target.closest("[data-lm-suppress-shortcuts=true]")) note(event);
          }, true);
        }"""
    )

    for place in range(stops):
        for key in KEYS:
            # Each key anew from there: many of them move the focus, or open something.
            page.page.locator("#before").focus()
            for _ in range(place + 1):
                page.page.keyboard.press("Tab")
            tag = page.page.evaluate("document.activeElement.tagName")
            if tag in {"SELECT", "BUTTON", "SUMMARY"} and key in {"Space", "Enter"}:
                continue  # the browser's own: these press it
            page.page.keyboard.press(key)

    reached = [entry for entry in page.page.evaluate("reached") if "Tab" not in entry]
    # Enter does nothing on a slider, here or anywhere.
    assert [entry for entry in reached if not entry.startswith("Enter in INPUT")] == []


@pytest.mark.parametrize(("width", "scale"), [(360, 1), (640, 2)])
def test_a_small_window_and_large_print_lose_nothing(
    open_page: Open, width: int, scale: int
) -> None:
    """640 pixels at 200% are what a window of 1280 has left."""
    whole = open_page(raised(), 1280, reduced_motion="reduce")
    names = [stop["name"] for stop in walk(whole)]

    small = open_page(
        raised(), width, reduced_motion="reduce", device_scale_factor=scale
    )

    stops = walk(small)
    assert [stop["name"] for stop in stops] == names
    assert all(stop["seen"] for stop in stops)
    assert small.page.evaluate(
        "() => document.documentElement.scrollWidth <= innerWidth"
    )
    beyond = small.root.evaluate(
        """root => [...root.querySelectorAll("button, select, input, .sv-card, p")]
          .filter(item => item.getBoundingClientRect().right > innerWidth)
          .map(item => item.className)"""
    )
    assert beyond == []
    assert small.states() == whole.states()


def test_with_reduced_motion_nothing_moves_while_a_receiver_runs(
    open_page: Open,
) -> None:
    trace = Recorder(NAMES)
    page = open_page(trace.recording(), reduced_motion="reduce")

    page.send(trace.start().begin(1).json())

    assert page.states()["reserve_stock"] == "running"
    moving = "root => root.getAnimations({ subtree: true }).length"
    assert page.root.evaluate(moving) == 0
