"""The picture in words."""

from __future__ import annotations

import textwrap
from typing import Any

from signal_viz.naming import Sender
from signal_viz.text import to_text
from tests.picture.story import VALUE_ERROR, Story, star, stopped, three


def says(story: Story, expected: str) -> bool:
    return to_text(story.state()) == textwrap.dedent(expected).strip()


def test_it_lists_the_receivers_with_what_became_of_them() -> None:
    assert says(
        stopped(),
        """
        Order ── post_save ── 3 receivers
          1 ✓ reserve_stock   returned
          2 ✕ charge_card     raised ValueError
          3 – update_index    not reached
        charge_card raised ValueError: the exception left send()
        """,
    )


def test_at_rest_nothing_stands_behind_the_names() -> None:
    assert says(
        star(2),
        """
        any sender ── post_save ── 2 receivers
          1 · receiver_0
          2 · receiver_1
        waiting for a send
        """,
    )


def test_without_receivers_nobody_listens() -> None:
    story = Story()
    story.run()

    assert says(
        story,
        """
        Order ── post_save ── no receivers
        nobody listened
        """,
    )


def test_a_ghost_has_no_number_and_does_not_count() -> None:
    story, first, *_ = three()
    story.collect(first)

    assert says(
        story,
        """
        any sender ── post_save ── 2 receivers
            ◌ reserve_stock   collected
          1 · charge_card
          2 · update_index
        waiting for a send
        """,
    )


def test_several_signals_stand_below_each_other() -> None:
    story = Story("post_save", "order_paid")
    story.has("greet", sender="Customer")
    story.has("ship", "s2")
    story.start()

    assert says(
        story,
        """
        Customer, Order ── post_save ── 1 receiver
          1 · greet
        any sender ── order_paid ── 1 receiver
          1 · ship
        Order sends post_save
        """,
    )


def test_what_a_receiver_sent_stands_below_it() -> None:
    story = Story("post_save", "order_paid")
    charge = story.has("charge_card")
    ship = story.has("ship", "s2")
    thank = story.has("thank_you", "s2")
    root = story.start()
    story.call(root, charge)
    inner = story.start(
        Sender("Shop", "class"), "s2", parent=root, parent_connection=charge
    )
    story.call(inner, ship)
    story.returned(inner, ship)
    story.call(inner, thank)
    story.raised(inner, thank)
    story.end(inner, VALUE_ERROR)
    story.run(signal="s2", parent=root, parent_connection=charge)
    story.returned(root, charge)
    story.end(root)

    assert says(
        story,
        """
        Order ── post_save ── 1 receiver
          1 ✓ charge_card   returned
              Shop ── order_paid ── send()
                ✓ ship        returned
                ✕ thank_you   raised ValueError
              Order ── order_paid ── nobody listened
        Shop, Order ── order_paid ── 2 receivers
          1 ✓ ship        returned
          2 ✕ thank_you   raised ValueError
        1 receiver ran, 2 nested dispatches
        """,
    )


def test_a_nested_send_that_runs_is_not_yet_one_without_listeners() -> None:
    story, first, *_ = three()
    root = story.start()
    story.call(root, first)
    story.start(parent=root, parent_connection=first)

    assert "      Order ── post_save ── send()\n" in to_text(story.state())


def test_of_many_nested_dispatches_a_few_are_told() -> None:
    story, first, second, _ = three()
    root = story.start()
    story.call(root, first)
    for _ in range(50):
        story.run(second, parent=root, parent_connection=first)

    told = to_text(story.state())

    assert told.count("── send()") == 3
    assert "      … 47 more dispatches" in told


def test_a_deep_recursion_is_told_to_a_depth_that_can_be_read() -> None:
    story = Story()
    save = story.has("save_again")
    dispatch = story.start()
    for _ in range(100):
        story.call(dispatch, save)
        dispatch = story.start(parent=dispatch, parent_connection=save)

    told = to_text(story.state())

    assert told.count("── send()") == 3
    assert "… and deeper" in told


def test_dispatches_within_dispatches_do_not_fill_the_page() -> None:
    story = Story()
    receivers = [story.has(f"receiver_{number}") for number in range(20)]

    def send(depth: int, **inside: Any) -> None:
        dispatch = story.start(**inside)
        for receiver in receivers:
            story.call(dispatch, receiver)
            if depth:
                send(depth - 1, parent=dispatch, parent_connection=receiver)

    send(2)

    assert len(to_text(story.state()).splitlines()) < 500


def test_of_a_thousand_receivers_the_first_and_the_last_are_told() -> None:
    story = star(1000)
    connections = [item.id for item in story.snapshot.connections]
    dispatch = story.start()
    for connection in connections[:700]:
        story.call(dispatch, connection)
        story.returned(dispatch, connection)
    story.call(dispatch, connections[700])
    story.raised(dispatch, connections[700])
    story.not_reached(dispatch, *connections[701:])
    story.end(dispatch, VALUE_ERROR)

    lines = to_text(story.state()).splitlines()

    assert lines[0] == "Order ── post_save ── 1,000 receivers"
    assert lines[1] == "     1 ✓ receiver_0     returned"
    assert "     … 692 more receivers: 692 returned" in lines
    assert "   701 ✕ receiver_700   raised ValueError" in lines
    assert "     … 297 more receivers: 297 not reached" in lines
    assert lines[-2] == "  1000 – receiver_999   not reached"
    assert len(lines) < 30


def test_many_senders_are_counted() -> None:
    story = Story()
    for number in range(5):
        story.has("greet", sender=f"Model{number}")

    assert to_text(story.state()).startswith("Model0, Model1, Model2 and 2 more ──")


def test_a_name_cannot_break_the_lines() -> None:
    story = Story("post\nsave")
    story.has("evil\nname\u202e\x1b[31m" + "x" * 10_000_000)

    told = to_text(story.state())

    assert len(told.splitlines()) == 3
    assert len(told) < 300
    assert not set(told) & set("\u202e\x1b")


def test_wide_characters_keep_the_columns_straight() -> None:
    story = Story()
    story.collect(story.has("日本"))
    story.collect(story.has("charge"))

    lines = to_text(story.state()).splitlines()

    assert lines[1].index("collected") == lines[2].index("collected") - 2


def test_it_holds_no_time_and_no_place() -> None:
    story, first, *_ = three()
    dispatch = story.start()
    story.call(dispatch, first)
    story.returned(dispatch, first, took=306_000_000)
    story.end(dispatch)

    told = to_text(story.state())

    assert "notebook" not in told
    assert "306" not in told
