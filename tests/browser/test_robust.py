"""Whatever comes, the widget shows it, or a card that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.desk import NAMES
from tests.browser.widget_page import Recorder

if TYPE_CHECKING:
    from tests.browser.widget_page import Open

pytestmark = pytest.mark.browser


def test_names_are_text_whatever_they_hold(open_page: Open) -> None:
    hostile = [
        "<img src=x onerror=alert(1)>",
        "</li></ol><script>alert(1)</script>",
        "\u202eevil\u2066",
        "a" * 80,
        "注文" * 40,
    ]
    trace = Recorder(hostile, "<b>signal</b>").start(label='a->"><svg onload=alert(1)>')
    trace.begin(1).raised(1, "<i>Error</i>").end(error="<i>Error</i>")

    page = open_page(trace.recording())

    assert page.root.locator("img, script, b, svg[onload]").count() == 0
    assert page.root.locator(".sv-title").inner_text() == "<b>signal</b>"
    assert page.root.locator(".sv-word").first.inner_text() == "<i>Error</i>"
    assert page.root.locator(".sv-card").count() == len(hostile)
    assert page.root.locator(".sv-edge[data-state=raised]").count() == 2


@pytest.mark.parametrize("count", [0, 1, 12])
def test_any_number_of_receivers(open_page: Open, count: int) -> None:
    trace = Recorder([f"receiver_{number}" for number in range(1, count + 1)]).start()
    for number in range(1, count + 1):
        trace.begin(number).returned(number)
    page = open_page(trace.end().recording())

    assert page.root.locator(".sv-card[data-state=returned]").count() == count
    assert page.root.evaluate("root => root.offsetHeight") <= 850
    assert page.root.locator(".sv-signal").is_visible()
    assert page.root.locator(".sv-knob").is_visible()


def test_a_running_receiver_far_down_comes_into_sight(open_page: Open) -> None:
    trace = Recorder([f"receiver_{number}" for number in range(1, 101)])
    page = open_page(trace.recording())

    trace.start()
    for number in range(1, 80):
        trace.begin(number).returned(number)
    page.send(trace.begin(80).json())

    frame, card = page.box(".sv-scroll"), page.box(".sv-card[data-state=running]")
    assert frame["y"] <= card["y"] <= frame["y"] + frame["height"]
    signal = page.box(".sv-signal")
    assert frame["y"] <= signal["y"] <= frame["y"] + frame["height"]


def test_two_views_are_live_together_and_replay_alone(
    open_page: Open, finished: Recorder
) -> None:
    page = open_page(finished.recording(2))
    page.page.evaluate("() => void (window.clearTwo = draw('two'))")

    page.send(finished.json(2))
    page.settle()
    assert page.states("one") == page.states("two")
    page.root.get_by_role("button", name="First step").click()
    assert page.text("badge", "one") == "replay 1 of 8"
    assert page.text("badge", "two") == "live"


def test_a_gap_is_mended(open_page: Open, finished: Recorder) -> None:
    page = open_page(finished.recording(2))

    page.send(finished.json(5))
    assert page.page.evaluate("model.sent") == [{"kind": "resync"}]
    page.page.evaluate(
        "recording => model.set('recording', recording)", finished.recording()
    )

    page.settle()
    assert set(page.states().values()) == {"returned"}


def test_an_error_inside_is_a_card_with_a_way_on(
    open_page: Open, finished: Recorder
) -> None:
    broken = finished.recording()
    broken["snapshot"]["connections"][0]["receiver"] = None

    page = open_page(broken)

    card = page.root.get_by_role("alert")
    assert "Signal Viz could not draw this picture." in card.inner_text()
    assert "TypeError" in card.inner_text()
    assert "run the cell again" in card.inner_text()
    card.get_by_role("button", name="Try again").click()
    assert page.root.count() == 1
    assert page.root.get_by_role("alert").is_visible()
    assert all("could not draw" in complaint for complaint in page.complaints)
    page.complaints.clear()


def test_what_cannot_be_read_is_a_card_until_it_can(
    open_page: Open, finished: Recorder
) -> None:
    page = open_page(finished.recording() | {"schema": 99})
    assert "form 99" in page.root.get_by_role("alert").inner_text()

    page.page.evaluate(
        "recording => model.set('recording', recording)", finished.recording()
    )
    assert page.root.get_by_role("alert").count() == 0
    assert set(page.states().values()) == {"returned"}


@pytest.mark.parametrize("recording", [None, {}, {"schema": 1}, 7])
def test_a_recording_of_any_shape_never_leaves_the_place_blank(
    open_page: Open, recording: object
) -> None:
    page = open_page(recording)

    assert (
        "could not read this recording" in page.root.get_by_role("alert").inner_text()
    )


def test_another_version_is_a_card(open_page: Open, finished: Recorder) -> None:
    page = open_page(finished.recording(), version="9.9.9")

    said = page.root.get_by_role("alert").inner_text()
    assert "9.9.9" in said
    assert "reload the page" in said


def test_a_closed_flow_does_not_wait_for_a_send(open_page: Open) -> None:
    page = open_page(Recorder(NAMES).recording(), closed=True)

    assert page.text("sentence") == "no send was recorded"


@pytest.mark.parametrize("width", [700, 900])
def test_a_long_title_leaves_the_buttons_in_their_place(
    open_page: Open, width: int
) -> None:
    short = open_page(Recorder(NAMES, "post_save").recording(), width)
    long = open_page(Recorder(NAMES, "order_confirmed_" * 6).recording(), width)

    here, there = (page.box(".sv-controls") for page in (long, short))
    assert (here["x"], here["width"]) == (there["x"], there["width"])
    assert here["y"] + here["height"] <= long.box(".sv-scroll")["y"]


def test_a_closed_flow_says_so(open_page: Open, finished: Recorder) -> None:
    page = open_page(finished.recording(), closed=True)

    assert page.text("badge") == "closed"


def test_it_leaves_nothing_behind(open_page: Open, finished: Recorder) -> None:
    page = open_page(finished.recording())
    before = page.page.evaluate("model.listening()")

    page.page.evaluate("() => { clear(); forget(); }")

    assert before > 0
    assert page.page.evaluate("model.listening()") == 0
    assert page.page.locator("#one").inner_html() == ""
