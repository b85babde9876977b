"""The static picture in a real browser: every text has the room that it needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from signal_viz.naming import Error
from signal_viz.svg import to_svg
from tests.picture.story import VALUE_ERROR, Story, stopped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

MEASURE = """
() => {
  const svg = document.querySelector("svg");
  const outer = svg.getBoundingClientRect();
  const inside = (a, b) => a.left >= b.left - 0.5 && a.right <= b.right + 0.5
    && a.top >= b.top - 0.5 && a.bottom <= b.bottom + 0.5;
  const wrong = [];
  for (const text of svg.querySelectorAll("text")) {
    const place = text.getBoundingClientRect();
    if (!inside(place, outer)) wrong.push(`${text.textContent} leaves the picture`);
    const box = text.parentElement.querySelector(":scope > title ~ rect");
    if (box && !inside(place, box.getBoundingClientRect()))
      wrong.push(`${text.textContent} leaves its box`);
  }
  const all = [...svg.querySelectorAll("text")];
  all.forEach((one, index) => all.slice(index + 1).forEach((other) => {
    const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    // Lines of text stand close: their boxes may touch, their letters not.
    if (across > 0.5 && down > 4)
      wrong.push(`${one.textContent} lies over ${other.textContent}`);
  }));
  return wrong;
}
"""


def long_names() -> Story:
    """Return a story with the broadest letters in every place."""
    story = Story("W" * 80, "order_paid")
    error = Error("W" * 40)
    for name in ("w" * 80, "m" * 31, "日本語" * 20, "reserve_stock"):
        story.has(name, sender="M" * 80, where="W" * 80, dispatch_uid="@" * 80)
    story.has("ship", "s2", where="shop/receivers.py:1024", sender="Order")
    dispatch = story.start()
    for connection in story.snapshot.connections[:4]:
        story.call(dispatch, connection.id)
        story.raised(dispatch, connection.id, error)
    story.end(dispatch, error)
    return story


def many() -> Story:
    """Return a story of a dispatch with a thousand receivers."""
    story = Story()
    for number in range(1000):
        story.has(f"handler_number_{number}")
    story.run(*(item.id for item in story.snapshot.connections))
    return story


def asynchronous() -> Story:
    """Return a story in which async siblings go on after an exception."""
    story = Story("order_paid")
    fails = story.has("charge_card", is_async=True, dispatch_uid="charge")
    slow = story.has("send_confirmation_mail", is_async=True)
    gone = story.has("greet")
    story.collect(gone)
    dispatch = story.start(method="asend")
    story.call(dispatch, fails)
    story.call(dispatch, slow)
    story.raised(dispatch, fails)
    story.end(dispatch, VALUE_ERROR)
    return story


STORIES = {
    "stopped": stopped,
    "long names": long_names,
    "many": many,
    "asynchronous": asynchronous,
}


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    scheme: Any = request.param
    opened = browser.new_page(
        color_scheme=scheme, viewport={"width": 900, "height": 700}
    )
    yield opened
    opened.close()


@pytest.mark.parametrize("times", [False, True], ids=["order", "times"])
@pytest.mark.parametrize("name", STORIES)
def test_every_text_has_room(
    page: Page,
    name: str,
    screenshots: Path,
    request: pytest.FixtureRequest,
    *,
    times: bool,
) -> None:
    picture = to_svg(STORIES[name]().state(), times=times)
    page.set_content(picture.replace("max-width:100%;", ""))
    file = re.sub(r"\W+", "-", request.node.name).strip("-") + ".png"
    page.locator("svg").screenshot(path=screenshots / file)

    assert page.evaluate(MEASURE) == []


def test_the_colours_are_those_of_the_reader(browser: Browser) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.set_content(to_svg(stopped().state()))
        ground = "getComputedStyle(document.querySelector('rect.page')).fill"
        grounds.append(page.evaluate(ground))
        page.close()

    assert grounds == ["rgb(255, 255, 255)", "rgb(31, 33, 36)"]


def test_it_shrinks_to_fit_a_narrow_place(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 400, "height": 700})
    page.set_content(f"<body style='margin:0'>{to_svg(stopped().state())}")
    width, height = page.evaluate(
        "(({width, height}) => [width, height])"
        "(document.querySelector('svg').getBoundingClientRect())"
    )
    page.close()

    assert width == 400
    assert height < 400
