"""Questions in a real browser: commit first, then see what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from signal_viz.version import VERSION
from tests.browser.axe import complaints
from tests.browser.widget_page import WidgetPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    Ask = Callable[..., WidgetPage]

pytestmark = pytest.mark.browser

RECEIVERS = ("reserve_stock", "charge_card", "update_index")
HAPPENED = {
    "chosen": ["0", "1"],
    "ending": "raised",
    "error": "ValueError",
    "ran": True,
    "because": "send() stops at the first exception.",
}


class QuestionPage(WidgetPage):
    """A plain page that holds a question."""

    bundle = "predict"


@pytest.fixture
def ask(browser: Browser) -> Iterator[Ask]:
    """Return a function that shows a question; each must end without complaint."""
    pages: list[WidgetPage] = []

    def ask_one(
        options: tuple[str, ...] = RECEIVERS,
        pick: str = "order",
        *,
        ending: bool = True,
        width: int = 700,
        traits: dict[str, Any] | None = None,
        **context: Any,
    ) -> WidgetPage:
        question = {
            "text": "Which receivers run, in which order?",
            "pick": pick,
            "ending": ending,
            "options": [
                {"id": str(place), "label": text} for place, text in enumerate(options)
            ],
        }
        state = {
            "question": question,
            "commitment": {},
            "outcome": {},
            "judged": False,
            "version": VERSION,
        }
        pages.append(QuestionPage(browser, width, **context))
        return pages[-1].draw(state | (traits or {}))

    yield ask_one
    for page in pages:
        page.close()


def answer(page: WidgetPage) -> Any:
    return page.page.evaluate("model.get('commitment')")


def verdict(page: WidgetPage) -> list[str]:
    lines = page.root.locator(".sv-verdict li").all_inner_texts()
    return [" ".join(line.split()) for line in lines]


def test_it_takes_an_order_by_pointer(ask: Ask) -> None:
    page = ask()

    page.root.get_by_label("charge_card").first.check()
    page.root.get_by_label("reserve_stock").first.check()
    places = page.root.locator(".sv-place").all_inner_texts()
    assert places == ["2nd", "1st", ""]
    page.root.get_by_role("button", name="reserve_stock earlier").click()
    page.root.get_by_label("an exception leaves the send").check()
    page.root.get_by_role("button", name="Commit").click()

    assert answer(page) == {"chosen": ["0", "1"], "ending": "raised"}
    assert page.page.evaluate("model.saved.commitment") == answer(page)


def test_it_takes_an_order_by_keyboard(ask: Ask) -> None:
    page = ask()
    press = page.page.keyboard.press

    page.root.get_by_label("reserve_stock").first.focus()
    press("Tab")
    press("Space")  # charge_card
    press("Tab")  # earlier
    press("Tab")  # later
    press("Tab")
    press("Space")  # update_index
    press("Tab")
    press("Enter")  # earlier
    press("Tab")
    press("Tab")
    press("Space")  # the send returns
    press("ArrowDown")
    press("Tab")
    press("Enter")

    assert answer(page) == {"chosen": ["2", "1"], "ending": "raised"}


def test_nothing_can_be_committed_before_it_is_complete(ask: Ask) -> None:
    page = ask(("yes", "no"), "one")
    commit = page.root.get_by_role("button", name="Commit")

    commit.click(force=True)
    assert answer(page) == {}
    assert "Pick one." in page.root.inner_text()
    page.root.get_by_label("yes").check()
    commit.click(force=True)
    assert answer(page) == {}
    assert "Say how it ends." in page.root.inner_text()
    page.root.get_by_label("the send returns").check()
    commit.click(force=True)
    assert answer(page) == {"chosen": ["0"], "ending": "returned"}


def test_none_of_them_is_an_answer_that_says_so(ask: Ask) -> None:
    page = ask(pick="some", ending=False)

    page.root.get_by_role("button", name="Commit: none of them").click()

    assert answer(page) == {"chosen": [], "ending": None}


def test_after_the_commit_nothing_can_be_changed(ask: Ask) -> None:
    page = ask(pick="some", ending=False)
    page.root.get_by_label("charge_card").check()
    page.root.get_by_role("button", name="Commit").click()

    assert "You have committed. Run the next cell." in page.root.inner_text()
    assert page.root.get_by_label("charge_card").is_disabled()
    assert page.root.get_by_label("update_index").is_disabled()
    assert not page.root.get_by_role("button", name="Commit").is_visible()


def test_what_happened_is_compared_line_by_line(ask: Ask) -> None:
    page = ask()
    for name in ("charge_card", "reserve_stock", "update_index"):
        page.root.get_by_label(name).first.check()
    page.root.get_by_label("an exception leaves the send").check()
    page.root.get_by_role("button", name="Commit").click()
    assert verdict(page) == []

    page.page.evaluate("outcome => model.set('outcome', outcome)", HAPPENED)

    assert verdict(page) == [
        "reserve_stock ran 1st, you said 2nd",
        "charge_card ran 2nd, you said 1st",
        "update_index did not run, you said 3rd",
        "The end ValueError left the send, as you said",
    ]
    text = page.root.inner_text()
    assert "1 of 4 as you said." in text
    assert "send() stops at the first exception." in text


def test_a_run_before_the_commit_asks_for_the_commit(ask: Ask) -> None:
    page = ask(traits={"judged": True})

    assert "It has run. Commit, and you see what happened." in page.root.inner_text()
    assert verdict(page) == []


def test_a_page_that_reloads_has_the_answer_and_the_comparison(ask: Ask) -> None:
    given = {"chosen": ["0", "1"], "ending": "raised"}
    page = ask(traits={"commitment": given, "outcome": HAPPENED, "judged": True})

    assert not page.root.get_by_role("button", name="Commit").is_visible()
    assert "Yes, exactly as you said." in page.root.inner_text()


def test_two_views_show_one_answer(ask: Ask) -> None:
    page = ask(pick="some", ending=False)
    page.page.evaluate("void draw('two')")

    page.root.get_by_label("charge_card").check()
    page.root.get_by_role("button", name="Commit").click()

    second = page.page.locator("#two")
    assert second.get_by_label("charge_card").is_checked()
    assert second.get_by_label("charge_card").is_disabled()


def test_texts_of_strangers_stay_text(ask: Ask) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    page = ask((hostile, "</fieldset><script>alert(2)</script>"), "one", ending=False)

    assert page.root.locator("img, script").count() == 0
    assert hostile in page.root.inner_text()


def test_another_version_is_told_and_not_drawn(ask: Ask) -> None:
    page = ask(traits={"version": "0.0.1"})

    alert = page.root.get_by_role("alert").inner_text()
    assert "The kernel runs 0.0.1" in alert
    assert page.complaints
    page.complaints.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 700])
def test_it_fits_and_can_be_looked_at(
    ask: Ask, scheme: str, width: int, screenshots: Path
) -> None:
    page = ask(width=width, color_scheme=scheme)
    page.root.get_by_label("charge_card").first.check()
    page.root.get_by_label("reserve_stock").first.check()
    page.root.get_by_label("the send returns").check()

    def shoot(name: str) -> None:
        path = screenshots / f"predict-{scheme}-{width}-{name}.png"
        page.page.screenshot(path=path)
        wide = page.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width

    shoot("1-asked")
    page.root.get_by_role("button", name="Commit").click()
    shoot("2-committed")
    page.page.evaluate("outcome => model.set('outcome', outcome)", HAPPENED)
    shoot("3-judged")


@pytest.mark.parametrize("pick", ["order", "some", "one"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(ask: Ask, scheme: str, pick: str) -> None:
    page = ask(pick=pick, color_scheme=scheme, reduced_motion="reduce")
    assert complaints(page) == []

    page.root.get_by_label("charge_card").first.check()
    page.root.get_by_label("an exception leaves the send").check()
    assert complaints(page) == []

    page.root.get_by_role("button", name="Commit").click()
    assert complaints(page) == []
    page.page.evaluate("outcome => model.set('outcome', outcome)", HAPPENED)
    page.root.locator(".sv-verdict").wait_for()
    assert complaints(page) == []
