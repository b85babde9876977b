"""The saved page in a real browser, opened from the disk, with no network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from signal_viz import page
from signal_viz.recording import Recording, load
from tests.browser.axe import found_in
from tests.browser.widget_page import Recorder
from tests.picture.story import Story
from tests.test_page import HOSTILE, recording_of
from tools import docs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    Open = Callable[..., Page]

pytestmark = pytest.mark.browser

# The name of what has the focus; the words, once open, are told from their button.
_FOCUS = """() => {
  const { tagName, ariaLabel, textContent } = document.activeElement;
  if (tagName === "BODY") return tagName;
  return (tagName === "PRE" ? "pre " : "") + (ariaLabel ?? textContent);
}"""


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens a recording, or a page; all else is refused."""
    contexts = []
    complaints: list[str] = []
    asked: list[str] = []
    pages: set[str] = set()

    def open_one(recording: Recording | Path, **options: Any) -> Page:
        path = tmp_path / "run.html"
        if isinstance(recording, Recording):
            recording.save(path)
        else:
            path = recording
        pages.add(path.as_uri())
        context = browser.new_context(
            viewport={"width": options.pop("width", 1000), "height": 620}, **options
        )
        contexts.append(context)
        opened = context.new_page()
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("console", lambda message: complaints.append(message.text))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("dialog", lambda dialog: complaints.append(dialog.message))
        context.set_offline(offline=True)
        opened.goto(path.as_uri())
        return opened

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []
    assert {address for address in asked if not address.startswith("data:")} == pages


@pytest.fixture
def recording() -> Recording:
    names = ("reserve_stock", "charge_card", "update_index")
    made = Recorder(names).start().begin(1).returned(1, 4_200_000)
    made.begin(2).raised(2, "ValueError").not_reached(3).end(error="ValueError")
    return Recording(made.snapshot, made.events)


def states(page_: Page) -> list[str | None]:
    cards = page_.locator(".sv-card")
    return [card.get_attribute("data-state") for card in cards.all()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_plays_from_the_disk(
    open_page: Open, recording: Recording, scheme: str, screenshots: Path
) -> None:
    opened = open_page(recording, color_scheme=scheme)

    assert opened.title() == "A recording of post_save"
    assert states(opened) == ["returned", "raised", "not_reached"]
    assert opened.locator("#picture img").count() == 0
    assert opened.locator(".sv-badge").inner_text() == "recording"
    dark = opened.locator(".sv").get_attribute("data-dark") is not None
    assert dark is (scheme == "dark")
    opened.wait_for_timeout(300)
    opened.screenshot(path=screenshots / f"page-{scheme}.png")
    opened.get_by_role("button", name="Play (Space)").click()
    opened.locator(".sv-card[data-state=running]").first.wait_for()
    opened.locator(".sv-card[data-state=not_reached]").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_the_bookshop_plays(
    open_page: Open, scheme: str, screenshots: Path
) -> None:
    opened = open_page(docs.PAGE, color_scheme=scheme)

    assert opened.title() == "A day in the bookshop"
    assert opened.locator("#picture img").count() == 0
    opened.wait_for_timeout(300)
    opened.screenshot(path=screenshots / f"page-bookshop-{scheme}.png", full_page=True)
    day = docs.played(docs.PAGE.read_text("utf-8"))
    assert len(states(opened)) == len(day.snapshot.connections)
    opened.locator("input[type=range]").focus()
    for _ in day.dispatches[1:]:
        opened.keyboard.press("PageUp")
    opened.get_by_role("button", name="Play (Space)").click()
    opened.locator(".sv-card[data-state=running]", has_text="reserve_stock").wait_for()
    opened.locator(".sv-card[data-state=returned]", has_text="log_sale").wait_for()
    for _ in range(4):
        opened.keyboard.press("PageDown")
    opened.locator(".sv-card[data-state=raised]", has_text="call_courier").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_map_of_many_signals_has_a_short_title_and_nothing_to_play(
    open_page: Open, scheme: str, screenshots: Path
) -> None:
    story = Story(*(f"signal_{number}" for number in range(7)))
    for number in range(1, 8):
        story.has(f"receiver_{number}", f"s{number}")
    opened = open_page(Recording(story.snapshot), color_scheme=scheme)
    assert opened.locator(".sv-title").inner_text() == "7 signals"
    assert states(opened) == ["connected"] * 7
    for part in (".sv-controls", ".sv-range", ".sv-badge", "select"):
        assert not opened.locator(part).filter(visible=True).count(), part
    opened.get_by_role("button", name="Table").click()
    assert opened.get_by_role("row").count() == 8
    opened.screenshot(path=screenshots / f"map-{scheme}.png")


def test_the_arrow_keys_go_through_it(open_page: Open, recording: Recording) -> None:
    opened = open_page(recording)

    opened.locator("input[type=range]").focus()
    opened.keyboard.press("Home")
    assert states(opened) == ["connected"] * 3
    opened.keyboard.press("ArrowRight")
    assert states(opened) == ["running", "connected", "connected"]


def test_the_words_open_at_a_click(open_page: Open, recording: Recording) -> None:
    opened = open_page(recording, width=360)

    opened.get_by_text("In words").click()
    assert "✕ charge_card" in opened.locator("main > details pre").inner_text()
    wide = opened.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1000])
def test_axe_finds_nothing_in_the_whole_page(
    open_page: Open, recording: Recording, scheme: str, width: int, screenshots: Path
) -> None:
    # Its own policy would refuse axe as well.
    options = {"width": width, "color_scheme": scheme, "bypass_csp": True}
    opened = open_page(recording, **options)
    opened.get_by_text("In words").click()
    opened.wait_for_timeout(300)
    opened.screenshot(path=screenshots / f"page-{scheme}-{width}.png", full_page=True)

    assert found_in(opened) == []


def test_the_keyboard_alone_goes_through_the_page(
    open_page: Open, recording: Recording
) -> None:
    opened = open_page(recording, width=360)
    seen = []
    for _ in range(30):
        opened.keyboard.press("Tab")
        name = opened.evaluate(_FOCUS)
        if name == "In words":
            opened.keyboard.press("Enter")
        if name == "BODY":
            break
        seen.append(name)

    assert seen[:3] == ["dispatch", "First step (Home)", "Step back (Left)"]
    assert {"Play (Space)", "step of the dispatch", "Table", "Save"} <= {*seen}
    # The words open, and can be scrolled.
    assert seen[-2:] == ["In words", "pre In words"]


def test_its_details_open_and_the_recording_can_be_taken_out_again(
    open_page: Open, recording: Recording
) -> None:
    opened = open_page(recording, accept_downloads=True)

    opened.locator(".sv-card", has_text="charge_card").click()
    opened.get_by_text("To disconnect or send: no kernel answers here.").wait_for()
    opened.get_by_role("button", name="Save").click()
    with opened.expect_download() as download:
        opened.get_by_role("button", name="Download JSON").click()

    saved = load(download.value.path())
    assert saved.snapshot == recording.snapshot


def test_a_hostile_recording_runs_nothing(open_page: Open, screenshots: Path) -> None:
    opened = open_page(recording_of(HOSTILE))

    assert states(opened) == ["raised"] * len(HOSTILE)
    assert opened.locator("script").count() == 2
    names = opened.locator(".sv-card .sv-name").all_inner_texts()
    assert names[0].startswith("</script>")
    opened.wait_for_timeout(300)
    opened.screenshot(path=screenshots / "page-hostile.png")


def test_its_own_policy_refuses_what_somebody_puts_in(
    browser: Browser, recording: Recording, tmp_path: Path
) -> None:
    text = page.html(recording)
    evil = (
        "<script>document.title = 'taken'</script><img src='http://example.invalid/'>"
    )
    (tmp_path / "evil.html").write_text(text.replace("<main>", f"<main>{evil}"))
    context = browser.new_context()
    opened = context.new_page()
    refused: list[str] = []
    opened.on("console", lambda message: refused.append(message.text))
    opened.goto((tmp_path / "evil.html").as_uri())

    assert opened.title() == "A recording of post_save"
    assert len([said for said in refused if "Content Security Policy" in said]) == 2
    context.close()


def test_without_scripts_it_shows_picture_and_words(
    open_page: Open, recording: Recording, screenshots: Path
) -> None:
    opened = open_page(recording, java_script_enabled=False)

    image = opened.locator("#picture img")
    assert "charge_card raised ValueError: the" in str(image.get_attribute("alt"))
    box = image.bounding_box()
    assert box is not None
    assert box["height"] > 100
    opened.get_by_text("In words").click()
    assert opened.locator("main > details pre").is_visible()
    opened.screenshot(path=screenshots / "page-no-scripts.png")
