"""The widget in a real browser, on a plain page: what is seen, heard and pressed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from signal_viz.events import Disconnected
from tests.browser.widget_page import Recorder, WidgetPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    Open = Callable[..., WidgetPage]

pytestmark = pytest.mark.browser

NAMES = ("reserve_stock", "send_confirmation", "charge_card")


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Return a function that opens a widget's page; each must end without complaint."""
    pages: list[WidgetPage] = []

    def open_one(recording: object, width: int = 700, **options: object) -> WidgetPage:
        traits = {
            name: options.pop(name) for name in ("version", "closed") if name in options
        }
        pages.append(WidgetPage(browser, width, **options))
        return pages[-1].open(recording, **traits)

    yield open_one
    for page in pages:
        page.close()


@pytest.fixture
def raised() -> Recorder:
    """Return a dispatch whose second receiver raises."""
    trace = Recorder(NAMES).start().begin(1).returned(1, 4_200_000)
    trace.begin(2).raised(2, "ValueError").not_reached(3)
    return trace.end(error="ValueError")


@pytest.fixture
def finished() -> Recorder:
    """Return a dispatch whose three receivers return."""
    trace = Recorder(NAMES).start()
    for number in (1, 2, 3):
        trace.begin(number).returned(number, 1_000_000 * number)
    return trace.end()


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


def test_a_message_is_painted_within_two_frames(open_page: Open) -> None:
    trace = Recorder(NAMES)
    page = open_page(trace.recording())
    events = trace.start().begin(1).json()

    waited = page.page.evaluate(
        """async (events) => {
          const start = performance.now();
          model.message({ kind: "events", events, layouts: {} });
          const card = document.querySelector(".sv-card");
          if (card.dataset.state !== "running") return Infinity;
          await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
          return performance.now() - start;
        }""",
        events,
    )
    assert waited < 100


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
    assert page.root.evaluate("root => root.offsetHeight") <= 800
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


def test_ten_thousand_events_keep_the_page_smooth(open_page: Open) -> None:
    trace = Recorder(NAMES)
    page = open_page(trace.recording())
    for dispatch in range(1, 1251):
        trace.start(dispatch)
        for number in (1, 2, 3):
            trace.begin(number, dispatch).returned(number, dispatch=dispatch)
        trace.end(dispatch)
    events = trace.json()
    assert len(events) == 10_000

    longest = page.page.evaluate(
        """async (events) => {
          let longest = 0;
          for (let i = 0; i < events.length; i += 1250) {
            const start = performance.now();
            const message = { kind: "events", events: events.slice(i, i + 1250), layouts: {} };
            model.message(message);
            longest = Math.max(longest, performance.now() - start);
            await new Promise((next) => setTimeout(next, 33));
          }
          return longest;
        }""",
        events,
    )
    # The budget is 50 ms; a loaded test machine gets room.
    assert longest < 150
    page.settle()
    assert page.text("picker") == "dispatch 1250 of 1250"


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


def test_the_colours_can_be_told_apart_and_read(
    open_page: Open, raised: Recorder
) -> None:
    """As WCAG measures contrast; some cards are tinted with the colour itself."""
    for scheme in ("light", "dark"):
        page = open_page(raised.recording(), color_scheme=scheme)
        for state, least in (("returned", 5.2), ("raised", 4.5), ("not_reached", 4.5)):
            card = f".sv-card[data-state={state}]"
            surface = _rgb(page, card, "backgroundColor")
            word = _rgb(page, f"{card} .sv-word", "color")
            assert _contrast(word, surface) >= least, (scheme, state)


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
