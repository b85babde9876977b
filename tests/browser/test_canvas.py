"""What the canvas draws in a real browser: nesting, brackets, every state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.canvas import recording
from tests.picture.story import VALUE_ERROR, Story

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.widget_page import Open

pytestmark = pytest.mark.browser


def middle(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"] + box["height"] / 2


# Nesting


def nested() -> Story:
    story = Story("post_save", "order_paid")
    mark, audit = story.has("mark_paid"), story.has("audit")
    receipt, book = story.has("send_receipt", "s2"), story.has("book_revenue", "s2")
    root = story.start()
    story.call(root, mark)
    inner = story.start(signal="s2", parent=root, parent_connection=mark)
    story.call(inner, receipt)
    story.returned(inner, receipt, 20_000)
    story.call(inner, book)
    story.raised(inner, book)
    story.end(inner, VALUE_ERROR)
    story.returned(root, mark, 40_000)
    story.call(root, audit)
    story.returned(root, audit)
    story.end(root)
    return story


@pytest.mark.parametrize("width", [360, 900])
def test_a_nested_dispatch_opens_inside_the_receiver_that_caused_it(
    open_page: Open, width: int
) -> None:
    page = open_page(recording(nested()), width)

    rows = page.root.locator(".sv-card[data-id=c1] .sv-inner-row")
    lanes = page.root.locator(".sv-lane[data-row]")

    assert rows.all_inner_texts() == [
        "order_paid from Order",
        "send_receipt",
        "book_revenue",
    ]
    states = rows.evaluate_all("rows => rows.map(row => row.dataset.state)")
    assert states == ["raised", "returned", "raised"]
    for number in (0, 1):
        assert abs(middle(lanes.nth(number)) - middle(rows.nth(number + 1))) < 10
    outer, inner = (
        page.box(".sv-lane:not([data-row]) .sv-bar >> nth=0"),
        lanes.nth(0).locator(".sv-bar").bounding_box(),
    )
    assert inner is not None
    assert outer["x"] <= inner["x"]
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1
    assert page.root.locator(".sv-back").count() == 1


def test_its_rows_are_there_before_it_happens_so_that_nothing_moves(
    open_page: Open,
) -> None:
    page = open_page(recording(nested()))
    before = page.box(".sv-card[data-id=c4]")["y"]
    page.root.get_by_role("button", name="First step").click()
    page.settle()

    assert page.box(".sv-card[data-id=c4]")["y"] == before
    rows = page.root.locator(".sv-card[data-id=c1] .sv-inner-row")
    states = rows.evaluate_all("rows => rows.map(row => row.dataset.state)")
    assert states == ["connected"] * 3


# Async


def test_async_receivers_are_marked_and_share_a_bracket(open_page: Open) -> None:
    story = Story()
    first = story.has("first")
    late = [story.has(f"late_{n}", is_async=True) for n in (1, 2, 3)]
    dispatch = story.start(method="asend")
    story.call(dispatch, first)
    story.returned(dispatch, first)
    for connection in late:
        story.call(dispatch, connection)
    page = open_page(recording(story))

    bracket = page.box(".sv-bracket")
    top, bottom = (page.box(f".sv-card[data-id={late[n]}]") for n in (0, 2))
    assert top["y"] < bracket["y"] < top["y"] + top["height"]
    assert (
        bottom["y"] < bracket["y"] + bracket["height"] < bottom["y"] + bottom["height"]
    )
    tagged = page.root.locator(".sv-card").filter(
        has=page.page.locator(".sv-tag:visible")
    )
    assert tagged.locator(".sv-name").all_inner_texts() == [
        "late_1",
        "late_2",
        "late_3",
    ]
    bars = page.root.locator(".sv-lane[data-async] .sv-bar[data-state=running]")
    boxes = [box for bar in bars.all() if (box := bar.bounding_box())]
    assert len(boxes) == 3
    assert all(box["x"] + box["width"] > boxes[2]["x"] for box in boxes)


# Every state


def ended() -> Story:
    """Return a story whose cards have the six states that stay."""
    story = Story()
    good, bad, far = story.has("good"), story.has("bad"), story.has("far")
    other, ghost = story.has("other", sender="Invoice"), story.has("ghost")
    root = story.start()
    story.skip(root, other)
    story.collect(ghost)
    story.call(root, good)
    story.returned(root, good)
    story.call(root, bad)
    story.raised(root, bad)
    story.not_reached(root, far)
    story.end(root, VALUE_ERROR)
    story.connect("new", 4)
    return story


def under_way() -> Story:
    """Return a story whose cards have the three states that pass."""
    story = Story()
    now, gone = story.has("now"), story.has("gone")
    late = story.has("late", is_async=True)
    root = story.start(method="asend")
    story.disconnect(gone)
    story.call(root, now)
    story.call(root, late)
    return story


LOOKS = """root => {
  const cards = [...root.querySelectorAll(".sv-card[data-id]")];
  const edges = [...root.querySelectorAll(".sv-edge")];
  return cards.map((element) => {
    const { state } = element.dataset;
    const path = edges.find((edge) => edge.dataset.state === state).querySelector(".sv-path");
    const line = getComputedStyle(path);
    return {
      state,
      word: element.querySelector(".sv-word").textContent,
      glyph: element.querySelector(".sv-glyph path")?.getAttribute("d"),
      line: [line.strokeWidth, line.strokeDasharray, line.animationName].join(),
      colour: line.stroke,
    };
  });
}"""


def test_states_are_told_apart_in_four_channels(open_page: Open) -> None:
    found = []
    for story in (ended(), under_way()):
        page = open_page(recording(story))
        page.settle()
        found += page.root.evaluate(LOOKS)

    looks = {look["state"]: look for look in found}
    assert looks.keys() == {
        *["connected", "running", "awaiting", "returned", "raised"],
        *["not_reached", "filtered", "collected", "disconnected"],
    }
    for channel in ("word", "glyph", "line"):
        assert len({look[channel] for look in looks.values()}) == 9, channel
    colours = {look["state"]: look["colour"] for look in found}
    assert colours["running"] == colours["awaiting"]
    strong = {colours[state] for state in ("running", "returned", "raised")}
    assert len(strong) == 3
    assert colours["connected"] not in strong


def test_a_ghost_stays_for_the_dispatch_in_which_it_died(open_page: Open) -> None:
    story = ended()
    page = open_page(recording(story))
    assert page.states()["ghost"] == "collected"

    before = len(story.events)
    story.run("c1")
    page.send(recording(story)["events"][before:])
    page.settle()

    assert "ghost" not in page.states()


def test_facts_that_do_not_fit_are_counted(open_page: Open) -> None:
    story = Story()
    story.has(
        "reserve_stock_of_every_shop",
        where="shop.orders.handlers:120",
        sender="Order",
        dispatch_uid="shop.orders.reserve",
    )
    page = open_page(recording(story), 420)

    facts = page.root.locator(".sv-facts")
    assert facts.inner_text().endswith("+1")
    assert facts.evaluate("line => line.scrollWidth <= line.clientWidth")
    assert "shop.orders.reserve" in (
        page.root.locator(".sv-card").get_attribute("title") or ""
    )
