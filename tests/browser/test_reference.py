"""The picture looks as it did when somebody last looked at it and was content.

After a change that is meant, make the references anew, and look at each::

    SIGNAL_VIZ_REFRESH=1 python3 course.py test tests/browser/test_reference.py -n 0

They are compared as squares of mean colour, so that another renderer or the edges
of letters make no difference, but a thing that is missing, moved or coloured does.
"""

from __future__ import annotations

import os
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.canvas import recording
from tests.browser.png import Image, read
from tests.browser.widget_page import Recorder, WidgetPage
from tests.picture.story import VALUE_ERROR, Story

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    Situation = Callable[[], dict[str, Any]]

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parent / "reference"
SQUARE = 8
"""Pixels of a square's side."""
NEAR = 40
"""How far a channel of a square may be off, of 255."""
FEW = 0.01
"""Share of the squares that may be farther off."""
NAMES = ("reserve_stock", "send_confirmation", "charge_card")
FONTS = """.sv {
  --jp-ui-font-family: "DejaVu Sans", sans-serif;
  --jp-code-font-family: "DejaVu Sans Mono", monospace;
}"""


def connected() -> dict[str, Any]:
    return Recorder(NAMES).recording()


def running() -> dict[str, Any]:
    trace = Recorder(NAMES).start().begin(1).returned(1, 4_200_000)
    return trace.begin(2).recording()


def raised() -> dict[str, Any]:
    trace = Recorder(NAMES).start().begin(1).returned(1, 4_200_000)
    trace.begin(2).raised(2, "ValueError").not_reached(3)
    return trace.end(error="ValueError").recording()


def folded() -> dict[str, Any]:
    trace = Recorder([f"receiver_{number}" for number in range(1, 25)]).start()
    for number in range(1, 25):
        trace.begin(number).returned(number)
    return trace.end().recording()


def nested() -> dict[str, Any]:
    """Return three dispatches, each sent by a receiver of the one before."""
    story = Story("post_save", "order_paid", "stock_low")
    save, paid, low = (
        (story.has("mark_paid"), story.has("write_audit_log")),
        (story.has("send_receipt", "s2"), story.has("count_stock", "s2")),
        (story.has("order_more", "s3"),),
    )
    root = story.start()
    story.call(root, save[0])
    inner = story.start(signal="s2", parent=root, parent_connection=save[0])
    story.call(inner, paid[0])
    story.returned(inner, paid[0], 2_000_000)
    story.call(inner, paid[1])
    story.run(*low, signal="s3", parent=inner, parent_connection=paid[1])
    story.raised(inner, paid[1])
    story.end(inner, VALUE_ERROR)
    story.raised(root, save[0])
    story.not_reached(root, save[1])
    story.end(root, VALUE_ERROR)
    return recording(story)


def narrow() -> dict[str, Any]:
    return nested()


SITUATIONS = (connected, running, raised, folded, nested, narrow)


def shot(browser: Browser, situation: Situation, scheme: str) -> bytes:
    """Return a screenshot of a situation in which nothing moves."""
    width = 360 if situation is narrow else 900
    page = WidgetPage(browser, width, color_scheme=scheme, reduced_motion="reduce")
    page.open(situation())
    page.page.add_style_tag(content=FONTS)
    page.settle()
    # While a receiver runs, the lanes grow with the clock: they are not compared.
    clock = [".sv-lane", ".sv-bar", ".sv-axis"] if situation is running else []
    taken = page.root.screenshot(
        animations="disabled",
        caret="hide",
        mask=[page.root.locator(part) for part in clock],
        mask_color="#808080",
    )
    page.close()
    return taken


def difference(one: Image, two: Image) -> float:
    """Return the share of the squares that are not near; 1 for other sizes."""
    sizes = [(image.width // SQUARE, image.height // SQUARE) for image in (one, two)]
    if sizes[0] != sizes[1]:
        return 1.0
    pairs = [
        pair
        for rows in zip(one.blocks(SQUARE), two.blocks(SQUARE), strict=True)
        for pair in zip(*rows, strict=True)
    ]
    far = sum(
        any(abs(a - b) > NEAR for a, b in zip(here, there, strict=True))
        for here, there in pairs
    )
    return far / len(pairs)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_it_looks_as_it_did(
    browser: Browser, situation: Situation, scheme: str, screenshots: Path
) -> None:
    name = f"{situation.__name__}-{scheme}.png"
    taken = shot(browser, situation, scheme)
    if os.environ.get("SIGNAL_VIZ_REFRESH"):
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / name).write_bytes(taken)
    (screenshots / name).write_bytes(taken)

    found = difference(read((FOLDER / name).read_bytes()), read(taken))

    assert found <= FEW, f"compare screenshots/{name} with the one in {FOLDER.name}/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_references_can_be_told_apart(scheme: str) -> None:
    """So the comparison notices a state that is drawn as another."""
    seen = {
        situation.__name__: read(
            (FOLDER / f"{situation.__name__}-{scheme}.png").read_bytes()
        )
        for situation in SITUATIONS
    }

    for one, two in combinations(seen, 2):
        assert difference(seen[one], seen[two]) > FEW, (one, two)
