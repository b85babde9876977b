"""Durations for people."""

from __future__ import annotations

import pytest

from signal_viz.duration import duration


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "0 ns"),
        (640, "640 ns"),
        (999.6, "1 µs"),
        (53_400, "53 µs"),
        (999_400, "999 µs"),
        (999_600, "1.0 ms"),
        (4_240_000, "4.2 ms"),
        (9_960_000, "10 ms"),
        (306_000_000, "306 ms"),
        (999_600_000, "1.00 s"),
        (1_206_000_000, "1.21 s"),
        (12_345_000_000, "12.3 s"),
        (59_960_000_000, "1 min 0 s"),
        (125_000_000_000, "2 min 5 s"),
    ],
)
def test_two_or_three_digits_and_a_unit(ns: float, text: str) -> None:
    assert duration(ns) == text
