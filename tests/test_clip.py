from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signal_viz.clip import TEXT_LENGTH, clip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Grüße 你好 🎉", "Grüße 你好 🎉"),
        ("a\nb\tc\x00d\x7f", "a·b·c·d·"),
        ("\x1b[31mred", "·[31mred"),
        ("left\u202eright", "left·right"),
        ("zero\u200bwidth\ufeff", "zero·width·"),
        ("half \ud800", "half ·"),
        ("no xml \uffff", "no xml ·"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_what_no_one_can_see_is_shown_as_a_dot(text: str, shown: str) -> None:
    assert clip(text) == shown


def test_what_is_cut_off_is_shown() -> None:
    assert clip("abcdef", 4) == "abc…"
    assert clip("abcd", 4) == "abcd"


@given(st.text(st.characters(codec=None)))  # lone surrogates too
def test_any_text_becomes_short_text_that_xml_can_hold(text: str) -> None:
    shown = clip(text * 3)

    assert len(shown) <= TEXT_LENGTH
    element = ET.Element("text")
    element.text = shown
    assert ET.fromstring(ET.tostring(element)).text == (shown or None)  # noqa: S314
