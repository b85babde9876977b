"""Predicting in the picture: hidden until somebody has committed, then played."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.axe import complaints
from tests.browser.widget_page import Recorder, WidgetPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    Open = Callable[..., WidgetPage]

pytestmark = pytest.mark.browser

NAMES = ("reserve_stock", "charge_card", "update_index")
QUIET = dict.fromkeys(NAMES, "connected")
STOPPED = dict(zip(NAMES, ("returned", "raised", "not_reached"), strict=True))


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Return a function that opens a picture that asks; it ends without complaint."""
    pages: list[WidgetPage] = []

    def open_one(recording: object, width: int = 700, **options: Any) -> WidgetPage:
        traits = {"prediction": {"after": -1}} | options.pop("traits", {})
        pages.append(WidgetPage(browser, width, **options))
        return pages[-1].open(recording, **traits)

    yield open_one
    for page in pages:
        page.close()


@pytest.fixture
def stopped() -> Recorder:
    """Return a dispatch whose second receiver raises."""
    made = Recorder(NAMES).start().begin(1).returned(1, 4_200_000)
    made.begin(2).raised(2, "ValueError").not_reached(3)
    return made.end(error="ValueError")


def predict(page: WidgetPage, *names: str, ending: str) -> None:
    for name in names:
        page.root.get_by_label(name, exact=True).check()
    page.root.get_by_label(ending).check()
    page.root.get_by_role("button", name="Commit").click()


def verdict(page: WidgetPage) -> list[str]:
    lines = page.root.locator(".sv-verdict li").all_inner_texts()
    return [" ".join(line.split()) for line in lines]


def test_what_has_run_is_nowhere_to_be_seen(open_page: Open, stopped: Recorder) -> None:
    page = open_page(stopped.recording())
    page.page.wait_for_timeout(700)

    assert page.states() == QUIET
    content = page.root.inner_text() + page.root.inner_html()
    for word in ("ValueError", "dispatch 1", "not reached", 'data-state="raised"'):
        assert word not in content
    assert "It has run. Commit, and it plays." in content


def test_a_closed_picture_does_not_say_that_nothing_was_sent(
    open_page: Open, stopped: Recorder
) -> None:
    page = open_page(stopped.recording(), traits={"closed": True})

    assert "no send was recorded" not in page.root.inner_text()
    assert "It has run. Commit, and it plays." in page.root.inner_text()


def test_after_the_commit_it_plays_and_is_compared(
    open_page: Open, stopped: Recorder
) -> None:
    page = open_page(stopped.recording())

    predict(page, "charge_card", "reserve_stock", ending="the send returns")

    page.root.locator(".sv-card[data-state=running]").first.wait_for()
    assert verdict(page) == []
    page.root.locator(".sv-verdict").wait_for()
    assert page.states() == STOPPED
    assert verdict(page) == [
        "reserve_stock ran 1st, you said 2nd",
        "charge_card ran 2nd, you said 1st",
        "update_index did not run, as you said",
        "The end ValueError left the send, you said it returns",
    ]
    assert page.page.evaluate("model.saved.prediction") == {
        "after": -1,
        "answer": {"chosen": ["c2", "c1"], "ending": "returned"},
    }


def test_a_commit_before_the_run_lets_it_be_seen_live(
    open_page: Open, stopped: Recorder
) -> None:
    page = open_page(stopped.recording(end=0))
    assert "Commit before you run the cell that sends." in page.root.inner_text()
    predict(page, "reserve_stock", "charge_card", ending="an exception leaves the send")
    assert "You have committed. Now run the cell" in page.root.inner_text()

    page.send(stopped.json(0, 2))
    page.root.locator(".sv-card[data-state=running]").wait_for()
    assert verdict(page) == []
    page.send(stopped.json(2))
    page.root.locator(".sv-verdict").wait_for()

    assert "Yes, exactly as you said." in page.root.inner_text()
    assert page.states() == STOPPED


def test_while_it_is_hidden_a_cell_that_runs_shows_nothing(
    open_page: Open, stopped: Recorder
) -> None:
    page = open_page(stopped.recording(end=0))

    for event in stopped.json():
        page.send([event])
        page.page.wait_for_timeout(20)
        assert page.states() == QUIET

    page.page.wait_for_timeout(600)
    assert page.text("spoken") == ""


def test_cards_can_be_picked_in_order_by_pointer(
    open_page: Open, stopped: Recorder
) -> None:
    page = open_page(stopped.recording(end=0))

    page.root.locator(".sv-card", has_text="update_index").click()
    page.root.locator(".sv-card", has_text="reserve_stock").click()

    guesses = page.root.locator(".sv-card").evaluate_all(
        "cards => cards.map(card => card.dataset.guess ?? '')"
    )
    assert guesses == ["2", "", "1"]
    assert page.root.locator(".sv-place").all_inner_texts() == ["2nd", "", "1st"]


def test_the_keys_of_the_form_do_not_move_the_replay(
    open_page: Open,
) -> None:
    earlier = Recorder(NAMES).start().begin(1).returned(1).end()
    page = open_page(earlier.recording(), traits={"prediction": {"after": 3}})

    page.root.get_by_label("reserve_stock", exact=True).focus()
    for key in ("Space", "ArrowLeft", "Home"):
        page.page.keyboard.press(key)

    assert page.text("badge") == "live"
    assert page.root.locator("input[type=checkbox]").first.is_checked()


def test_the_next_dispatch_can_be_predicted_again(
    open_page: Open, stopped: Recorder
) -> None:
    page = open_page(stopped.recording())
    predict(page, "reserve_stock", ending="the send returns")
    again = page.root.get_by_role("button", name="Predict the next one")
    again.click()

    last = len(stopped.events) - 1
    assert page.page.evaluate("model.saved.prediction") == {"after": last}
    assert page.root.get_by_role("button", name="Commit: none of them").is_visible()
    assert verdict(page) == []
    stopped.start(2).begin(1, 2).returned(1, dispatch=2)
    page.send(stopped.json(last + 1))
    page.page.wait_for_timeout(300)
    assert page.states() == STOPPED


def test_a_reload_keeps_the_prediction(open_page: Open, stopped: Recorder) -> None:
    answer = {"chosen": ["c1", "c2"], "ending": "raised"}
    given = {"after": -1, "answer": answer}
    page = open_page(stopped.recording(), traits={"prediction": given})

    assert "Yes, exactly as you said." in page.root.inner_text()
    assert page.states() == STOPPED


def test_a_picture_that_does_not_ask_has_no_form(
    open_page: Open, stopped: Recorder
) -> None:
    page = open_page(stopped.recording(), traits={"prediction": {}})

    assert not page.root.locator(".sv-forecast").is_visible()
    assert page.states() == STOPPED


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 900])
def test_it_fits_and_can_be_looked_at(
    open_page: Open, stopped: Recorder, scheme: str, width: int, screenshots: Path
) -> None:
    page = open_page(stopped.recording(), width, color_scheme=scheme)

    def shoot(name: str) -> None:
        page.page.wait_for_timeout(300)
        path = screenshots / f"forecast-{scheme}-{width}-{name}.png"
        page.page.screenshot(path=path, full_page=True)
        wide = page.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width

    page.root.get_by_label("charge_card", exact=True).check()
    shoot("1-asked")
    predict(page, "reserve_stock", ending="the send returns")
    shoot("2-playing")
    page.root.locator(".sv-verdict").wait_for()
    shoot("3-judged")


@pytest.mark.parametrize("width", [360, 900])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    open_page: Open, stopped: Recorder, scheme: str, width: int
) -> None:
    options = {"color_scheme": scheme, "reduced_motion": "reduce"}
    page = open_page(stopped.recording(), width, **options)
    assert complaints(page) == []

    predict(page, "reserve_stock", "charge_card", ending="an exception leaves the send")

    page.root.locator(".sv-verdict").wait_for()
    assert complaints(page) == []
