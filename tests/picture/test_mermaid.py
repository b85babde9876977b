"""From a picture to a Mermaid flowchart."""

from __future__ import annotations

import html
import re

import pytest

from signal_viz.mermaid import to_mermaid
from tests.picture.story import Story, star, stopped
from tests.picture.test_dot import HOSTILE


def test_it_is_a_flowchart_from_the_sender_to_the_receivers() -> None:
    lines = to_mermaid(stopped().state()).splitlines()

    assert lines[:3] == [
        "flowchart LR",
        '  n0["Order<br/>model"]',
        '  n1(["post_save"])',
    ]
    assert (
        '  n2["1 reserve_stock<br/>notebook:3 · weak<br/>returned"]:::returned' in lines
    )
    assert "  n0 --> n1" in lines
    assert "  n1 --> n4" in lines


def test_a_nested_dispatch_is_a_dotted_edge() -> None:
    story = Story()
    save = story.has("save_again")
    root = story.start()
    story.call(root, save)
    story.start(parent=root, parent_connection=save)

    assert "  n2 -.-> n1" in to_mermaid(story.state()).splitlines()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_and_nothing_else(name: str) -> None:
    story = Story()
    story.has(name)

    (line,) = (item for item in to_mermaid(story.state()).splitlines() if "n2[" in item)
    text = line.removeprefix('  n2["1 ').partition("<br/>")[0]

    assert not set(text) & set('<>"&\\|{}[]')
    shown = html.unescape(re.sub(r"#(\d+);", r"&#\1;", text))
    assert shown.replace("\u200b", "") == name
    # Mermaid would break the line here, however the two are written.
    assert "\\n" not in shown


def test_its_text_has_the_colour_of_the_page_that_draws_it() -> None:
    styles = [
        line
        for line in to_mermaid(stopped().state()).splitlines()
        if "classDef" in line
    ]

    assert styles
    # A fixed colour would be grey on black in a page with a dark theme.
    assert not [style for style in styles if re.search(r"[ ,](color|fill):", style)]


def test_a_receiver_at_rest_has_no_style() -> None:
    (card,) = (
        line
        for line in to_mermaid(star(1).state()).splitlines()
        if "receiver_0" in line
    )

    assert ":::" not in card
