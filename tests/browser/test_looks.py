"""How the widget looks: themes, colours, from narrow to wide."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.browser.desk import NAMES
from tests.browser.widget_page import Recorder, WidgetPage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.widget_page import Open

pytestmark = pytest.mark.browser


THEMES = {
    "jupyter-light": ("data-jp-theme-light", "true", "dark", False),
    "jupyter-dark": ("data-jp-theme-light", "false", "light", True),
    "vscode-light": ("class", "vscode-light", "dark", False),
    "vscode-dark": ("class", "vscode-dark", "light", True),
    "marimo-light": ("data-theme", "light", "dark", False),
    "marimo-dark": ("data-theme", "dark", "light", True),
    "system-light": ("id", "page", "light", False),
    "system-dark": ("id", "page", "dark", True),
}


@pytest.mark.parametrize("theme", THEMES)
def test_it_is_light_or_dark_as_the_page_is(
    open_page: Open, raised: Recorder, theme: str
) -> None:
    name, value, system, dark = THEMES[theme]
    page = open_page(raised.recording(), color_scheme=system)

    page.page.evaluate(
        "([name, value]) => document.body.setAttribute(name, value)", [name, value]
    )
    page.page.wait_for_timeout(300)

    colour = page.root.locator(".sv-card[data-state=returned]").evaluate(
        "card => getComputedStyle(card).borderTopColor"
    )
    assert colour == ("rgb(57, 208, 200)" if dark else "rgb(0, 109, 119)")


@pytest.mark.parametrize("width", [360, 700, 1100])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_fits_from_narrow_to_wide(
    open_page: Open, raised: Recorder, width: int, scheme: str, screenshots: Path
) -> None:
    page = open_page(raised.recording(), width, color_scheme=scheme)

    page.page.screenshot(path=screenshots / f"widget-{scheme}-{width}.png")
    overflow = page.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0
    cards = [card.bounding_box() for card in page.root.locator(".sv-card").all()]
    lanes = [lane.bounding_box() for lane in page.root.locator(".sv-lane").all()]
    for card, lane in zip(cards, lanes, strict=True):
        assert card is not None
        assert lane is not None
        beside = lane["x"] >= card["x"] + card["width"]
        below = lane["y"] >= card["y"] + card["height"]
        assert below if width == 360 else beside
    cut = page.root.locator(".sv-card .sv-name").evaluate_all(
        "names => names.filter(name => name.scrollWidth > name.clientWidth).length"
    )
    assert cut == 0


def test_the_colours_can_be_told_apart_and_read(
    open_page: Open, raised: Recorder
) -> None:
    """As WCAG measures contrast; some cards are tinted with the colour itself."""
    running = Recorder(NAMES).start().begin(1)
    for scheme in ("light", "dark"):
        for trace, states in (
            (raised, ("returned", "raised", "not_reached")),
            (running, ("running",)),
        ):
            page = open_page(
                trace.recording(), color_scheme=scheme, reduced_motion="reduce"
            )
            for state in states:
                card = f".sv-card[data-state={state}]"
                surface = _rgb(page, card, "backgroundColor")
                word = _rgb(page, f"{card} .sv-word", "color")
                assert _contrast(word, surface) >= 5.2, (scheme, state)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("part", [".sv-play", ".sv-card", ".sv-range"])
def test_what_has_the_focus_is_easily_seen(
    open_page: Open, raised: Recorder, part: str, scheme: str
) -> None:
    page = open_page(raised.recording(), color_scheme=scheme)
    page.page.keyboard.press("Tab")
    page.root.locator(part).last.focus()

    # Of the scrubber, which is as tall as the picture, its knob shows it.
    ring = ".sv-knob" if part == ".sv-range" else f"{part}:focus-visible"
    shown = page.root.locator(ring).evaluate(
        "element => getComputedStyle(element).outlineStyle"
    )
    assert shown == "solid"
    surface = _rgb(
        page, ".sv-scroll >> xpath=ancestor::div[@role='group']", "backgroundColor"
    )
    assert _contrast(_rgb(page, ring, "outlineColor"), surface) >= 3


def test_a_long_name_is_whole_where_there_is_room(open_page: Open) -> None:
    name = "send_the_invoice_to_the_accounting_department"
    shown = [
        page.text("card .sv-name")
        for page in (open_page(Recorder([name]).recording(), at) for at in (700, 1600))
    ]

    assert shown[0].count("…") == 1
    assert shown[1] == name


@pytest.mark.parametrize("width", [360, 400, 440, 700])
def test_a_number_stays_with_its_unit(
    open_page: Open, raised: Recorder, width: int
) -> None:
    page = open_page(raised.recording(), width)

    lines = page.root.locator(".sv-took").evaluate(
        "time => time.getClientRects().length"
    )
    assert page.text("took") == "· 4.2 ms"
    assert lines == 1


def _rgb(page: WidgetPage, selector: str, name: str) -> list[float]:
    """Return a computed colour as red, green and blue, 0 to 1."""
    return page.root.locator(selector).evaluate(  # type: ignore[no-any-return]
        """(element, name) => {
          const canvas = document.createElement("canvas").getContext("2d");
          canvas.fillStyle = getComputedStyle(element)[name];
          canvas.fillRect(0, 0, 1, 1);
          return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
            .map((part) => part / 255);
        }""",
        name,
    )


def _contrast(one: list[float], two: list[float]) -> float:
    def light(colour: list[float]) -> float:
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in colour
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((light(one), light(two)))
    return (high + 0.05) / (low + 0.05)


def test_numbers_follow_the_order_of_calling(open_page: Open) -> None:
    page = open_page(Recorder(NAMES).recording())

    numbers = page.root.locator(".sv-number").all_inner_texts()
    rows = [card.bounding_box() for card in page.root.locator(".sv-card").all()]
    assert numbers == ["1", "2", "3"]
    assert all(a and b and a["y"] < b["y"] for a, b in pairwise(rows))


@pytest.mark.parametrize("width", [360, 1100])
def test_in_real_time_the_shortest_call_is_seen(open_page: Open, width: int) -> None:
    trace = Recorder(NAMES).start().begin(1).returned(1, 1_200_000_000)
    for number in (2, 3):
        trace.begin(number).returned(number, 3000)
    page = open_page(trace.end().recording(), width)

    page.root.get_by_label("time scale").select_option("real")

    inside = page.root.locator(".sv-bar").evaluate_all(
        """bars => bars.map((bar) => {
          const [{ left, right }, lane] = [bar, bar.parentNode]
            .map((item) => item.getBoundingClientRect());
          return right - left >= 3 && lane.left <= left && right <= lane.right + 0.1;
        })"""
    )
    assert inside == [True, True, True]


def test_twelve_receivers_and_their_lanes_are_seen_at_once(open_page: Open) -> None:
    page = open_page(Recorder([f"receiver_{n}" for n in range(12)]).start().recording())

    lane, axis = page.box(".sv-lane:nth-child(12)"), page.box(".sv-axis")

    assert lane["y"] + lane["height"] <= axis["y"]
    assert page.root.locator(".sv-scroll").evaluate(
        "area => area.scrollHeight <= area.clientHeight"
    )
