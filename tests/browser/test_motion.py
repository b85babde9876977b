"""Nothing jumps: what stays moves, and makes room before anything comes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.browser.canvas import recording
from tests.picture.story import Story

if TYPE_CHECKING:
    from tests.browser.widget_page import Open, WidgetPage

pytestmark = pytest.mark.browser

# Where the cards, and the lanes of the rows inside them, are in each frame.
_FILM = """message => new Promise((done) => {
  const frames = [];
  const boxes = (selector) => [...document.querySelectorAll(`#one ${selector}`)]
    .filter((item) => !item.ariaHidden && Number(item.style.opacity) > 0)
    .map((item) => item.getBoundingClientRect())
    .map(({ top, bottom }) => [top, bottom]).sort(([a], [b]) => a - b);
  const start = performance.now();
  const look = (now) => {
    frames.push({ cards: boxes(".sv-card"), rows: boxes(".sv-lane[data-row]") });
    if (now - start < 700) requestAnimationFrame(look);
    else done(frames);
  };
  model.message(message);
  requestAnimationFrame(look);
})"""


def nesting() -> tuple[Story, int]:
    """Return a story, and how many events came before the dispatch in a receiver."""
    story = Story("post_save", "order_paid")
    first, last = story.has("mark_paid"), story.has("write_audit_log")
    inner = story.has("send_receipt", "s2")
    root = story.start()
    story.call(root, first)
    before = len(story.events)
    story.run(inner, signal="s2", parent=root, parent_connection=first)
    story.returned(root, first)
    story.call(root, last)
    story.returned(root, last)
    story.end(root)
    return story, before


def test_a_card_opens_for_what_its_receiver_sends_and_covers_no_other(
    open_page: Open,
) -> None:
    story, before = nesting()
    data = recording(story)
    events = data["events"]
    page = open_page(data | {"events": events[:before]})
    page.settle()
    message = {"kind": "events", "events": events[before : before + 2]}

    frames = page.page.evaluate(_FILM, message)

    heights = [frame["cards"][0][1] - frame["cards"][0][0] for frame in frames]
    assert heights == sorted(heights)
    assert heights[-1] > heights[0]
    assert len({round(height) for height in heights}) > 4, "it jumps"
    for frame in frames:
        for (_, bottom), (top, _) in pairwise(frame["cards"]):
            assert bottom < top, frame
        for top, bottom in frame["rows"]:
            assert any(a <= top and bottom <= b + 8 for a, b in frame["cards"]), frame
    assert len(frames[-1]["rows"]) == 1


def delays(page: WidgetPage) -> list[float]:
    """Return when each pulse under way begins, in milliseconds."""
    found: list[float] = page.root.locator(".sv-pulse").evaluate_all(
        "pulses => pulses.flatMap((pulse) => pulse.getAnimations())"
        ".map((beat) => beat.effect.getTiming().delay)"
    )
    return found


def test_a_pulse_runs_along_an_edge_that_is_there(open_page: Open) -> None:
    story, before = nesting()
    data = recording(story)
    events = data["events"]
    page = open_page(data | {"events": events[:before]})
    page.settle()

    page.send(events[before : before + 1])
    new = delays(page)
    page.page.wait_for_timeout(800)
    page.send(events[before + 1 : before + 2])

    assert new
    assert min(new) >= 390, "the edge is not there yet"
    assert delays(page) == [0]
