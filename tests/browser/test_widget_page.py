"""The widget in a real browser, on a plain page: what is seen, heard and pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from signal_viz.events import Disconnected
from tests.browser.desk import NAMES
from tests.browser.widget_page import Recorder

if TYPE_CHECKING:
    from tests.browser.widget_page import Open, WidgetPage

pytestmark = pytest.mark.browser


@pytest.fixture
def open_page(open_page: Open) -> Open:
    """Return a function that opens a widget as wide as in most notebooks."""

    def open_one(recording: object, width: int = 700, **options: Any) -> WidgetPage:
        return open_page(recording, width, **options)

    return open_one


def test_it_draws_a_recording(open_page: Open, raised: Recorder) -> None:
    page = open_page(raised.recording())

    assert page.states() == {
        "reserve_stock": "returned",
        "send_confirmation": "raised",
        "charge_card": "not_reached",
    }
    assert page.text("sentence").startswith(
        "send_confirmation raised ValueError: the exception left send()"
    )
    assert page.root.locator(".sv-word").all_inner_texts() == [
        "returned",
        "ValueError",
        "not reached",
    ]
    assert page.root.locator(".sv-time:visible").first.inner_text() == "4.2 ms"
    assert page.root.locator(".sv-edge").count() == 4


def test_a_receiver_lights_up_while_it_runs(open_page: Open) -> None:
    trace = Recorder(NAMES)
    page = open_page(trace.recording())
    assert page.text("sentence") == "waiting for a send"

    page.send(trace.start().begin(1).json())
    assert page.states()["reserve_stock"] == "running"
    assert page.text("sentence") == "reserve_stock is running"

    sent = len(trace.events)
    page.send(trace.returned(1).begin(2).json(sent))
    assert page.states() == {
        "reserve_stock": "returned",
        "send_confirmation": "running",
        "charge_card": "connected",
    }
    bar = ".sv-bar[data-state=running]"
    before = page.box(bar)["width"]
    page.page.wait_for_timeout(300)
    assert page.box(bar)["width"] > before


def test_a_message_is_drawn_before_the_next_frame(open_page: Open) -> None:
    trace = Recorder(NAMES)
    page = open_page(trace.recording())
    events = trace.start().begin(1).json()

    state = page.page.evaluate(
        """(events) => {
          model.message({ kind: "events", events, layouts: {} });
          return document.querySelector(".sv-card").dataset.state;
        }""",
        events,
    )
    assert state == "running"


def test_fast_receivers_are_seen_one_after_the_other(
    open_page: Open, finished: Recorder
) -> None:
    page = open_page(finished.recording(0))

    order = page.page.evaluate(
        """async (events) => {
          const seen = [];
          const watcher = new MutationObserver((changes) => {
            for (const { target } of changes)
              if (target.dataset.state === "running") seen.push(target.dataset.id);
          });
          const options = { subtree: true, attributeFilter: ["data-state"] };
          watcher.observe(document.querySelector("ol"), options);
          model.message({ kind: "events", events, layouts: {} });
          await new Promise((done) => setTimeout(done, 600));
          return seen;
        }""",
        finished.json(),
    )
    assert order == ["c1", "c2", "c3"]
    assert set(page.states().values()) == {"returned"}


def test_a_receiver_that_is_connected_grows_into_its_room(
    open_page: Open, finished: Recorder
) -> None:
    page = open_page(finished.recording())
    height = page.box(".sv-scroll")["height"]
    shown = len(finished.events)

    page.send(finished.connected(4, "notify_warehouse").json(shown))

    assert list(page.states())[-1] == "notify_warehouse"
    card = page.root.locator(".sv-card").nth(3)
    assert float(card.evaluate("card => card.style.opacity")) < 1
    page.settle()
    assert float(card.evaluate("card => card.style.opacity")) == 1
    assert page.box(".sv-scroll")["height"] == height


def test_a_receiver_that_is_disconnected_leaves(
    open_page: Open, finished: Recorder
) -> None:
    page = open_page(finished.recording())
    shown = len(finished.events)

    events = finished.add(Disconnected, connection="c2").json(shown)
    # Looked at in the same moment: one is on its way out.
    leaving = page.page.evaluate(
        """events => {
          model.message({ kind: "events", events, layouts: {} });
          const cards = [...document.querySelectorAll("#one .sv-card")];
          return cards.map(card => card.ariaHidden);
        }""",
        events,
    )

    assert sorted(leaving, key=str) == [None, None, "true"]
    for part in ("card", "lane"):
        page.page.wait_for_function(
            "part => document.querySelectorAll(`#one .sv-${part}`).length === 2",
            arg=part,
        )
    assert list(page.states()) == ["reserve_stock", "charge_card"]


def test_steps_go_back_and_forward(open_page: Open, raised: Recorder) -> None:
    page = open_page(raised.recording())
    press = page.page.keyboard.press
    page.root.get_by_role("button", name="Step back").click()

    assert page.text("badge") == "replay 6 of 7"
    assert page.spoken_step() == "step 6 of 7: charge_card not reached"
    press("ArrowLeft")
    assert page.spoken_step() == "step 5 of 7: send_confirmation raised ValueError"
    press("ArrowLeft")
    assert page.states()["send_confirmation"] == "running"
    press("Home")
    assert page.spoken_step() == "step 1 of 7: Order sends post_save"
    assert set(page.states().values()) == {"connected"}
    press("ArrowRight")
    assert page.states()["reserve_stock"] == "running"
    press("End")
    assert page.text("badge") == "live"


def test_play_goes_through_the_dispatch_and_ends_live(
    open_page: Open, finished: Recorder
) -> None:
    page = open_page(finished.recording())
    page.root.get_by_label("speed").select_option("4")

    page.root.get_by_role("button", name="Play").click()

    assert page.text("badge").startswith("replay")
    page.root.get_by_role("button", name="Pause").wait_for()
    page.root.locator(".sv-badge[data-mode=live]").wait_for(timeout=5000)
    assert set(page.states().values()) == {"returned"}


def test_the_lanes_are_the_scrubber(open_page: Open, finished: Recorder) -> None:
    page = open_page(finished.recording())
    bar = page.root.locator(".sv-bar").nth(1).bounding_box()
    assert bar is not None

    page.page.mouse.move(bar["x"] - 5, bar["y"] + bar["height"] / 2)
    page.page.mouse.down()
    page.page.mouse.move(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    page.page.mouse.up()

    assert page.spoken_step() == "step 4 of 8: send_confirmation is called"
    assert page.states()["send_confirmation"] == "running"
    knob = page.box(".sv-knob")
    middle = bar["x"] + bar["width"] / 2
    assert knob["x"] + knob["width"] / 2 == pytest.approx(middle, abs=1)


def test_the_knob_stands_on_the_bars_at_every_step(
    open_page: Open, finished: Recorder
) -> None:
    page = open_page(finished.recording())
    bars = [bar.bounding_box() for bar in page.root.locator(".sv-bar").all()]
    for button in ("First step", "Step forward"):
        page.root.get_by_role("button", name=button).click()

    knob = page.box(".sv-knob")
    assert bars[0] is not None
    assert knob["x"] + knob["width"] / 2 == pytest.approx(bars[0]["x"], abs=1)


def test_keys_of_the_widget_do_not_reach_the_notebook(
    open_page: Open, finished: Recorder
) -> None:
    page = open_page(finished.recording())
    page.page.evaluate(
        """() => {
          window.reached = [];
          document.addEventListener("keydown", ({ key }) => reached.push(key));
          window.lumino = [];
          document.addEventListener("keydown", ({ key, target }) => {
            if (!target.closest("[data-lm-suppress-shortcuts=true]")) lumino.push(key);
          }, true);
        }"""
    )
    page.root.get_by_role("button", name="Step back").focus()

    for key in ("ArrowLeft", "ArrowDown", "Home", "Space", "d", "Control+s"):
        page.page.keyboard.press(key)

    left = [key for key in page.page.evaluate("reached") if key != "Control"]
    assert left == ["d", "s"]
    assert [key for key in page.page.evaluate("lumino") if key != "Control"] == left


def test_up_and_down_go_from_receiver_to_receiver(
    open_page: Open, finished: Recorder
) -> None:
    page = open_page(finished.recording())
    focused = "document.activeElement.dataset.id"
    page.root.get_by_role("listitem").first.focus()

    seen = [page.page.evaluate(focused)]
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.page.keyboard.press(key)
        seen.append(page.page.evaluate(focused))

    assert seen == ["c1", "c2", "c3", "c3", "c2"]
    assert page.root.locator(".sv-card[tabindex='0']").count() == 1


def test_a_screen_reader_hears_the_whole_and_every_receiver(
    open_page: Open, raised: Recorder
) -> None:
    page = open_page(raised.recording())

    assert page.root.get_attribute("role") == "group"
    assert page.root.get_attribute("aria-label") == "signal flow of post_save"
    cards = page.root.get_by_role("list").get_by_role("listitem")
    labels = [card.get_attribute("aria-label") for card in cards.all()]
    assert [label and label.split(", defined")[0] for label in labels] == [
        "1, reserve_stock, returned after 4.2 ms",
        "2, send_confirmation, raised ValueError after 1 µs",
        "3, charge_card, not reached, an earlier receiver raised",
    ]


def test_one_sentence_is_spoken_for_a_dispatch_not_one_for_each_event(
    open_page: Open, finished: Recorder
) -> None:
    page = open_page(finished.recording(0))
    page.page.evaluate(
        """() => {
          window.said = [];
          const live = document.querySelector("[aria-live=polite]");
          new MutationObserver(() => said.push(live.textContent)).observe(live,
            { childList: true, characterData: true, subtree: true });
        }"""
    )

    # Three in a row: only the last is worth a word.
    for dispatch in (2, 3):
        finished.start(dispatch).begin(1, dispatch).returned(1, dispatch=dispatch)
        finished.end(dispatch)
    for event in finished.json():
        page.send([event])
        page.page.wait_for_timeout(20)
    page.page.wait_for_timeout(700)

    (said,) = page.page.evaluate("said")
    assert said.startswith("post_save, dispatch 3: 1 receiver ran in ")


def test_with_reduced_motion_things_are_where_they_belong_at_once(
    open_page: Open, finished: Recorder
) -> None:
    page = open_page(finished.recording(), reduced_motion="reduce")
    shown = len(finished.events)

    page.send(finished.connected(4, "notify_warehouse").json(shown))

    card = page.root.locator(".sv-card").nth(3)
    assert float(card.evaluate("card => card.style.opacity")) == 1
    assert (
        page.root.evaluate("root => root.getAnimations({ subtree: true }).length") == 0
    )
