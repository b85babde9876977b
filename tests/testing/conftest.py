"""A signal that must be left as it was."""

from __future__ import annotations

from tests.left_alone import _receivers_die, make_signal, signal

__all__ = ["_receivers_die", "make_signal", "signal"]
