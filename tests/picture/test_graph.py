"""From the state of a picture to nodes, edges and sizes."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from signal_viz.graph import detail, graph, structure_key
from signal_viz.naming import Sender
from tests.picture.story import Story, star, stopped, three


def test_a_star_is_a_sender_a_signal_and_its_receivers() -> None:
    found = graph(star(2).state())

    assert [node.id for node in found.senders] == ["sender:"]
    assert [node.id for node in found.signals] == ["signal:s1"]
    assert [node.id for node in found.cards] == ["c1", "c2"]
    assert found.sends == (("sender:", "signal:s1"),)
    assert found.calls == (("signal:s1", "c1"), ("signal:s1", "c2"))
    assert found.nested == ()


def test_a_filter_and_a_dispatch_are_edges_from_a_sender() -> None:
    story = Story("post_save", "order_paid")
    story.has("greet", sender="Customer")
    story.has("ship", "s2")
    story.start()

    assert graph(story.state()).sends == (
        ("sender:Customer", "signal:s1"),
        ("sender:Order", "signal:s1"),
        ("sender:", "signal:s2"),
    )


def test_a_receiver_that_sent_a_signal_has_an_edge_to_it() -> None:
    story = Story("post_save", "order_paid")
    charge = story.has("charge_card")
    root = story.start()
    story.call(root, charge)
    for _ in range(2):
        inner = story.start(signal="s2", parent=root, parent_connection=charge)
        story.end(inner)

    assert graph(story.state()).nested == ((charge, "signal:s2"),)


def test_all_cards_have_the_width_of_the_one_that_needs_most() -> None:
    short, long = star(3), star(3)
    long.has("a_receiver_with_quite_a_long_name")

    assert len({node.width for node in graph(long.state()).cards}) == 1
    assert graph(long.state()).cards[0].width > graph(short.state()).cards[0].width


def test_a_very_long_name_makes_a_card_no_wider_than_a_long_one() -> None:
    long, longer = Story(), Story()
    long.has("n" * 40)
    longer.has("n" * 80)

    assert graph(long.state()).cards == graph(longer.state()).cards


def test_what_happens_in_a_dispatch_does_not_change_the_structure() -> None:
    story = stopped()
    keys = {
        structure_key(story.state(after)) for after in range(1, len(story.events) + 1)
    }

    assert len(keys) == 1


def test_a_connection_changes_the_structure() -> None:
    story, first, *_ = three()
    before = structure_key(story.state())
    story.disconnect(first)

    assert structure_key(story.state()) != before


def test_the_order_of_the_cards_is_part_of_the_structure() -> None:
    one, other = Story(), Story()
    one.has("same"), one.has("same")
    other.has("same", is_async=True), other.has("same", is_async=False)

    assert structure_key(one.state()) != structure_key(other.state())


label = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(st.lists(label, max_size=4, unique=True), st.lists(label, max_size=4))
def test_equal_keys_mean_equal_graphs(senders: list[str], names: list[str]) -> None:
    story = Story()
    for name in names:
        story.has(name)
    for sender in senders:
        story.has("filtered", sender=sender)
    found = graph(story.state())

    read = json.loads(found.key)

    assert [tuple(item) for item in read[0]] == [
        (node.id, node.width) for node in found.senders
    ]
    assert [item[0] for item in read[3]] == [node.id for node in found.cards]


def test_the_muted_line_says_where_and_how_it_is_connected() -> None:
    story = Story()
    story.has(
        "mail",
        where="notebook:7",
        weak=False,
        sender="Order",
        is_async=True,
        dispatch_uid="once",
    )

    assert detail(story.state().cards[0]) == (
        "notebook:7 · strong · only Order · async · uid=once"
    )


def test_an_unknown_place_is_left_out() -> None:
    story = Story()
    story.has("len", where="")

    assert detail(story.state().cards[0]) == "weak"


def test_a_sender_of_an_unwatched_signal_is_not_drawn() -> None:
    story, *_ = three()
    story.start(Sender("Shop", "class"), signal="s9")

    assert [node.id for node in graph(story.state()).senders] == ["sender:"]
