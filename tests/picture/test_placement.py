"""Where everything stands: nothing overlaps, signals are in the middle."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signal_viz.columns import apart
from signal_viz.graph import graph
from signal_viz.layout import layout
from signal_viz.placement import Box, Layout, number
from tests.picture.story import Story, star


def placed(story: Story) -> Layout:
    return layout(graph(story.state()), "columns")


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Any picture: signals, receivers, filters and nested dispatches."""
    story = Story(*(f"signal_{number}" for number in range(draw(st.integers(1, 4)))))
    signals = st.sampled_from([item.id for item in story.snapshot.signals])
    senders = st.sampled_from([None, "Order", "Item", "A rather long sender"])
    for receiver in range(draw(st.integers(0, 8))):
        story.has(f"r{receiver}", draw(signals), sender=draw(senders))
    root = story.start(signal=draw(signals))
    for connection in story.snapshot.connections[: draw(st.integers(0, 3))]:
        story.start(signal=draw(signals), parent=root, parent_connection=connection.id)
    return story


@given(stories())
def test_nothing_overlaps(story: Story) -> None:
    boxes = placed(story).nodes.values()

    assert not any(overlap(*pair) for pair in itertools.combinations(boxes, 2))


@given(stories())
def test_everything_is_inside(story: Story) -> None:
    found = placed(story)

    assert min(box.x for box in found.nodes.values()) == 0
    assert min(box.y for box in found.nodes.values()) == 0
    assert all(box.right <= found.width for box in found.nodes.values())
    assert all(box.bottom <= found.height for box in found.nodes.values())


@given(stories())
def test_every_node_and_every_edge_has_its_place(story: Story) -> None:
    shown = graph(story.state())
    found = placed(story)

    assert set(found.nodes) == {node.id for column in shown.columns for node in column}
    assert set(found.edges) == set(shown.edges)


@given(stories())
def test_cards_stand_in_the_order_of_calling(story: Story) -> None:
    found = placed(story)

    tops = [found.nodes[node.id].y for node in graph(story.state()).cards]

    assert tops == sorted(tops)


@given(stories())
def test_a_signal_is_in_the_middle_of_its_receivers(story: Story) -> None:
    found = placed(story)
    cards = story.state().cards
    for signal in story.snapshot.signals:
        own = [
            found.nodes[card.connection.id].middle[1]
            for card in cards
            if card.connection.signal == signal.id
        ]
        if own:
            middle = found.nodes[f"signal:{signal.id}"].middle[1]
            assert middle == pytest.approx((own[0] + own[-1]) / 2)


def test_an_edge_goes_from_the_right_side_to_the_left_side() -> None:
    found = placed(star(3))
    tail, head = found.nodes["signal:s1"], found.nodes["c1"]
    edge = found.edges["signal:s1", "c1"]

    numbers = [float(text) for text in re.findall(r"-?[\d.]+", edge.path)]

    assert numbers[:2] == [tail.right, tail.middle[1]]
    assert numbers[-2:] == [head.x, head.middle[1]]
    assert (edge.x, edge.y, edge.turn) == (head.x, head.middle[1], 0)


def test_an_edge_of_a_nested_dispatch_comes_from_above_or_below() -> None:
    story = Story("post_save", "order_paid")
    first = story.has("first")
    last = story.has("last", "s2")
    root = story.start()
    story.start(signal="s2", parent=root, parent_connection=first)
    story.start(signal="s1", parent=root, parent_connection=last)
    found = placed(story)
    down, up = found.edges[first, "signal:s2"], found.edges[last, "signal:s1"]

    assert (down.y, down.turn) == (found.nodes["signal:s2"].y, 90)
    assert (up.y, up.turn) == (found.nodes["signal:s1"].bottom, -90)


def test_a_layout_is_json_with_whole_numbers_where_they_are_whole() -> None:
    data = placed(star(1)).to_json()

    assert data["nodes"]["c1"] == {"x": 332, "y": 2, "w": 228, "h": 44}
    assert data["edges"]["signal:s1->c1"] == "M272 24 C302 24, 302 24, 332 24"
    assert isinstance(data["height"], int)
    assert number(1 / 3) == 0.33


@given(st.lists(st.tuples(st.floats(-500, 500), st.integers(20, 60)), min_size=1))
def test_senders_are_moved_apart_and_no_further_than_needed(
    wanted: list[tuple[float, int]],
) -> None:
    wishes = [wish for wish, _ in wanted]
    heights = [height for _, height in wanted]

    found = apart(wishes, heights)

    needed = [(one + other) / 2 + 12 for one, other in itertools.pairwise(heights)]
    gaps = [other - one for one, other in itertools.pairwise(found)]
    assert all(gap >= need - 1e-6 for gap, need in zip(gaps, needed, strict=True))
    # The best place for all of them together: moving them as one gains nothing.
    assert abs(sum(found) - sum(wishes)) < 1e-3 * len(found)


def test_senders_with_room_stand_where_they_wish() -> None:
    assert apart([10.0, 200.0], [44, 44]) == [10.0, 200.0]
