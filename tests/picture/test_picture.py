"""One picture in every form that it can be given."""

from __future__ import annotations

import base64
import json
import re
from html import unescape

import pytest
from django.dispatch import Signal

from signal_viz.errors import SignalVizError
from signal_viz.picture import Picture, graph
from tests.picture.story import Story, stopped


def picture_of(story: Story) -> Picture:
    return Picture(story.snapshot, story.events)


def ship(**_: object) -> None: ...


def test_it_shows_the_state_after_the_last_event() -> None:
    story = stopped()

    assert picture_of(story).state == story.state()


def test_it_comes_in_five_forms() -> None:
    picture = picture_of(stopped())

    assert picture.to_svg().startswith("<svg ")
    assert picture.to_text().startswith("Order ── post_save ── 3 receivers\n")
    assert picture.to_dot().startswith("digraph signals {")
    assert picture.to_mermaid().startswith("flowchart LR\n")
    assert json.loads(json.dumps(picture.to_json())) == picture.state.to_json()


def test_times_are_printed_on_request() -> None:
    picture = picture_of(stopped())

    assert "real time" in picture.to_svg(times=True)
    assert "real time" not in picture.to_svg()


def test_an_output_holds_a_drawing_an_image_and_the_words() -> None:
    picture = picture_of(stopped())

    bundle = picture.to_bundle()

    assert bundle["text/plain"] == picture.to_text() == repr(picture)
    assert bundle["image/svg+xml"] == picture.to_svg()
    (data,) = re.findall(
        r'src="data:image/svg\+xml;base64,([^"]+)"', bundle["text/html"]
    )
    assert base64.b64decode(data).decode() == picture.to_svg()


def test_the_image_has_the_words_as_its_alternative() -> None:
    story = Story('"><script>')
    story.has("<lambda>")

    page = picture_of(story).to_bundle()["text/html"]

    assert "<script>" not in page
    (alt,) = re.findall(r'alt="([^"]*)"', page)
    assert unescape(alt) == (
        'any sender ── "><script> ── 1 receiver; 1 · <lambda>; waiting for a send'
    )


def test_the_picture_of_a_signal_is_what_is_connected_now() -> None:
    signal = Signal()
    signal.connect(ship)

    assert graph(signal).to_text().splitlines()[1:] == [
        "  1 · ship",
        "waiting for a send",
    ]


def test_a_picture_of_something_else_says_what_to_pass() -> None:
    with pytest.raises(SignalVizError, match="is no Django signal"):
        graph(ship)
