"""How much room a text takes, and how it is shortened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signal_viz.measure import cells, clip_prose, prose_width, shorten


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("post_save", 9), ("naïve", 5), ("日本", 4), ("🦊", 2), ("e\u0301", 2)],
)
def test_a_wide_character_takes_two_cells(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("charge_card", "charge_card"),
        ("charge_credit_card", "charg…_card"),
        ("日本語日本語日本語", "日本…本語"),
    ],
)
def test_a_long_name_keeps_its_beginning_and_its_end(text: str, short: str) -> None:
    assert shorten(text, 11) == short


@given(st.text(max_size=60), st.integers(3, 40))
def test_a_shortened_name_fits(text: str, limit: int) -> None:
    assert cells(shorten(text, limit)) <= limit


@given(st.text(max_size=60), st.integers(12, 300))
def test_a_clipped_line_fits(text: str, room: int) -> None:
    clipped = clip_prose(text, 11, room)

    assert prose_width(clipped, 11) <= room
    assert clipped == text or clipped.endswith("…")


def test_a_line_that_fits_is_not_touched() -> None:
    text = "notebook:3 · weak"

    assert clip_prose(text, 11, prose_width(text, 11)) == text
    assert clip_prose(text, 11, prose_width(text, 11) - 1) != text


def test_ten_million_characters_are_shortened_at_once() -> None:
    text = "n" * 10_000_000

    assert shorten(text, 9) == "nnnn…nnnn"
    assert len(clip_prose(text, 11, 100)) < 100


def test_broad_letters_take_more_room_than_narrow_ones() -> None:
    assert prose_width("WWWW", 11) > prose_width("nnnn", 11) > prose_width("iiii", 11)
