"""What stands around the picture: the choice of a dispatch, the table, saving."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from signal_viz.recording import from_json
from tests.browser.desk import NAMES, panel, pick
from tests.browser.widget_page import Recorder

if TYPE_CHECKING:
    from tests.browser.desk import OpenDesk

pytestmark = pytest.mark.browser

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" '
    'viewBox="0 0 40 20"><rect width="40" height="20" fill="#006d77"/></svg>'
)


def test_any_dispatch_can_be_picked(open_desk: OpenDesk, shop: Recorder) -> None:
    page = open_desk(shop)
    picker = page.root.get_by_label("dispatch", exact=True)
    assert page.text("picker") == "dispatch 2 of 2"

    picker.focus()
    assert picker.locator("option").all_inner_texts() == [
        "1: Order, post_save, send()",
        "2: Order, post_save, send()",
    ]
    page.page.keyboard.press("ArrowUp")

    assert page.text("sentence").startswith("send_confirmation raised ValueError")
    assert page.states()["charge_card"] == "not_reached"


def test_the_table_says_what_the_picture_shows(
    open_desk: OpenDesk, shop: Recorder
) -> None:
    page = open_desk(shop)
    page.root.get_by_role("button", name="Table").click()
    pick(page, 1)

    table = page.root.get_by_role("table")
    assert table.get_by_role("row").count() == 4
    second = table.get_by_role("row").nth(2).locator("th, td").all_inner_texts()
    assert second[:5] == [
        *["2", "send_confirmation", "raised", "1 call, 1 raised", "1 µs"]
    ]
    assert not page.root.locator(".sv-scroll").is_visible()

    page.root.get_by_role("button", name="charge_card not reached").click()
    assert page.states()["charge_card"] == "not_reached"
    page.root.get_by_role("button", name="reserve_stock is called").click()
    assert panel(page).locator("h3").inner_text() == "1 reserve_stock"
    current = page.root.locator("[aria-current=step]")
    assert current.inner_text() == "reserve_stock is called"


@pytest.mark.parametrize("width", [360, 700, 1100])
def test_the_table_gives_a_long_error_room(open_desk: OpenDesk, width: int) -> None:
    trace = Recorder(NAMES).start().begin(1).returned(1)
    error = "the bank refused it, as the limit of the card is reached " * 3
    trace.begin(2).raised(2, f"ValueError: {error}").not_reached(3).end(
        error="ValueError"
    )
    page = open_desk(trace, width=width)
    page.root.get_by_role("button", name="Table").click()

    rows = page.root.locator("tbody tr").evaluate_all(
        "rows => rows.map(({ offsetHeight }) => offsetHeight)"
    )
    assert rows[0] == rows[2] < 40, "a short row is one line"
    assert rows[1] < 240
    name = page.root.get_by_role("button", name="send_confirmation", exact=True)
    page.root.locator(".sv-tables").evaluate("table => table.scrollBy(400, 0)")
    assert name.is_visible()
    box = name.bounding_box()
    assert box is not None
    assert box["x"] >= 0


def test_the_recording_is_saved_up_to_the_moment_that_is_shown(
    open_desk: OpenDesk, shop: Recorder
) -> None:
    page = open_desk(shop)
    pick(page, 1)
    page.root.get_by_role("button", name="Save").click()

    with page.page.expect_download() as download:
        page.root.get_by_role("button", name="Download JSON").click()

    assert download.value.suggested_filename == "post_save-dispatch-1.json"
    saved = from_json(json.loads(download.value.path().read_text("utf-8")))
    assert [item.number for item in saved.dispatches] == [1]


def test_a_png_is_drawn_from_the_svg(open_desk: OpenDesk, shop: Recorder) -> None:
    page = open_desk(shop, {"save": {"text": SVG}})
    page.root.get_by_role("button", name="Save").click()

    with page.page.expect_download() as download:
        page.root.get_by_role("button", name="Download PNG").click()

    content = download.value.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    size = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    assert size == (80, 40)
    asked = page.page.evaluate("asked.at(-1)")
    assert (asked["form"], asked["seq"]) == ("svg", len(shop.events) - 1)


def test_what_python_cannot_draw_is_said(open_desk: OpenDesk, shop: Recorder) -> None:
    page = open_desk(shop, {"save": {"error": "The picture cannot be drawn."}})
    page.root.get_by_role("button", name="Save").click()
    page.root.get_by_role("button", name="Download DOT").click()

    page.root.get_by_text("The picture cannot be drawn.").wait_for()
    page.page.keyboard.press("Escape")
    assert not page.root.locator(".sv-menu").is_visible()
