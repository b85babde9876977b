"""A long list made short."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from signal_viz.excerpt import Hidden, excerpt
from tests.picture.story import VALUE_ERROR, Story, star


def large(count: int, raising: int | None = None) -> Story:
    story = star(count)
    dispatch = story.start(method="send_robust")
    for number, connection in enumerate(story.snapshot.connections):
        story.call(dispatch, connection.id)
        if number == raising:
            story.raised(dispatch, connection.id, VALUE_ERROR)
        else:
            story.returned(dispatch, connection.id)
    story.end(dispatch)
    return story


def test_what_fits_is_shown_whole() -> None:
    cards = star(40).state().cards

    assert excerpt(cards, 40) == list(cards)


@given(st.integers(0, 200), st.integers(12, 60))
def test_every_card_is_shown_or_counted_and_in_its_place(count: int, most: int) -> None:
    cards = star(count).state().cards

    found = excerpt(cards, most)

    unfolded = [
        card
        for item in found
        for card in (item.cards if isinstance(item, Hidden) else (item,))
    ]
    assert unfolded == list(cards)
    assert len(found) <= most


def test_a_receiver_that_raised_is_shown() -> None:
    cards = large(1000, raising=500).state().cards

    assert cards[500] in excerpt(cards, 40)


def test_what_is_hidden_is_counted_by_what_became_of_it() -> None:
    cards = large(100, raising=50).state().cards

    hidden = next(item for item in excerpt(cards, 24) if isinstance(item, Hidden))

    assert hidden.title == f"{len(hidden.cards)} more receivers"
    assert hidden.summary == f"{len(hidden.cards)} returned"
