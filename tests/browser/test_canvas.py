"""What the canvas draws in a real browser: nesting, groups, many of everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from signal_viz.events import event_to_json
from tests.browser.widget_page import Recorder, WidgetPage
from tests.picture.story import ORDER, VALUE_ERROR, Story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator

    Open = Callable[..., WidgetPage]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Return a function that opens the widget on a recording."""
    opened: list[WidgetPage] = []

    def open_one(recording: object, width: int = 900, **context: Any) -> WidgetPage:
        opened.append(WidgetPage(browser, width, **context).open(recording))
        return opened[-1]

    yield open_one
    for page in opened:
        page.close()


def recording(story: Story) -> dict[str, Any]:
    events = [event_to_json(event) for event in story.events]
    return {"schema": 1, "snapshot": story.snapshot.to_json(), "events": events}


def modules(count: int, of: int, called: int, raising: int = -1) -> Story:
    """Return a story of receivers from so many modules, some of them called."""
    story = Story()
    ids = [
        story.has(f"receiver_{n + 1}", where=f"shop.m{n * of // count}:{n + 1}")
        for n in range(count)
    ]
    dispatch = story.start(method="send_robust")
    for number, connection in enumerate(ids[:called]):
        story.call(dispatch, connection)
        if number == raising:
            story.raised(dispatch, connection)
        elif number < called - 1 or called == count:
            story.returned(dispatch, connection)
    if called == count:
        story.end(dispatch)
    return story


def middle(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"] + box["height"] / 2


# Groups


def test_thirteen_receivers_fold_by_module(open_page: Open) -> None:
    page = open_page(recording(modules(15, 3, 8, raising=1)))

    folds = page.root.locator(".sv-fold")

    assert folds.locator(".sv-name").all_inner_texts() == [
        "shop.m0",
        "shop.m1",
        "shop.m2",
    ]
    assert folds.locator(".sv-number").all_inner_texts() == ["1–5", "6–10", "11–15"]
    states = folds.evaluate_all("cards => cards.map(card => card.dataset.state)")
    assert states == ["raised", "running", "connected"]
    assert "receiver_2 raised" in folds.nth(0).inner_text()
    assert "receiver_8 is running" in folds.nth(1).inner_text()
    assert page.root.locator(".sv-edge").count() == 4


@pytest.mark.parametrize("by", ["click", "key"])
def test_a_group_opens_and_closes(open_page: Open, by: str) -> None:
    page = open_page(recording(modules(15, 3, 15)))
    button = page.root.get_by_role("button", name="shop.m1")

    def toggle() -> None:
        if by == "click":
            button.click()
        else:
            button.press("Enter")
        page.settle()

    toggle()
    opened = list(page.states())
    assert button.get_attribute("aria-expanded") == "true"
    assert opened == [
        *["shop.m0", "shop.m1"],
        *[f"receiver_{n}" for n in range(6, 11)],
        "shop.m2",
    ]

    toggle()
    assert list(page.states()) == ["shop.m0", "shop.m1", "shop.m2"]
    assert button.get_attribute("aria-expanded") == "false"


def test_arrow_keys_go_through_groups_and_their_receivers(open_page: Open) -> None:
    page = open_page(recording(modules(15, 3, 15)))
    page.root.get_by_role("button", name="shop.m0").press("Enter")
    page.settle()

    names = []
    for _ in range(6):
        page.page.keyboard.press("ArrowDown")
        names.append(
            page.page.evaluate(
                "document.activeElement.closest('li').querySelector('.sv-name').textContent"
            )
        )

    assert names == [*[f"receiver_{n}" for n in range(1, 6)], "shop.m1"]


def test_above_forty_receivers_are_cells(open_page: Open) -> None:
    page = open_page(recording(modules(120, 6, 80, raising=30)))

    matrix = page.root.locator(".sv-matrix")
    assert matrix.get_attribute("data-state") == "running"
    assert "receiver_80 is running" in matrix.inner_text()
    cells = matrix.locator(".sv-signs").evaluate_all(
        """paths => Object.fromEntries(paths.map(path =>
        [path.parentNode.dataset.state, path.getAttribute("d").split("M").length - 1]))"""
    )
    assert cells == {"returned": 78, "raised": 1, "running": 1, "connected": 40}


def test_a_cell_is_named_when_it_is_pointed_at_or_focused(open_page: Open) -> None:
    page = open_page(recording(modules(120, 6, 120)))
    matrix = page.root.locator(".sv-matrix")

    grid = matrix.locator("svg").last.bounding_box()
    assert grid is not None
    page.page.mouse.move(grid["x"] + 30, grid["y"] + 10)
    assert (
        matrix.locator(".sv-facts").inner_text().startswith("2, receiver_2, returned")
    )
    page.page.mouse.move(0, 0)
    assert "receiver_2" not in matrix.inner_text()

    matrix.locator(".sv-cell:visible").focus()
    for _ in range(3):
        page.page.keyboard.press("ArrowDown")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert str(page.page.evaluate(focused)).startswith("5, receiver_5, returned")
    page.page.keyboard.press("ArrowUp")
    assert page.page.evaluate("document.activeElement.dataset.id") == "c4"


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


# Many dispatches


def test_many_dispatches_are_columns_that_lead_to_them(open_page: Open) -> None:
    story = Story()
    only = story.has("only")
    for number in range(300):
        dispatch = story.start()
        story.call(dispatch, only)
        if number == 100:
            story.raised(dispatch, only)
            story.end(dispatch, VALUE_ERROR)
        else:
            story.returned(dispatch, only)
            story.end(dispatch)
    page = open_page(recording(story))

    assert page.text("strip") == "300 dispatches · 299 returned · 1 raised"
    columns = page.root.locator(".sv-plot i")
    assert 0 < columns.count() <= 120
    page.root.locator(".sv-plot i[data-state=raised]").click()
    assert page.text("picker") == "dispatch 101 of 300"
    assert page.states() == {"only": "raised"}


def test_many_calls_in_one_lane_are_one_bar(open_page: Open) -> None:
    story = Story("post_save", "order_paid")
    outer, inner = story.has("outer"), story.has("inner", "s2")
    root = story.start()
    story.call(root, outer)
    for _ in range(200):
        story.run(
            inner, sender=ORDER, signal="s2", parent=root, parent_connection=outer
        )
    page = open_page(recording(story))

    assert page.root.locator(".sv-bar").count() < 10
    assert page.root.locator(".sv-heat:visible").count() == 1
    assert page.root.get_by_text("395 more inside").is_visible()


FEED = """async (events) => {
  const tasks = [];
  const note = (list) => tasks.push(...list.getEntries().map((task) => task.duration));
  const observer = new PerformanceObserver(note);
  observer.observe({ type: "longtask" });
  for (let i = 0; i < events.length; i += 350) {
    model.message({ kind: "events", events: events.slice(i, i + 350), layouts: {} });
    await new Promise((next) => setTimeout(next, 33));
  }
  await new Promise((next) => setTimeout(next, 1500));
  return Math.max(0, ...tasks);
}"""
# Milliseconds that a fixed piece of work takes: about 20 where nothing else runs.
SPIN = """() => {
  const start = performance.now();
  let sum = 0;
  for (let i = 0; i < 2e7; i += 1) sum = (sum + i) | 0;
  return performance.now() - start + Math.min(0, sum * sum);
}"""


@pytest.mark.parametrize(("receivers", "dispatches"), [(1000, 5), (5, 1000), (30, 160)])
def test_ten_thousand_events_keep_the_page_smooth(
    open_page: Open, receivers: int, dispatches: int
) -> None:
    trace = Recorder([f"receiver_{n}" for n in range(1, receivers + 1)])
    empty = trace.recording()
    for dispatch in range(1, dispatches + 1):
        trace.start(dispatch)
        for number in range(1, receivers + 1):
            trace.begin(number, dispatch).returned(number, dispatch=dispatch)
        trace.end(dispatch)

    page = open_page(empty)
    longest: float = page.page.evaluate(FEED, trace.json())
    spins = [page.page.evaluate(SPIN) for _ in range(5)]

    # The budget is no task over 50 ms; a loaded test machine gets room.
    assert longest <= max(100, 8 * max(spins))
    assert f"{receivers} receivers ran" in page.text("sentence")


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
