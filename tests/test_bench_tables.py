"""The benchmark's tables can be read in a terminal and as Markdown."""

from __future__ import annotations

import pytest

from tools.bench import tables
from tools.bench.tables import Table

TABLE = Table("T", ("name", "x"), [["a", "1.0"], ["bcdef", "10.0"]], ["a note"])


def test_a_table_aligns_text_left_and_numbers_right() -> None:
    assert TABLE.text() == (
        "T\nname      x\n-----  ----\na       1.0\nbcdef  10.0\na note"
    )


def test_the_same_table_is_markdown() -> None:
    assert TABLE.markdown() == (
        "| name | x |\n| --- | --: |\n| a | 1.0 |\n| bcdef | 10.0 |"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (tables.milliseconds(0.01234), "12.3 ms"),
        (tables.microseconds(1.234e-6), "1.23 us"),
        (tables.multiple(1.5), "1.50x"),
        (tables.percent(0.125), "12%"),
    ],
)
def test_numbers_have_their_unit(text: str, expected: str) -> None:
    assert text == expected
