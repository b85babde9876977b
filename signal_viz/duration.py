"""Durations for people, in the same words in Python and in the browser."""

from __future__ import annotations

_MICRO, _MILLI, _SECOND = 1e3, 1e6, 1e9


def duration(ns: float) -> str:
    """Return a duration with two or three digits.

    Args:
        ns: nanoseconds.

    Returns:
        ``"640 ns"``, ``"53 µs"``, ``"4.2 ms"``, ``"306 ms"``, ``"1.21 s"`` or
        ``"2 min 5 s"``.
    """
    for limit, unit, digits, name in (
        (999.5, 1, 0, "ns"),
        (999.5e3, _MICRO, 0, "µs"),
        (9.95e6, _MILLI, 1, "ms"),
        (999.5e6, _MILLI, 0, "ms"),
        (9.995e9, _SECOND, 2, "s"),
        (59.95e9, _SECOND, 1, "s"),
    ):
        if ns < limit:
            return f"{ns / unit:.{digits}f} {name}"
    minutes, seconds = divmod(round(ns / _SECOND), 60)
    return f"{minutes} min {seconds} s"
