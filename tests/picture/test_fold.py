"""Many receivers folded by module, and into a matrix; many senders by kind."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signal_viz.fold import MOST_CARDS, Group, fold
from signal_viz.nest import MOST, nest
from signal_viz.sender_fold import fold_senders, holders
from signal_viz.svg import to_svg
from tests.picture.folding import (
    FILE,
    NESTED,
    casts,
    fixture,
    nested,
    receivers,
    stories,
)
from tests.picture.story import ORDER, Story


@pytest.mark.parametrize("name", stories())
def test_it_folds_as_in_the_fixture_that_the_browser_is_held_to(name: str) -> None:
    written = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
    now = json.loads(json.dumps(fixture()))["cases"]

    assert [case for case in now if case["name"] == name] == [
        case for case in written if case["name"] == name
    ]


@pytest.mark.parametrize("name", casts())
def test_senders_fold_as_in_the_fixture_that_the_browser_is_held_to(name: str) -> None:
    written = json.loads(FILE.read_text(encoding="utf-8"))["casts"]
    now = json.loads(json.dumps(fixture()))["casts"]

    assert [case for case in now if case["name"] == name] == [
        case for case in written if case["name"] == name
    ]


@pytest.mark.parametrize("name", casts())
def test_every_sender_is_shown_or_stands_in_one_group(name: str) -> None:
    found = casts()[name]

    shown = fold_senders(found.senders, found.tree)

    assert len(shown) <= MOST_CARDS
    assert list(holders(shown)) == [sender.id for sender in found.senders]


def test_the_static_picture_folds_senders() -> None:
    drawing = to_svg(casts()["one has sent"])

    assert re.findall(r"<text[^>]*>([^<]*ender[^<]*)", drawing) == [
        "Sender2 sent",
        "any sender",
    ]
    assert ">13 models<" in drawing


def test_dispatches_nest_as_in_the_fixture_that_the_browser_is_held_to() -> None:
    assert json.loads(json.dumps(nested())) == json.loads(
        NESTED.read_text(encoding="utf-8")
    )


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 30)), max_size=6))
def test_every_receiver_is_shown_or_stands_in_one_group(
    modules: list[tuple[str, int]],
) -> None:
    found = receivers(*modules).state()

    unfolded = [
        card
        for item in fold(found.signals, found.cards)
        for card in (item.cards if isinstance(item, Group) else (item,))
    ]

    assert sorted(unfolded, key=lambda card: card.number or 0) == list(found.cards)


def test_what_a_folded_receiver_sent_is_told_in_its_group() -> None:
    story = Story("post_save", "order_paid")
    ids = [story.has(f"on_{n}", where="shop.orders:1") for n in range(13)]
    inner = story.has("send_receipt", "s2", where="shop.mail:1")
    root = story.start()
    for number in (2, 3):
        story.call(root, ids[number])
        fields = {"parent": root, "parent_connection": ids[number]}
        story.run(inner, signal="s2", **fields)
        story.returned(root, ids[number])
    holder = dict.fromkeys(ids, "fold:s1:0:shop.orders")

    rows = nest(story.state(), holder)

    assert [(row.kind, row.text) for row in rows["fold:s1:0:shop.orders"]] == [
        ("send", "on_2: order_paid from Order"),
        ("call", "send_receipt"),
        ("send", "on_3: order_paid from Order"),
        ("call", "send_receipt"),
    ]
    assert "on_2: order_paid from Order" in to_svg(story.state())


def test_a_thousand_nested_dispatches_are_counted() -> None:
    story = Story()
    first, second = story.has("first"), story.has("second")
    root = story.start()
    story.call(root, first)
    for _ in range(1000):
        story.run(second, sender=ORDER, parent=root, parent_connection=first)

    rows = nest(story.state())[first]

    assert len(rows) == MOST
    assert rows[-1].text == "1995 more inside"


def test_dispatches_may_nest_deeper_than_python_calls_itself() -> None:
    story = Story()
    only = story.has("only")
    parent = story.start()
    story.call(parent, only)
    for _ in range(2999):
        parent = story.start(parent=parent, parent_connection=only)
        story.call(parent, only)

    assert nest(story.state())[only][-1].text == "5993 more inside"
