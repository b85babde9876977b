"""The panel: all about a receiver, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.axe import complaints
from tests.browser.desk import panel, pick

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.desk import OpenDesk
    from tests.browser.widget_page import Recorder, WidgetPage

pytestmark = pytest.mark.browser


def card(page: WidgetPage, name: str) -> Locator:
    return page.root.locator(".sv-card", has_text=name)


def rows(page: WidgetPage) -> dict[str, str]:
    """Return what the panel says, by the names of its lines."""
    found: dict[str, str] = (
        panel(page)
        .locator(".sv-rows > div:visible")
        .evaluate_all(
            """rows => Object.fromEntries(rows.map(row =>
        [row.querySelector("summary").textContent, row.querySelector("dd").textContent]))"""
        )
    )
    return found


def offer(act: str, code: str, **more: Any) -> dict[str, Any]:
    return {"act": act, "code": code, "why": None, "whole": True} | more


def test_a_card_opens_its_details_and_goes_to_the_start_of_its_call(
    open_desk: OpenDesk, shop: Recorder
) -> None:
    page = open_desk(shop)

    card(page, "send_confirmation").click()

    assert page.spoken_step() == "step 4 of 8: send_confirmation is called"
    assert page.states()["send_confirmation"] == "running"
    said = rows(page)
    assert said["in the end"] == "returned"
    assert said["took"] == "2.0 ms"
    assert said["defined in"] == "notebook:2"
    assert said["reference"] == "weak"
    assert said["hears"] == "any sender"
    assert said["sent by"] == "Order, by send(), dispatch 2"
    assert said["depth"] == "0"
    assert card(page, "send_confirmation").get_attribute("data-selected") == ""


def test_a_bar_selects_its_receiver_and_goes_to_its_start(
    open_desk: OpenDesk, shop: Recorder
) -> None:
    page = open_desk(shop)
    bar = page.root.locator(".sv-bar").nth(2).bounding_box()
    assert bar is not None

    page.page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)

    assert page.spoken_step() == "step 6 of 8: charge_card is called"
    assert panel(page).get_attribute("aria-label") == "details of charge_card"


def test_what_an_exception_did_is_told_in_full(
    open_desk: OpenDesk, shop: Recorder
) -> None:
    page = open_desk(shop)
    pick(page, 1)

    card(page, "send_confirmation").click()
    assert rows(page)["error"].startswith("ValueError")

    card(page, "charge_card").click()
    assert rows(page)["in the end"] == "not reached"
    summary = panel(page).locator("summary", has_text="in the end")
    summary.click()
    assert panel(page).get_by_text("before this receiver's turn").is_visible()


def test_a_term_links_to_the_lesson_that_teaches_it_if_there_is_one(
    open_desk: OpenDesk, shop: Recorder
) -> None:
    page = open_desk(shop)
    card(page, "reserve_stock").click()
    for term in ("reference", "took"):
        panel(page).locator("summary", has_text=term).click()

    links = panel(page).locator("a:visible")

    assert [text.strip() for text in links.all_inner_texts()] == ["Lesson 02"]
    assert links.first.get_attribute("href") == "../02-lesson.ipynb"


def test_the_whole_panel_works_by_keyboard(open_desk: OpenDesk, shop: Recorder) -> None:
    page = open_desk(shop)
    card(page, "reserve_stock").focus()
    page.page.keyboard.press("ArrowDown")
    assert not panel(page).is_visible()

    page.page.keyboard.press("Enter")
    assert (
        panel(page).locator("h3").evaluate("title => title === document.activeElement")
    )
    assert panel(page).locator("h3").inner_text() == "2 send_confirmation"

    page.page.keyboard.press("Escape")
    assert not panel(page).is_visible()
    focused = page.page.evaluate("document.activeElement.dataset.id")
    assert focused == "c2"


def test_an_open_panel_follows_the_focus(open_desk: OpenDesk, shop: Recorder) -> None:
    page = open_desk(shop)
    card(page, "reserve_stock").click()

    page.page.keyboard.press("ArrowDown")

    assert panel(page).locator("h3").inner_text() == "2 send_confirmation"


def test_the_source_is_asked_for_once_and_is_text(
    open_desk: OpenDesk, shop: Recorder
) -> None:
    lines = ["def reserve_stock(**kwargs):", "    return '<b>bold</b>'"]
    page = open_desk(
        shop, {"source": {"source": {"first": 3, "lines": lines, "more": 2}}}
    )

    for name in ("reserve_stock", "charge_card", "reserve_stock"):
        card(page, name).click()
        page.page.wait_for_timeout(60)

    source = panel(page).get_by_label("source")
    assert source.inner_text() == "\n".join(lines)
    assert panel(page).get_by_text("… 2 more lines").is_visible()
    asked = page.page.evaluate("asked.filter(({ what }) => what === 'source').length")
    assert asked == 2


def test_a_busy_kernel_is_waited_for_and_said_so(
    open_desk: OpenDesk, shop: Recorder
) -> None:
    page = open_desk(shop)

    card(page, "reserve_stock").click()
    page.page.wait_for_timeout(600)
    assert panel(page).get_by_text("waits for the running cell").first.is_visible()

    page.page.evaluate(
        """answers.source = { source: { first: 1, lines: ["pass"], more: 0 } };
        answers.offers = { offers: [] }; late()"""
    )
    assert panel(page).get_by_label("source").inner_text() == "pass"
    assert panel(page).get_by_text("waits for").count() == 0


def test_an_act_shows_its_python_and_what_came_of_it(
    open_desk: OpenDesk, shop: Recorder
) -> None:
    code = "post_save.disconnect(reserve_stock)"
    page = open_desk(
        shop,
        {
            "offers": {"offers": [offer("disconnect", code)]},
            "act": {"said": "disconnect() raised <b>OSError</b>", "connection": None},
        },
    )
    card(page, "reserve_stock").click()

    assert panel(page).get_by_label("Disconnect in Python").inner_text() == code
    panel(page).get_by_role("button", name="Disconnect", exact=True).click()

    panel(page).get_by_text("disconnect() raised <b>OSError</b>").wait_for()
    done = page.page.evaluate("asked.find(({ what }) => what === 'act')")
    assert (done["act"], done["connection"], done["dispatch"]) == (
        "disconnect",
        "c1",
        2,
    )


def test_an_act_that_cannot_be_done_says_why(
    open_desk: OpenDesk, shop: Recorder
) -> None:
    code = "post_save.send(sender=Order, instance=<Order pk=1>)"
    why = "instance (Order pk=1) has been collected"
    refused = offer("send", code, why=why, whole=False)
    page = open_desk(shop, {"offers": {"offers": [refused]}})
    card(page, "reserve_stock").click()

    button = panel(page).get_by_role("button", name="Send again", exact=True)
    assert button.get_attribute("aria-disabled") == "true"
    assert panel(page).get_by_text(f"Not possible: {why}.").is_visible()
    button.click(force=True)
    assert page.page.evaluate("asked.every(({ what }) => what !== 'act')")


def test_a_line_of_python_can_be_copied(open_desk: OpenDesk, shop: Recorder) -> None:
    page = open_desk(
        shop, {"offers": {"offers": [offer("send", "order_paid.send(None)")]}}
    )
    page.page.evaluate(
        """Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.addEventListener("copy", () => (window.copied = String(
          document.activeElement.value)))"""
    )
    card(page, "reserve_stock").click()

    panel(page).get_by_role("button", name="Copy the line for: Send again").click()

    panel(page).get_by_text("copied").wait_for()
    assert page.page.evaluate("copied") == "order_paid.send(None)"


@pytest.mark.parametrize("width", [360, 700, 1200])
def test_the_panel_has_room_at_every_width(
    open_desk: OpenDesk, shop: Recorder, width: int
) -> None:
    page = open_desk(shop, width=width)
    before = page.root.evaluate("root => root.offsetHeight")

    card(page, "reserve_stock").click()
    page.settle()

    frame, inner = page.root.bounding_box(), panel(page).bounding_box()
    assert frame is not None
    assert inner is not None
    assert inner["x"] + inner["width"] <= frame["x"] + frame["width"]
    grown = page.root.evaluate("root => root.offsetHeight") - before
    beside = page.box(".sv-canvas")["x"] + page.box(".sv-canvas")["width"] <= inner["x"]
    assert beside == (width == 1200)
    assert grown < (100 if beside else 400)
    for name in ("send_confirmation", "charge_card"):
        card(page, name).click()
        assert page.root.evaluate("root => root.offsetHeight") - before == grown


@pytest.mark.parametrize("width", [360, 1200])
def test_axe_finds_nothing_in_what_stands_around_the_picture(
    open_desk: OpenDesk, shop: Recorder, width: int
) -> None:
    code = "post_save.disconnect(reserve_stock)"
    offers = [offer("disconnect", code), offer("send", code, why="it is gone")]
    source = {"first": 1, "lines": ["def reserve_stock(**kwargs): ..."], "more": 0}
    answers = {"offers": {"offers": offers}, "source": {"source": source}}
    page = open_desk(shop, answers, width=width)
    for scheme in ("light", "dark"):
        page.page.emulate_media(color_scheme=scheme)
        card(page, "reserve_stock").click()
        panel(page).get_by_label("Disconnect in Python").wait_for()
        panel(page).locator("summary", has_text="reference").click()
        page.settle()
        assert complaints(page) == []
        page.root.get_by_role("button", name="Save").click()
        assert complaints(page) == []
        page.page.keyboard.press("Escape")
        page.root.get_by_role("button", name="Table").click()
        assert complaints(page) == []
        page.root.get_by_role("button", name="Table").click()
